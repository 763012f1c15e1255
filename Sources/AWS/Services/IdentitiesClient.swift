/// IAM: what a role may do, asked before it is tried.
public struct IdentitiesClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// `SimulatePrincipalPolicy`: the actions that a role or user may not take on a resource.
  public func denied(
    of actions: [String], to principal: String, on resource: String
  ) async throws(AWSError) -> Set<String> {
    var denied: Set<String> = []
    var marker: String?
    for _ in 0..<20 {
      var fields: [HTTPAddress.Parameter] = [
        .init("PolicySourceArn", principal), .init("ResourceArns.member.1", resource),
      ]
      for (number, action) in actions.enumerated() {
        fields.append(.init("ActionNames.member.\(number + 1)", action))
      }
      if let marker { fields.append(.init("Marker", marker)) }
      let answer = try await client.form(.identities, "SimulatePrincipalPolicy", fields)
      guard let result = answer.first(named: "SimulatePrincipalPolicyResult") else { break }
      for member in result.first(named: "EvaluationResults")?.all(named: "member") ?? [] {
        if let name = member.text(of: "EvalActionName"),
          let decision = member.text(of: "EvalDecision"), decision != "allowed"
        {
          denied.insert(name)
        }
      }
      guard result.text(of: "IsTruncated") == "true", let next = result.text(of: "Marker") else {
        break
      }
      marker = next
    }
    return denied
  }

  /// The role behind an assumed role's session, as simulation wants it; anything else as it is.
  public static func principal(behind caller: String) -> String {
    let parts = caller.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, parts[2] == "sts", parts[5].hasPrefix("assumed-role/") else {
      return caller
    }
    let role = parts[5].split(separator: "/").dropFirst().first ?? ""
    return "\(parts[0]):\(parts[1]):iam::\(parts[4]):role/\(role)"
  }
}

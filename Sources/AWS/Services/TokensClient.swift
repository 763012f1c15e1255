/// The Security Token Service: who the caller is.
public struct TokensClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// Who asks, as AWS knows them.
  public struct Caller: Sendable, Hashable {
    /// The account, 12 digits.
    public let account: String
    public let arn: String
  }

  /// `GetCallerIdentity`: needs no permission.
  public func caller() async throws(AWSError) -> Caller {
    let answer = try await client.form(.tokens, "GetCallerIdentity", [])
    guard let result = answer.first(named: "GetCallerIdentityResult"),
      let account = result.text(of: "Account"), let arn = result.text(of: "Arn")
    else {
      throw AWSError(
        service: AWSService.tokens.name, operation: "GetCallerIdentity", code: "",
        message: "the answer names no account", kind: .lost)
    }
    return Caller(account: account, arn: arn)
  }
}

public import AWS
public import Healing

/// The AWS account and region that is healed in.
public struct CloudPlace: Sendable {
  public let client: AWSClient
  public let identity: WorldIdentity
  /// Who kintsugi is there, as an ARN.
  public let caller: String

  /// Asks AWS who the caller is.
  public init(_ client: AWSClient) async throws(AWSError) {
    let caller = try await TokensClient(client).caller()
    self.client = client
    self.caller = caller.arn
    identity = WorldIdentity(account: caller.account, region: client.region)
  }

  /// What ARNs begin with here.
  var arnHead: String {
    let parts = caller.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? "\(parts[0]):\(parts[1])" : "arn:aws"
  }
}

/// A page of somebody's own that takes notices as JSON, unsigned.
public struct WebhookClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// Posts JSON, with the marker as its idempotency key.
  public func post(
    _ body: [UInt8], to address: String, marker: String
  ) async throws(AWSError) {
    func error(_ message: String, _ kind: AWSError.Kind) -> AWSError {
      AWSError(service: "webhook", operation: "POST", code: "", message: message, kind: kind)
    }
    // A query is part of many webhooks: it is sent as it stands.
    let parts = address.split(separator: "?", maxSplits: 1).map(String.init)
    guard let first = parts.first, let place = HTTPAddress(first) else {
      throw error("`\(address)` is no address", .refused)
    }
    var target = place
    if parts.count == 2 { target.path += "?" + parts[1] }
    var request = HTTPRequest(
      "POST", target,
      headers: [("content-type", "application/json"), ("idempotency-key", marker)], body: body)
    request.timeout = .seconds(10)
    do throws(TransportError) {
      let answer = try await client.transport.answer(to: request)
      guard (200..<300).contains(answer.status) else {
        throw TransportError(
          reason: "it was answered with status \(answer.status)", isUnsent: answer.status < 500)
      }
    } catch let failure {
      throw error(failure.reason, failure.isUnsent ? .refused : .lost)
    }
  }
}

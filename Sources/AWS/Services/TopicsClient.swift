/// SNS: a message to everybody who listens to a topic.
public struct TopicsClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// `Publish`; gives the id of the message.
  ///
  /// A topic that orders its messages takes one `marker` once in five minutes; others may deliver a
  /// message twice when its answer was lost.
  public func publish(
    _ message: String, subject: String, to topic: String, marker: String
  ) async throws(AWSError) -> String {
    var fields: [HTTPAddress.Parameter] = [
      .init("TopicArn", topic), .init("Subject", subject), .init("Message", message),
      .init("MessageAttributes.entry.1.Name", "kintsugi"),
      .init("MessageAttributes.entry.1.Value.DataType", "String"),
      .init("MessageAttributes.entry.1.Value.StringValue", marker),
    ]
    if topic.hasSuffix(".fifo") {
      fields += [.init("MessageGroupId", "kintsugi"), .init("MessageDeduplicationId", marker)]
    }
    let answer = try await client.form(.topics, "Publish", fields)
    return answer.first(named: "PublishResult")?.text(of: "MessageId") ?? ""
  }
}

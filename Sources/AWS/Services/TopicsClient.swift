/// SNS: a message to everybody who listens to a topic.
public struct TopicsClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// `Publish`; gives the id of the message.
  ///
  /// A topic that orders its messages takes one `marker` once in five minutes. Any other delivers
  /// what it is sent: after a lost answer it is sent once more, and never a third time.
  public func publish(
    _ message: String, subject: String, to topic: String, marker: String
  ) async throws(AWSError) -> String {
    var fields: [HTTPAddress.Parameter] = [
      .init("TopicArn", topic), .init("Subject", subject), .init("Message", message),
      .init("MessageAttributes.entry.1.Name", "kintsugi"),
      .init("MessageAttributes.entry.1.Value.DataType", "String"),
      .init("MessageAttributes.entry.1.Value.StringValue", marker),
    ]
    let isOrdered = topic.hasSuffix(".fifo")
    if isOrdered {
      fields += [.init("MessageGroupId", "kintsugi"), .init("MessageDeduplicationId", marker)]
    }
    let answer: XMLElement
    do throws(AWSError) {
      answer = try await client.form(
        .topics, "Publish", fields, isOrdered ? .safe : .onlyIfWithoutEffect)
    } catch {
      guard error.kind == .lost, !isOrdered else { throw error }
      answer = try await client.form(.topics, "Publish", fields, .onlyIfWithoutEffect)
    }
    return answer.first(named: "PublishResult")?.text(of: "MessageId") ?? ""
  }
}

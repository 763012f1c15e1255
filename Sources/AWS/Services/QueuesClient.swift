/// SQS: events that wait to be handled.
public struct QueuesClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// A message as it was handed out; it comes again unless it is deleted in time.
  public struct Message: Sendable, Hashable, Decodable {
    public let id: String
    public let receipt: String
    public let body: String

    enum CodingKeys: String, CodingKey {
      case id = "MessageId"
      case receipt = "ReceiptHandle"
      case body = "Body"
    }
  }

  private struct Receive: Encodable {
    let queue: String
    let most = 10
    let waitSeconds: Int
    let hiddenSeconds: Int

    enum CodingKeys: String, CodingKey {
      case queue = "QueueUrl"
      case most = "MaxNumberOfMessages"
      case waitSeconds = "WaitTimeSeconds"
      case hiddenSeconds = "VisibilityTimeout"
    }
  }

  private struct Received: Decodable {
    let messages: [Message]?

    enum CodingKeys: String, CodingKey { case messages = "Messages" }
  }

  /// `ReceiveMessage`: up to ten, hidden from others for a time.
  public func messages(
    of queue: String, waiting: Duration, hidden: Duration
  ) async throws(AWSError) -> [Message] {
    let answer: Received = try await client.json(
      .queues, "ReceiveMessage",
      Receive(
        queue: queue, waitSeconds: Int(waiting.components.seconds),
        hiddenSeconds: Int(hidden.components.seconds)))
    return answer.messages ?? []
  }

  private struct Receipt: Encodable {
    let queue: String
    let receipt: String

    enum CodingKeys: String, CodingKey {
      case queue = "QueueUrl"
      case receipt = "ReceiptHandle"
    }
  }

  private struct Nothing: Decodable {}

  /// `DeleteMessage`: it was handled.
  public func delete(_ message: Message, of queue: String) async throws(AWSError) {
    let _: Nothing = try await client.json(
      .queues, "DeleteMessage", Receipt(queue: queue, receipt: message.receipt))
  }
}

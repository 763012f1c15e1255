/// CloudWatch Logs: the events of a run's streams.
public struct LogsClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// One event of a log.
  public struct Event: Sendable, Hashable, Codable {
    public let timestamp: Int64?
    public let message: String
    public let logStreamName: String?
    public let eventId: String?

    public init(
      timestamp: Int64?, message: String, logStreamName: String?, eventId: String? = nil
    ) {
      self.timestamp = timestamp
      self.message = message
      self.logStreamName = logStreamName
      self.eventId = eventId
    }
  }

  /// Events, and whether these are all.
  public struct Page: Sendable, Hashable {
    public var events: [Event] = []
    public var isComplete = false
  }

  private struct Filter: Encodable {
    let logGroupName: String
    let logStreamNamePrefix: String
    let nextToken: String?
  }

  private struct Found: Decodable {
    let events: [Event]?
    let nextToken: String?
  }

  /// `FilterLogEvents` of the streams whose names begin with a prefix, page by page, oldest first,
  /// until `most` bytes of text were read.
  public func events(
    in group: String, streams prefix: String, atMost most: Int
  ) async throws(AWSError) -> Page {
    var page = Page()
    var token: String?
    var bytes = 0
    var seen: Set<String> = []
    // An empty page with a token is no end; pages without end are.
    for _ in 0..<Self.mostPages {
      let found: Found = try await client.json(
        .logs, "FilterLogEvents",
        Filter(logGroupName: group, logStreamNamePrefix: prefix, nextToken: token))
      for event in found.events ?? [] {
        if let id = event.eventId, !seen.insert(id).inserted { continue }
        // What another run wrote must never be taken for this one's, whoever mixed them up.
        guard event.logStreamName?.hasPrefix(prefix) ?? true else { continue }
        page.events.append(event)
        bytes += event.message.utf8.count
      }
      guard let next = found.nextToken else {
        page.isComplete = true
        return page
      }
      if next == token { return page }
      if bytes >= most { return page }
      token = next
    }
    return page
  }

  /// The most pages of one group that are read.
  private static let mostPages = 1_000

  private struct Tail: Encodable {
    let logGroupName: String
    let logStreamName: String
    let startFromHead = false
    let limit = 10_000
  }

  /// `GetLogEvents`: the newest events of one stream, oldest first.
  public func newest(in group: String, stream: String) async throws(AWSError) -> [Event] {
    let found: Found = try await client.json(
      .logs, "GetLogEvents", Tail(logGroupName: group, logStreamName: stream))
    return (found.events ?? []).map {
      Event(timestamp: $0.timestamp, message: $0.message, logStreamName: stream)
    }
  }
}

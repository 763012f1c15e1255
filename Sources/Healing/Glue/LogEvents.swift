public import Incidents

/// One page of log events, as `FilterLogEvents` answers.
public struct LogEvents: Decodable, Sendable {
  let events: [Event]

  /// One event.
  public struct Event: Decodable, Sendable {
    let timestamp: Int64?
    let message: String
    let logStreamName: String?

    public init(timestamp: Int64?, message: String, logStreamName: String?) {
      self.timestamp = timestamp
      self.message = message
      self.logStreamName = logStreamName
    }
  }

  public init(events: [Event]) { self.events = events }

  /// The streams of the page, in the order of their first events, each by itself: events of others
  /// may stand between the halves of a line.
  public func streams(of source: LogStream.Source) -> [LogStream] {
    var names: [String] = []
    var messages: [String: [String]] = [:]
    for event in events {
      let name = event.logStreamName ?? ""
      if messages[name] == nil { names.append(name) }
      messages[name, default: []].append(event.message)
    }
    return names.map { name in
      LogStream(
        source: source, writer: LogStream.Writer(streamName: name),
        bytes: Self.text(of: messages[name] ?? []))
    }
  }

  /// The text of the events of one stream, a line end between them where they bring none and the
  /// line was not cut.
  private static func text(of messages: [String]) -> [UInt8] {
    let feed = UInt8(ascii: "\n")
    let keepsLineEnds = messages.contains { $0.utf8.last == feed }
    var bytes: [UInt8] = []
    for (index, message) in messages.enumerated() {
      bytes += message.utf8
      if bytes.last == feed { continue }
      let isCut =
        index + 1 < messages.count
        && (isFull(message) || (keepsLineEnds && !beginsRecord(messages[index + 1])))
      if !isCut { bytes.append(feed) }
    }
    return bytes
  }

  /// Whether an event is as large as events may be: CloudWatch takes 256 KiB, later 1 MiB, less 26
  /// bytes, and the agents of containers cut at 16 KiB.
  private static func isFull(_ message: String) -> Bool {
    let count = message.utf8.count
    return count == 1 << 14 || ((1 << 18) - 26...1 << 18).contains(count) || count >= (1 << 20) - 26
  }

  /// Whether a line begins something new: a record, or at least a time or a thread in brackets.
  private static func beginsRecord(_ message: String) -> Bool {
    guard let first = message.utf8.first else { return true }
    if (0x30...0x39).contains(first) || first == UInt8(ascii: "[") { return true }
    return LogStream.recordHead(of: Array(message.utf8.prefix(512))[...]) != nil
  }
}

extension LogStream.Writer {
  /// Who writes a stream of AWS Glue: `<run>` and `<run>-driver` are the driver's, `<run>_g-<hash>`
  /// and `<run>-<n>` an executor's.
  init?(streamName name: String) {
    guard !name.isEmpty else { return nil }
    let last = name.split(separator: "-").last.map(String.init) ?? ""
    let isNumbered = name.contains("-") && Int(last) != nil
    self = name.contains("_g-") || name.contains("executor") || isNumbered ? .executor : .driver
  }
}

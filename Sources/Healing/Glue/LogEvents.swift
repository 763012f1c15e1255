internal import Incidents

/// One page of log events, as `FilterLogEvents` answers.
struct LogEvents: Decodable {
  let events: [Event]

  struct Event: Decodable {
    let timestamp: Int64?
    let message: String
  }

  /// The text of the events, a line end between them where they bring none.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for event in events {
      bytes += event.message.utf8
      if bytes.last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    }
    return bytes
  }

  /// When the newest event was written.
  var newest: Timestamp? {
    events.compactMap(\.timestamp).max().flatMap { Timestamp(epochSeconds: Double($0) / 1000) }
  }
}

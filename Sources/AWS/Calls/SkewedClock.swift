internal import Incidents
internal import Synchronization

/// The machine's time, set right by what a service says of it.
final class SkewedClock: Sendable {
  private let machine: @Sendable () -> Timestamp
  private let skew = Mutex(Duration.zero)

  init(_ machine: @escaping @Sendable () -> Timestamp) { self.machine = machine }

  func now() -> Timestamp { machine() + skew.withLock { $0 } }

  /// Takes over the service's time where it refused ours; whether that changes anything.
  func setRight(by failure: AnswerFailure) -> Bool {
    guard let theirs = failure.serverTime else { return false }
    let off = theirs - now()
    guard off > .seconds(60) || off < .seconds(-60) else { return false }
    skew.withLock { $0 = theirs - machine() }
    return true
  }
}

extension Timestamp {
  /// Reads the date of an HTTP answer, `Thu, 26 Nov 2026 11:00:53 GMT` (RFC 9110).
  init?(httpDate text: String) {
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let month = Self.months.firstIndex(of: words[2])
    else { return nil }
    let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
    self.init(rfc3339: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

internal import AWS
internal import Digests
internal import Incidents

/// The keys of the items of the table.
///
/// | `pk` | `sk` | what it is |
/// | --- | --- | --- |
/// | `journal` | `head` | the one order of everything |
/// | `secret` | `key` | what secrets are marked under; a partition of its own, for policies |
/// | `inc#ID` | `entry#0000001`, `entry#0000001#001` | an entry, and what of it is too long |
/// | `inc#ID` | `claim` | whose turn it is |
/// | `state` | `heal#…`, `lock#…`, `page#…` | what is counted, as it is now |
/// | `log` | `000000000001` | what of that changed, transaction by transaction |
/// | `wakes` | ID | when an incident is looked at again |
/// | `stops` | `open#…`, `ended#…` | the kill switch |
/// | `refusals` | `event#…`, `day#…` | what was not believed |
/// | `configurations` | `FINGERPRINT`, `FINGERPRINT#001` | files that incidents go on with |
/// | `batches#TABLE` | NAME | a batch of a table that is kept, and what is thought of it |
/// | `figures#TABLE` | NAME | its figures, a line of the profile format |
/// | `values#POLICY` | `1#STATE#ACTION` | what was learned, a cell an item |
/// | `outcomes` | name | what was learned from, so that it counts once |
///
/// `ttl` is on what may vanish: claims, refusals, the log, heals and pages that nobody asks for any
/// more. Entries and the head have none, and wakes neither: an incident without one is forgotten.
enum JournalKey {
  static func item(_ partition: String, _ sort: String) -> Item {
    ["pk": .string(partition), "sk": .string(sort)]
  }

  static let secret = item("secret", "key")

  static func partition(of incident: String) -> String { "inc#\(incident)" }

  static let entryPrefix = "entry#"

  /// An entry, or with `part` what follows of it.
  static func entry(_ sequence: Int, of incident: String, part: Int = 0) -> Item {
    let rest = part == 0 ? "" : "#\(padded(part, to: 3))"
    return item(partition(of: incident), entryPrefix + padded(sequence, to: 7) + rest)
  }

  static func claim(of incident: String) -> Item { item(partition(of: incident), "claim") }

  static let state = "state"
  static func fact(_ name: String) -> Item { item(state, name) }

  static let log = "log"
  static func log(_ number: Int) -> Item { item(log, logPlace(number)) }
  static func logPlace(_ number: Int) -> String { padded(number, to: 12) }

  /// The files of a configuration, or with `part` what follows of them.
  static func configuration(_ fingerprint: String, part: Int = 0) -> Item {
    item("configurations", part == 0 ? fingerprint : "\(fingerprint)#\(padded(part, to: 3))")
  }

  static func batches(of table: String) -> String { "batches#\(table)" }
  static func batch(_ name: String, of table: String) -> Item { item(batches(of: table), name) }
  static func figures(_ name: String, of table: String) -> Item { item("figures#\(table)", name) }

  static let wakes = "wakes"
  static func wake(of incident: String) -> Item { item(wakes, incident) }

  static let stops = "stops"
  static let openStops = "open#"
  static let refusals = "refusals"
  static let refusedEvents = "event#"

  /// A name as a part of a key, which has room for 1024 bytes; the longer ones by their digest.
  static func bounded(_ name: String) -> String {
    name.utf8.count <= 900 ? name : "sha256:\(Digest.hex(of: name))"
  }

  static func digest(_ text: String) -> String { Digest.hex(of: text) }

  static func padded(_ number: some BinaryInteger, to width: Int) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension Timestamp {
  /// The nanoseconds since the epoch, as a number of the table.
  var attribute: AttributeValue { .number(wholeNanoseconds) }

  private var wholeNanoseconds: Int128 {
    Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)
  }

  /// The instant as text that sorts by time, from the year 1 on.
  var sortable: String {
    JournalKey.padded(max(0, wholeNanoseconds + 62_135_596_800_000_000_000), to: 21)
  }

  /// When an item may vanish: whole seconds, as the service wants them.
  var expiry: AttributeValue { .number(seconds) }

  init?(_ attribute: AttributeValue?) {
    guard case .number(let text)? = attribute, let whole = Int128(text) else { return nil }
    let (seconds, rest) = whole.quotientAndRemainder(dividingBy: 1_000_000_000)
    guard rest >= 0, let seconds = Int64(exactly: seconds) else { return nil }
    self.init(seconds: seconds, nanoseconds: Int32(rest))
  }
}

/// The offsets of a time zone from UTC: of a fixed one, or as the system's zone files tell.
public struct TimeZoneRules: Sendable {
  /// When the offset changes, in ascending order, and what it is from then on.
  private let changes: [(seconds: Int64, offset: Int)]
  /// Before the first change.
  private let first: Int
  /// How to go on after the last change.
  private let rule: YearlyRule?

  /// Returns the zone of an IANA name such as `Europe/Berlin`, or of an offset such as `+02:00`.
  public static func named(_ name: String) -> TimeZoneRules? {
    if name == "UTC" || name == "Z" || name.isEmpty { return fixed(0) }
    if let offset = offset(name) { return fixed(offset) }
    guard isSafe(name) else { return nil }
    for folder in ["/usr/share/zoneinfo/", "/usr/lib/zoneinfo/", "/etc/zoneinfo/"] {
      if let file = ZoneFile.read(folder + name), let zone = TimeZoneRules(file) { return zone }
    }
    return nil
  }

  /// The seconds that local time is ahead of UTC at a moment.
  public func offset(atUnixSeconds seconds: Int64) -> Int {
    guard let last = changes.last else { return rule?.offset(at: seconds) ?? first }
    if seconds >= last.seconds, let rule { return rule.offset(at: seconds) }
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].seconds <= seconds { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? first : changes[low - 1].offset
  }

  private static func fixed(_ offset: Int) -> TimeZoneRules {
    TimeZoneRules(changes: [], first: offset, rule: nil)
  }

  private init(changes: [(seconds: Int64, offset: Int)], first: Int, rule: YearlyRule?) {
    self.changes = changes
    self.first = first
    self.rule = rule
  }

  /// `+02:00`, `-02:30` or `02:00`.
  private static func offset(_ name: String) -> Int? {
    var digits = Substring(name)
    let isNegative = digits.hasPrefix("-")
    if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
    let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
      let hours = UInt(parts[0]), let minutes = UInt(parts[1]), hours < 24, minutes < 60
    else { return nil }
    return Int(hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
  }

  /// A name may not lead out of the folder of zones.
  private static func isSafe(_ name: String) -> Bool {
    name.utf8.count <= 64 && !name.hasPrefix("/") && !name.contains("..")
      && name.utf8.allSatisfy {
        Lexer.startsName($0) || Lexer.isDigit($0) || $0 == UInt8(ascii: "/")
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
      }
  }
}

extension TimeZoneRules {
  /// Reads version 2 and later of the TZif format (RFC 9636): its 64-bit part.
  fileprivate init?(_ bytes: [UInt8]) {
    var reader = BigEndianReader(bytes)
    guard let old = ZoneHeader(&reader), old.version >= UInt8(ascii: "2") else { return nil }
    reader.skip(old.bodySize(timeSize: 4))
    guard let header = ZoneHeader(&reader), header.typeCount > 0,
      reader.remaining >= header.bodySize(timeSize: 8)
    else { return nil }
    let times = (0..<header.timeCount).map { _ in reader.signed(8) }
    let kinds = (0..<header.timeCount).map { _ in Int(reader.signed(1) & 0xFF) }
    var offsets: [Int] = []
    for _ in 0..<header.typeCount {
      offsets.append(Int(reader.signed(4)))
      reader.skip(2)
    }
    guard kinds.allSatisfy({ $0 < offsets.count }) else { return nil }
    reader.skip(
      header.characterCount + header.leapCount * 12 + header.standardCount + header.utcCount)
    self.init(
      changes: zip(times, kinds).map { (seconds: $0, offset: offsets[$1]) }, first: offsets[0],
      rule: YearlyRule(reader.footer))
  }
}

private struct ZoneHeader {
  let version: UInt8
  let utcCount, standardCount, leapCount, timeCount, typeCount, characterCount: Int

  init?(_ reader: inout BigEndianReader) {
    guard reader.remaining >= 44, reader.bytes(4) == Array("TZif".utf8) else { return nil }
    version = reader.bytes(1).first ?? 0
    reader.skip(15)
    let counts = (0..<6).map { _ in Int(reader.signed(4)) }
    guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
    utcCount = counts[0]
    standardCount = counts[1]
    leapCount = counts[2]
    timeCount = counts[3]
    typeCount = counts[4]
    characterCount = counts[5]
  }

  func bodySize(timeSize: Int) -> Int {
    timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4)
      + standardCount + utcCount
  }
}

/// Reads numbers whose most significant byte comes first; past the end there are zeros.
private struct BigEndianReader {
  private let all: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { all = bytes }

  var remaining: Int { all.count - offset }

  mutating func skip(_ count: Int) { offset = min(all.count, offset + count) }

  mutating func bytes(_ count: Int) -> [UInt8] {
    let end = min(all.count, offset + count)
    defer { offset = end }
    return Array(all[offset..<end])
  }

  mutating func signed(_ count: Int) -> Int64 {
    let taken = bytes(count)
    var value: Int64 = (taken.first ?? 0) & 0x80 == 0 ? 0 : -1
    for byte in taken { value = value << 8 | Int64(byte) }
    return value
  }

  /// The line that ends the file: the rule for all later years.
  var footer: String {
    let rest = all[offset...].drop { $0 == 0x0A }.prefix { $0 != 0x0A }
    return String(decoding: rest, as: UTF8.self)
  }
}

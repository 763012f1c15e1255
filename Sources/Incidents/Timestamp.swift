/// An instant of civil time in UTC, to the nanosecond; always an argument, never read from a clock.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z, leap seconds aside.
  public let seconds: Int64
  /// The part of a second after `seconds`, in 0..<1,000,000,000.
  public let nanoseconds: Int32

  public init(seconds: Int64, nanoseconds: Int32 = 0) {
    precondition((0..<1_000_000_000).contains(nanoseconds), "a part of a second is below one")
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  /// Makes an instant of the fractional seconds since the epoch that AWS APIs use; to the
  /// millisecond.
  ///
  /// Returns `nil` for numbers that are not finite or lie outside of the years 1 to 9999.
  public init?(epochSeconds: Double) {
    guard epochSeconds.isFinite, Self.range.contains(epochSeconds) else { return nil }
    // A double holds most milliseconds a little lower or higher, so the nearest one is meant.
    let milliseconds = Int((epochSeconds * 1000).rounded())
    let (whole, part) = milliseconds.flooredQuotientAndRemainder(by: 1000)
    self.init(seconds: Int64(whole), nanoseconds: Int32(part) * 1_000_000)
  }

  /// The years 1 to 9999.
  private static let range: ClosedRange<Double> = -62_135_596_800...253_402_300_799

  /// The last second of the year 9999: later than anything that is waited for.
  public static let latest = Timestamp(seconds: 253_402_300_799)

  /// The fractional seconds since the epoch that AWS APIs use.
  public var epochSeconds: Double { Double(seconds) + Double(nanoseconds) / 1e9 }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  public static func + (instant: Timestamp, span: Duration) -> Timestamp {
    let (whole, attoseconds) = span.components
    let sum = Int64(instant.nanoseconds) + attoseconds / 1_000_000_000
    let carry = sum < 0 ? Int64(-1) : sum / 1_000_000_000
    return Timestamp(
      seconds: instant.seconds + whole + carry, nanoseconds: Int32(sum - carry * 1_000_000_000))
  }

  public static func - (instant: Timestamp, span: Duration) -> Timestamp {
    instant + (.zero - span)
  }

  public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
    .seconds(later.seconds - earlier.seconds)
      + .nanoseconds(Int64(later.nanoseconds) - Int64(earlier.nanoseconds))
  }
}

extension Timestamp: CustomStringConvertible {
  /// Reads `2026-11-23T17:29:36Z`, with a fraction or an offset where there is one.
  ///
  /// Returns `nil` for instants outside of the years 1 to 9999 in UTC, which could not be printed.
  public init?(rfc3339 text: String) {
    var reader = FixedWidthReader(bytes: Array(text.utf8))
    guard let year = reader.digits(4), reader.skip("-"), let month = reader.digits(2),
      reader.skip("-"), let day = reader.digits(2), reader.skip("T") || reader.skip(" "),
      let hour = reader.digits(2), reader.skip(":"), let minute = reader.digits(2),
      reader.skip(":"), let second = reader.digits(2),
      let fraction = reader.fraction(), let offset = reader.offset(), reader.isAtEnd,
      (1...12).contains(month), (1...CivilDate.days(inMonth: month, of: year)).contains(day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let time = hour * 3600 + minute * 60 + second - offset
    guard Self.range.contains(Double(days * 86_400 + time)) else { return nil }
    self.init(seconds: Int64(days * 86_400 + time), nanoseconds: Int32(fraction))
  }

  /// The instant as RFC 3339 in UTC, with milliseconds only where there are any.
  public var description: String {
    let milliseconds = Int(nanoseconds) / 1_000_000
    return text(fraction: milliseconds == 0 ? "" : "." + milliseconds.padded(to: 3))
  }

  /// The instant as RFC 3339 in UTC, to the nanosecond: what is read back without loss.
  package var exactText: String {
    nanoseconds % 1_000_000 == 0
      ? description : text(fraction: "." + Int(nanoseconds).padded(to: 9))
  }

  private func text(fraction: String) -> String {
    let (days, rest) = Int(seconds).flooredQuotientAndRemainder(by: 86_400)
    let date = CivilDate(daysSinceEpoch: days)
    let parts = [rest / 3600, rest / 60 % 60, rest % 60].map { $0.padded(to: 2) }
    let time = parts.joined(separator: ":")
    return "\(date.description)T\(time)\(fraction)Z"
  }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let instant = Timestamp(rfc3339: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not RFC 3339")
    }
    self = instant
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(exactText)
  }
}

/// A day of the Gregorian calendar. The arithmetic is Howard Hinnant's `days_from_civil`.
struct CivilDate: CustomStringConvertible {
  let year: Int
  let month: Int
  let day: Int

  init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  init(daysSinceEpoch: Int) {
    let (era, dayOfEra) = (daysSinceEpoch + 719_468).flooredQuotientAndRemainder(by: 146_097)
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shifted + 2) / 5 + 1
    month = shifted < 10 ? shifted + 3 : shifted - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  }

  var daysSinceEpoch: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let (era, yearOfEra) = shiftedYear.flooredQuotientAndRemainder(by: 400)
    let shiftedMonth = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * shiftedMonth + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  var description: String {
    "\(year.padded(to: 4))-\(month.padded(to: 2))-\(day.padded(to: 2))"
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

/// Reads the fixed fields of a time, left to right.
private struct FixedWidthReader {
  let bytes: [UInt8]
  var next = 0

  var isAtEnd: Bool { next == bytes.count }

  mutating func skip(_ character: Character) -> Bool {
    guard next < bytes.count, bytes[next] == character.asciiValue else { return false }
    next += 1
    return true
  }

  mutating func digits(_ count: Int) -> Int? {
    guard next + count <= bytes.count else { return nil }
    var number = 0
    for byte in bytes[next..<next + count] {
      guard (0x30...0x39).contains(byte) else { return nil }
      number = number * 10 + Int(byte - 0x30)
    }
    next += count
    return number
  }

  /// Reads `.123`, giving nanoseconds; 0 where there is no fraction.
  mutating func fraction() -> Int? {
    guard skip(".") else { return 0 }
    var number = 0
    var scale = 1_000_000_000
    while scale > 1, let digit = digits(1) {
      number = number * 10 + digit
      scale /= 10
    }
    return scale == 1_000_000_000 ? nil : number * scale
  }

  /// Reads `Z` or `+02:00`, giving seconds east of UTC.
  mutating func offset() -> Int? {
    if skip("Z") { return 0 }
    let sign = skip("+") ? 1 : skip("-") ? -1 : 0
    guard sign != 0, let hours = digits(2), skip(":"), let minutes = digits(2), hours < 24,
      minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}

extension Int {
  func flooredQuotientAndRemainder(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }

  func padded(to width: Int) -> String {
    let digits = String(magnitude)
    let zeros = String(repeating: "0", count: Swift.max(0, width - digits.count))
    return (self < 0 ? "-" : "") + zeros + digits
  }
}

/// Points in time as RFC 3339 writes them, from year 1 to year 9999.
enum TimestampText {
  /// The first and the last second that a timestamp can have.
  static let seconds: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Reads `2009-02-13T23:31:30.5Z` or with an offset such as `+02:00`; `nil` for anything else.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> (seconds: Int64, nanoseconds: Int32)? {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.accept("-"), let month = reader.number(2),
      reader.accept("-"), let day = reader.number(2), reader.accept("T") || reader.accept("t"),
      let hour = reader.number(2), reader.accept(":"), let minute = reader.number(2),
      reader.accept(":"), let second = reader.number(2)
    else { return nil }
    let date = CivilDate(year: year, month: month, day: day)
    guard date.isReal, hour < 24, minute < 60, second < 60 else { return nil }
    guard let nanoseconds = reader.fraction(), let offset = offset(&reader), reader.isAtEnd
    else { return nil }
    let local = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3_600 + minute * 60 + second)
    let total = local - Int64(offset)
    return seconds.contains(total) ? (total, nanoseconds) : nil
  }

  private static func offset(_ reader: inout DigitReader) -> Int? {
    if reader.accept("Z") || reader.accept("z") { return 0 }
    let isNegative = reader.accept("-")
    guard isNegative || reader.accept("+") else { return nil }
    guard let hours = reader.number(2), reader.accept(":"), let minutes = reader.number(2),
      hours < 24, minutes < 60
    else { return nil }
    return (hours * 3_600 + minutes * 60) * (isNegative ? -1 : 1)
  }

  /// The text in UTC, with as many digits of the second as there are.
  static func text(seconds: Int64, nanoseconds: Int32) -> String {
    let days = (Int(seconds) - (Int(seconds) % 86_400 + 86_400) % 86_400) / 86_400
    let rest = Int(seconds) - days * 86_400
    let date = CivilDate.date(daysSinceEpoch: days)
    let day = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    let time = "\(padded(rest / 3_600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))"
    return day + "T" + time + fraction(Int(nanoseconds)) + "Z"
  }

  /// `.5` for half a second; empty for none.
  static func fraction(_ nanoseconds: Int) -> String {
    guard nanoseconds > 0 else { return "" }
    var digits = padded(nanoseconds, 9)
    while digits.hasSuffix("0") { digits.removeLast() }
    return "." + digits
  }

  static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// Reads fixed numbers of digits and signs, one after the other.
struct DigitReader {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var isAtEnd: Bool { offset == text.count }

  mutating func accept(_ sign: Unicode.Scalar) -> Bool {
    guard offset < text.count, text[offset] == UInt8(ascii: sign) else { return false }
    offset += 1
    return true
  }

  /// Reads a number of exactly `count` digits.
  mutating func number(_ count: Int) -> Int? {
    guard offset + count <= text.count else { return nil }
    var value = 0
    for byte in text[offset..<offset + count] {
      guard byte &- 0x30 < 10 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    offset += count
    return value
  }

  /// Reads `.` with one to nine digits as nanoseconds; 0 where there is no point.
  mutating func fraction() -> Int32? {
    guard accept(".") else { return 0 }
    var value: Int32 = 0
    var digits = 0
    while offset < text.count, text[offset] &- 0x30 < 10 {
      guard digits < 9 else { return nil }
      value = value * 10 + Int32(text[offset] - 0x30)
      digits += 1
      offset += 1
    }
    guard digits > 0 else { return nil }
    for _ in digits..<9 { value *= 10 }
    return value
  }
}

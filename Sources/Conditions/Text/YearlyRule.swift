/// A POSIX rule for the years after a zone's last change, as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct YearlyRule: Sendable {
  private let standard: Int
  private let summer: (offset: Int, start: Day, end: Day)?

  /// The day and the local time of a change.
  private struct Day: Sendable {
    enum Kind: Sendable {
      /// The `week`-th such weekday of a month; 5 is the last.
      case weekday(month: Int, week: Int, weekday: Int)
      /// 1 to 365, without 29 February.
      case julian(Int)
      /// 0 to 365.
      case dayOfYear(Int)
    }

    let kind: Kind
    let seconds: Int
  }

  /// Reads a rule; `nil` for anything else.
  init?(_ text: String) {
    var reader = RuleReader(text)
    guard reader.name(), let standard = reader.time() else { return nil }
    self.standard = -standard
    guard !reader.isAtEnd else {
      summer = nil
      return
    }
    guard reader.name() else { return nil }
    let offset = reader.peek == UInt8(ascii: ",") ? -standard + 3_600 : reader.time().map { -$0 }
    guard let offset, let start = Self.day(&reader), let end = Self.day(&reader), reader.isAtEnd
    else { return nil }
    summer = (offset, start, end)
  }

  /// The seconds that local time is ahead of UTC at a moment.
  func offset(at seconds: Int64) -> Int {
    guard let summer else { return standard }
    let days = (Int(seconds) + standard).quotientRoundedDown(by: 86_400)
    let year = CivilDate.date(daysSinceEpoch: days).year
    let start = Self.moment(summer.start, year) - standard
    let end = Self.moment(summer.end, year) - summer.offset
    let moment = Int(seconds)
    let isSummer =
      start < end ? (moment >= start && moment < end) : (moment >= start || moment < end)
    return isSummer ? summer.offset : standard
  }

  /// The local seconds since 1970 at which a change of a year comes.
  private static func moment(_ day: Day, _ year: Int) -> Int {
    let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
    let days: Int
    switch day.kind {
    case .dayOfYear(let number): days = newYear + number
    case .julian(let number):
      let march = CivilDate(year: year, month: 3, day: 1).daysSinceEpoch
      days = number < 60 ? newYear + number - 1 : march + number - 60
    case .weekday(let month, let week, let weekday):
      let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
      // 1970-01-01 was a Thursday, day 4.
      let firstWeekday = (first % 7 + 11) % 7
      var day = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
      let next = CivilDate(
        year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1)
      while day >= next.daysSinceEpoch { day -= 7 }
      days = day
    }
    return days * 86_400 + day.seconds
  }

  private static func day(_ reader: inout RuleReader) -> Day? {
    guard reader.accept(",") else { return nil }
    let kind: Day.Kind
    if reader.accept("M") {
      guard let month = reader.number(), reader.accept("."), let week = reader.number(),
        reader.accept("."), let weekday = reader.number(), (1...12).contains(month),
        (1...5).contains(week), (0...6).contains(weekday)
      else { return nil }
      kind = .weekday(month: month, week: week, weekday: weekday)
    } else if reader.accept("J") {
      guard let number = reader.number(), (1...365).contains(number) else { return nil }
      kind = .julian(number)
    } else {
      guard let number = reader.number(), (0...365).contains(number) else { return nil }
      kind = .dayOfYear(number)
    }
    guard reader.accept("/") else { return Day(kind: kind, seconds: 7_200) }
    return reader.time().map { Day(kind: kind, seconds: $0) }
  }
}

/// Reads the parts of a POSIX rule.
private struct RuleReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { offset == bytes.count }
  var peek: UInt8? { isAtEnd ? nil : bytes[offset] }

  mutating func accept(_ sign: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: sign) else { return false }
    offset += 1
    return true
  }

  /// Reads `CET` or `<+0330>`.
  mutating func name() -> Bool {
    let start = offset
    if accept("<") {
      while let byte = peek, byte != UInt8(ascii: ">") {
        _ = byte
        offset += 1
      }
      return accept(">")
    }
    while let byte = peek, (byte | 0x20) &- 0x61 < 26 { offset += 1 }
    return offset >= start + 3
  }

  mutating func number() -> Int? {
    let start = offset
    while let byte = peek, byte &- 0x30 < 10, offset < start + 4 { offset += 1 }
    return Int(String(decoding: bytes[start..<offset], as: UTF8.self))
  }

  /// Reads `[+-]hh[:mm[:ss]]` as seconds.
  mutating func time() -> Int? {
    let isNegative = accept("-")
    if !isNegative { _ = accept("+") }
    guard var seconds = number().map({ $0 * 3_600 }) else { return nil }
    for unit in [60, 1] where accept(":") {
      guard let part = number() else { return nil }
      seconds += part * unit
    }
    return isNegative ? -seconds : seconds
  }
}

extension Int {
  /// The quotient that is rounded towards negative infinity.
  func quotientRoundedDown(by divisor: Int) -> Int {
    let quotient = self / divisor
    return self % divisor < 0 ? quotient - 1 : quotient
  }
}

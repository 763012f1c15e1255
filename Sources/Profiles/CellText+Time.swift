extension CellText {
  /// What a text says about time.
  struct Time {
    /// Whether it is a day alone.
    let isDate: Bool
    /// Seconds since 1970 in UTC; a time without a zone counts as one in UTC.
    let seconds: Double
  }

  /// Reads `2013-04-18` as a date, and that with a time of day as a timestamp (ISO 8601): `T` or
  /// a space, hours and minutes, and perhaps seconds, a fraction and a zone.
  static func time(_ cell: Span<UInt8>) -> Time? {
    guard cell.count >= 10, cell[4] == minus, cell[7] == minus,
      let year = digits(cell, 0, 4), let month = digits(cell, 5, 2), let day = digits(cell, 8, 2),
      isDay(day, ofMonth: month, year: year)
    else { return nil }
    let days = Double(CalendarText.days(year: year, month: month, day: day))
    if cell.count == 10 { return Time(isDate: true, seconds: days * 86_400) }
    guard cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " "),
      let seconds = secondsOfDay(cell, from: 11)
    else { return nil }
    return Time(isDate: false, seconds: days * 86_400 + seconds)
  }

  private static func isDay(_ day: Int, ofMonth month: Int, year: Int) -> Bool {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    switch month {
    case 2: return 1...(isLeap ? 29 : 28) ~= day
    case 4, 6, 9, 11: return 1...30 ~= day
    case 1...12: return 1...31 ~= day
    default: return false
    }
  }

  /// The seconds since midnight in UTC of a time of day with its zone.
  private static func secondsOfDay(_ cell: Span<UInt8>, from start: Int) -> Double? {
    guard let hour = digits(cell, start, 2), hour < 24,
      let minute = pair(cell, start + 2), minute < 60
    else { return nil }
    var seconds = Double(hour * 3_600 + minute * 60)
    var offset = start + 5
    if let second = pair(cell, offset), second < 60 {
      seconds += Double(second)
      offset += 3
      if offset < cell.count, cell[offset] == point {
        guard let fraction = fraction(cell, &offset) else { return nil }
        seconds += fraction
      }
    }
    return zone(cell, from: offset).map { seconds - Double($0) }
  }

  /// One to nine digits behind a point.
  private static func fraction(_ cell: Span<UInt8>, _ offset: inout Int) -> Double? {
    let start = offset + 1
    offset = start
    var digits = 0
    while offset < cell.count, isDigit(cell[offset]), offset - start < 10 {
      digits = digits * 10 + Int(cell[offset] &- zero)
      offset += 1
    }
    guard 1...9 ~= offset - start else { return nil }
    return Double(digits) / powersOfTen[offset - start]
  }

  /// The seconds that a zone is ahead of UTC: nothing, `Z`, `+02`, `+0200` or `+02:00`.
  private static func zone(_ cell: Span<UInt8>, from start: Int) -> Int? {
    guard start < cell.count else { return 0 }
    if cell[start] == UInt8(ascii: "Z") { return start + 1 == cell.count ? 0 : nil }
    guard cell[start] == plus || cell[start] == minus,
      let hours = digits(cell, start + 1, 2), hours <= 18
    else { return nil }
    let sign = cell[start] == minus ? -1 : 1
    let minutes: Int?
    switch cell.count - start {
    case 3: minutes = 0
    case 5: minutes = digits(cell, start + 3, 2)
    case 6: minutes = pair(cell, start + 3)
    default: minutes = nil
    }
    guard let minutes, minutes < 60 else { return nil }
    return sign * (hours * 3_600 + minutes * 60)
  }

  /// The number behind a colon at `start`.
  private static func pair(_ cell: Span<UInt8>, _ start: Int) -> Int? {
    guard start < cell.count, cell[start] == UInt8(ascii: ":") else { return nil }
    return digits(cell, start + 1, 2)
  }

  private static func digits(_ cell: Span<UInt8>, _ start: Int, _ count: Int) -> Int? {
    guard start + count <= cell.count else { return nil }
    var value = 0
    for offset in start..<(start + count) {
      guard isDigit(cell[offset]) else { return nil }
      value = value * 10 + Int(cell[offset] &- zero)
    }
    return value
  }
}

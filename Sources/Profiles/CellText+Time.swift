extension CellText {
  /// What a text says about time.
  enum TimeShape {
    case date, timestamp
  }

  /// Reads `2013-04-18` as a date, and that with a time of day as a timestamp (ISO 8601): `T` or
  /// a space, hours and minutes, and perhaps seconds, a fraction and a zone.
  static func time(_ cell: Span<UInt8>) -> TimeShape? {
    guard cell.count >= 10, cell[4] == minus, cell[7] == minus,
      let year = digits(cell, 0, 4), let month = digits(cell, 5, 2), let day = digits(cell, 8, 2),
      isDay(day, ofMonth: month, year: year)
    else { return nil }
    if cell.count == 10 { return .date }
    guard cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " ") else { return nil }
    return isTimeOfDay(cell, from: 11) ? .timestamp : nil
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

  private static func isTimeOfDay(_ cell: Span<UInt8>, from start: Int) -> Bool {
    guard let hour = digits(cell, start, 2), hour < 24,
      let minute = pair(cell, start + 2), minute < 60
    else { return false }
    var offset = start + 5
    if let second = pair(cell, offset), second < 60 {
      offset += 3
      if offset < cell.count, cell[offset] == point {
        let digitStart = offset + 1
        offset = digitStart
        while offset < cell.count, isDigit(cell[offset]) { offset += 1 }
        guard 1...9 ~= offset - digitStart else { return false }
      }
    }
    return isZone(cell, from: offset)
  }

  /// Nothing, `Z`, `+02`, `+0200` or `+02:00`.
  private static func isZone(_ cell: Span<UInt8>, from start: Int) -> Bool {
    guard start < cell.count else { return true }
    if cell[start] == UInt8(ascii: "Z") { return start + 1 == cell.count }
    guard cell[start] == plus || cell[start] == minus,
      let hours = digits(cell, start + 1, 2), hours <= 18
    else { return false }
    switch cell.count - start {
    case 3: return true
    case 5: return digits(cell, start + 3, 2).map { $0 < 60 } ?? false
    case 6: return pair(cell, start + 3).map { $0 < 60 } ?? false
    default: return false
    }
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

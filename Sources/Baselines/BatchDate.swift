/// The day that a batch is for, in days since 1970-01-01.
///
/// It is read from the batch's name (`day=2013-04-18`, `dt=20130418`, `year=2013/month=4/day=18`);
/// where no day is in it, the batch has none. The time of arrival is another thing.
public struct BatchDate: Sendable, Hashable, Comparable {
  public let days: Int

  public init(days: Int) {
    self.days = days
  }

  /// Finds the first date in the name of a batch.
  public init?(in name: String) {
    let groups = Self.numbers(in: Array(name.utf8))
    for (place, group) in groups.enumerated() {
      if group.digits == 8 {
        let (year, month, day) = (
          group.value / 10_000, group.value / 100 % 100, group.value % 100
        )
        if let found = BatchDate(year: year, month: month, day: day) {
          self = found
          return
        }
      }
      if group.digits == 4, place + 2 < groups.count,
        let found = BatchDate(
          year: group.value, month: groups[place + 1].value, day: groups[place + 2].value)
      {
        self = found
        return
      }
    }
    return nil
  }

  /// A day of the Gregorian calendar between 1900 and 2199; `nil` for what is none.
  ///
  /// Howard Hinnant, `days_from_civil`: years begin in March, eras have 400 years.
  public init?(year: Int, month: Int, day: Int) {
    guard (1900...2199).contains(year), (1...12).contains(month), (1...31).contains(day) else {
      return nil
    }
    let shifted = month <= 2 ? year - 1 : year
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    days = era * 146_097 + dayOfEra - 719_468
    guard civil == (year, month, day) else { return nil }
  }

  /// Year, month and day.
  public var civil: (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part + (part < 10 ? 3 : -9)
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * part + 2) / 5 + 1
    )
  }

  public static func < (left: BatchDate, right: BatchDate) -> Bool { left.days < right.days }

  private struct Number {
    var value = 0
    var digits = 0
  }

  /// The runs of up to eight digits; longer ones are names, not dates.
  private static func numbers(in text: [UInt8]) -> [Number] {
    var groups: [Number] = []
    var current = Number()
    for byte in text + [0] {
      if (0x30...0x39).contains(byte) {
        current.digits += 1
        if current.digits <= 8 { current.value = current.value * 10 + Int(byte - 0x30) }
      } else {
        if (1...8).contains(current.digits) { groups.append(current) }
        current = Number()
      }
    }
    return groups
  }
}

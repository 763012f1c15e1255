/// Days and times as ISO 8601 text, for the years 0 to 9999.
enum CalendarText {
  private static let secondsPerDay: Int64 = 86_400

  /// `2013-04-18`, from days since 1970.
  static func date(days: Int64) -> String? {
    guard -800_000...3_000_000 ~= days else { return nil }
    let (year, month, day) = civil(fromDays: Int(days))
    guard 0...9999 ~= year else { return nil }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// `2013-04-18T06:00:00.5Z`, from units since 1970; the zone only where the time is in UTC.
  static func timestamp(_ units: Int64, unitsPerSecond: Int64, isUTC: Bool) -> String? {
    let (seconds, fraction) = floorDivided(units, by: unitsPerSecond)
    let (days, rest) = floorDivided(seconds, by: secondsPerDay)
    guard let date = date(days: days) else { return nil }
    let second = Int(rest)
    let time = [second / 3600, second / 60 % 60, second % 60].map { padded($0, 2) }
    var text = "\(date)T\(time.joined(separator: ":"))"
    if fraction > 0 {
      var digits = padded(Int(fraction), String(unitsPerSecond).count - 1)
      while digits.last == "0" { digits.removeLast() }
      text += ".\(digits)"
    }
    return isUTC ? text + "Z" : text
  }

  private static func floorDivided(_ value: Int64, by unit: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: unit)
    return remainder < 0 ? (quotient - 1, remainder + unit) : (quotient, remainder)
  }

  /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2021), `civil_from_days`:
  /// eras of 400 years that begin in March, so that the leap day comes last.
  private static func civil(fromDays days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  /// The days since 1970 of a day, by `days_from_civil` of the same source.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// The parts of timestamps, in UTC or in a zone, and of durations.
enum Times {
  static func part(_ part: Builtin, _ arguments: Arguments) -> Cell {
    let value = arguments[0]
    if value.has(.duration), arguments.count == 1 { return durationPart(part, value.int) }
    guard value.has(.timestamp) else { return .fault(.noSuchOverload) }
    var offset = 0
    if arguments.count > 1 {
      guard let name = arguments.text(1) else { return .fault(.noSuchOverload) }
      guard let zone = TimeZoneRules.named(String(decoding: name, as: UTF8.self)) else {
        return .fault(.badZone)
      }
      offset = zone.offset(atUnixSeconds: value.int)
    }
    return Cell(Int64(timestampPart(part, Int(value.int) + offset, Int(value.nanoseconds))))
  }

  private static func timestampPart(_ part: Builtin, _ seconds: Int, _ nanoseconds: Int) -> Int {
    let days = seconds.quotientRoundedDown(by: 86_400)
    let rest = seconds - days * 86_400
    let date = CivilDate.date(daysSinceEpoch: days)
    switch part {
    case .getFullYear: return date.year
    case .getMonth: return date.month - 1
    case .getDate: return date.day
    case .getDayOfMonth: return date.day - 1
    // 1970-01-01 was a Thursday, day 4.
    case .getDayOfWeek: return ((days + 4) % 7 + 7) % 7
    case .getDayOfYear:
      return days - CivilDate(year: date.year, month: 1, day: 1).daysSinceEpoch
    case .getHours: return rest / 3_600
    case .getMinutes: return rest / 60 % 60
    case .getSeconds: return rest % 60
    default: return nanoseconds / 1_000_000
    }
  }

  /// The whole length in a unit, but for milliseconds: only those beyond the last second.
  private static func durationPart(_ part: Builtin, _ nanoseconds: Int64) -> Cell {
    switch part {
    case .getHours: Cell(nanoseconds / 3_600_000_000_000)
    case .getMinutes: Cell(nanoseconds / 60_000_000_000)
    case .getSeconds: Cell(nanoseconds / 1_000_000_000)
    case .getMilliseconds: Cell(nanoseconds / 1_000_000 % 1_000)
    default: .fault(.noSuchOverload)
    }
  }
}

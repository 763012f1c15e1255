internal import Incidents

/// What a column is like over its batches: some columns are no measurement, and rules about
/// distributions would speak of them with every new month.
struct SeriesClass: Sendable {
  /// The first batch in which the median was not the year, month or day of the batch's date.
  private let calendarBroken: [CalendarPart: Int]
  /// The first batch whose median was less than the one before.
  private let runningBroken: Int
  /// How many of the steps before each batch went up.
  private let rises: [Int]

  /// A part of a date that columns repeat.
  enum CalendarPart: CaseIterable, Sendable {
    case year, month, day

    /// The part of a date.
    func value(of date: BatchDate) -> Double {
      let (year, month, day) = date.civil
      switch self {
      case .year: return Double(year)
      case .month: return Double(month)
      case .day: return Double(day)
      }
    }

    var word: String {
      switch self {
      case .year: "year"
      case .month: "month"
      case .day: "day"
      }
    }
  }

  /// A class is believed from so many batches on.
  static let minimumBatches = 5

  init(profiles: [ColumnProfile?], dates: [BatchDate?]) {
    let middles = profiles.map { $0?.statistics?.quantiles?.p50 }
    calendarBroken = Dictionary(
      uniqueKeysWithValues: CalendarPart.allCases.map { part in
        let broken = middles.indices.first { place in
          guard let middle = middles[place] else { return profiles[place] != nil }
          return dates[place].map { part.value(of: $0) != middle } ?? true
        }
        return (part, broken ?? middles.count)
      })
    var last = -Double.infinity
    var broken = middles.count
    var up = [0]
    for (place, middle) in middles.enumerated() {
      guard let middle else {
        up.append(up[place])
        continue
      }
      if middle < last, broken == middles.count { broken = place }
      up.append(up[place] + (middle > last && last > -Double.infinity ? 1 : 0))
      last = middle
    }
    runningBroken = broken
    rises = up
  }

  /// The part of the date that the column repeats, before a batch.
  func calendarPart(before count: Int) -> CalendarPart? {
    guard count >= Self.minimumBatches else { return nil }
    return CalendarPart.allCases.first { (calendarBroken[$0] ?? 0) >= count }
  }

  /// Whether the medians never went down and mostly went up.
  func isRunning(before count: Int) -> Bool {
    count >= Self.minimumBatches && runningBroken >= count && rises[count] * 2 >= count - 1
  }

  /// Whether each median was higher than the one before.
  func alwaysRises(before count: Int) -> Bool { rises[count] == count - 1 }

  /// Whether the column is a measurement, as far as anybody can tell.
  func isFree(before count: Int) -> Bool {
    calendarPart(before: count) == nil && !isRunning(before: count)
  }
}

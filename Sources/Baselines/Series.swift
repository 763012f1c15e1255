internal import Incidents

/// One figure of a table over its batches, with what was to be expected of each before it came.
///
/// Two baselines, both of earlier batches only: the median of the last `recent` ones, and the
/// median of up to four batches of the same phase (the same weekday of a daily table; else the
/// last five). An excursion is a value minus its baseline. What is not known is NaN.
struct Series: Sendable {
  let values: [Double]
  /// The recent baseline of each place, and one more for the batch that comes next.
  let recent: [Double]
  /// Excursions from the two baselines, each in units of its batch's scale.
  let recentExcursions: [Double]
  let phaseExcursions: [Double]
  let scale: Scale

  /// How many batches the recent baseline is the median of.
  static let recentBatches = 28

  /// Makes the series of values of batches with so many rows.
  init(_ values: [Double], rows: [Int], scale: Scale = .one, phases: Phases) {
    self.values = values
    self.scale = scale
    recent = Self.runningMedians(values)
    var near: [Double] = []
    var same: [Double] = []
    near.reserveCapacity(values.count)
    same.reserveCapacity(values.count)
    for (place, value) in values.enumerated() {
      guard !value.isNaN else {
        near.append(.nan)
        same.append(.nan)
        continue
      }
      let unit = scale.unit(at: place, usual: recent[place], rows: rows[place])
      near.append((value - recent[place]) / unit)
      same.append((value - phases.median(of: values, before: place, at: place)) / unit)
    }
    recentExcursions = near
    phaseExcursions = same
  }

  /// The medians of the last values before each place; NaN where there is none.
  private static func runningMedians(_ values: [Double]) -> [Double] {
    var medians: [Double] = []
    medians.reserveCapacity(values.count + 1)
    var window: [Double] = []
    window.reserveCapacity(recentBatches + 1)
    for place in 0...values.count {
      medians.append(window.isEmpty ? .nan : middle(window))
      guard place < values.count else { break }
      let old = place - recentBatches
      if old >= 0, !values[old].isNaN { window.remove(at: firstPlace(of: values[old], in: window)) }
      if !values[place].isNaN {
        window.insert(values[place], at: firstPlace(of: values[place], in: window))
      }
    }
    return medians
  }

  private static func firstPlace(of value: Double, in sorted: [Double]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let place = (low + high) / 2
      if sorted[place] < value { low = place + 1 } else { high = place }
    }
    return low
  }

  private static func middle(_ sorted: [Double]) -> Double {
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }

  /// How many of the first `count` values are known.
  func known(before count: Int) -> Int { values[..<count].count { !$0.isNaN } }
}

/// What one unit of an excursion is: small batches swing more than large ones, and a figure whose
/// size grows swings more than it did.
enum Scale: Sendable {
  /// The figure's own unit.
  case one
  /// A share of rows: the standard error of the usual share, and what it swings by nature.
  case share(swing: Double)
  /// The usual width of the values before each place, which for few rows is told less exactly.
  case widths([Double])

  /// The unit for a batch of so many rows, never 0.
  func unit(at place: Int, usual: Double, rows: Int) -> Double {
    switch self {
    case .one: return 1
    case .share(let swing):
      let share = usual.isNaN ? 0.5 : min(max(usual, 0.01), 0.99)
      return (share * (1 - share) / Double(max(rows, 1)) + swing * swing).squareRoot()
    case .widths(let widths):
      return widths[place] * (1 + 20 / Double(max(rows, 1))).squareRoot()
    }
  }

  /// Usual widths, where they are 0 the largest so far, so that a quiet time makes no noise of
  /// whatever comes next.
  static func widths(of series: Series) -> Scale {
    var largest = 0.0
    var widths: [Double] = []
    for (place, width) in series.recent.enumerated() {
      if place > 0, series.values[place - 1] > largest { largest = series.values[place - 1] }
      widths.append(width > 0 ? width : largest > 0 ? largest : 1)
    }
    return .widths(widths)
  }
}

/// Which earlier batches are of the same phase as a batch.
struct Phases: Sendable {
  /// The day of each batch, `nil` where none is known.
  let days: [Int?]
  /// Whether the batches are daily, so that a week is the season.
  let isDaily: Bool
  /// The usual distance between batches in days; 1 where no dates are known.
  let period: Double
  private let placeOfDay: [Int: Int]
  /// The season of each batch.
  private let seasons: [[Int]?]

  /// How many seasons the phase's baseline looks back, and how many plain batches where there is
  /// no season.
  private static let weeks = 4
  private static let plain = 5

  init(days: [Int?]) {
    self.days = days
    var places: [Int: Int] = [:]
    for (place, day) in days.enumerated() { if let day { places[day] = place } }
    placeOfDay = places
    let gaps = zip(days, days.dropFirst()).compactMap { first, second -> Double? in
      if let first, let second { Double(second - first) } else { nil }
    }
    period = Incidents.median(of: gaps) ?? 1
    let isDaily = gaps.count >= 7 && period == 1
    self.isDaily = isDaily
    seasons = days.map { isDaily ? Self.season(of: $0, places) : nil }
  }

  /// The places of the same weekday one to four weeks before a day; `nil` where there is no season.
  func season(of day: Int?) -> [Int]? { isDaily ? Self.season(of: day, placeOfDay) : nil }

  private static func season(of day: Int?, _ places: [Int: Int]) -> [Int]? {
    day.map { day in (1...weeks).compactMap { places[day - 7 * $0] } }
  }

  /// The median of the values of the same phase before a place; NaN where there are too few.
  func median(of values: [Double], before count: Int, at place: Int) -> Double {
    median(
      of: values, before: count, season: seasons.indices.contains(place) ? seasons[place] : nil)
  }

  /// The same for a batch that need not be among them, of a season.
  func median(of values: [Double], before count: Int, season: [Int]?) -> Double {
    // Up to five values in order, without an array: this is asked for every figure of every batch.
    var sorted = SmallSorted()
    if let season {
      for place in season where place < count && !values[place].isNaN {
        sorted.insert(values[place])
      }
      return sorted.count >= 2 ? sorted.median : .nan
    }
    var place = count - 1
    while place >= 0, sorted.count < Self.plain, count - place <= Series.recentBatches {
      if !values[place].isNaN { sorted.insert(values[place]) }
      place -= 1
    }
    return sorted.count >= 2 ? sorted.median : .nan
  }
}

/// Up to five numbers in order.
private struct SmallSorted {
  private var items = (0.0, 0.0, 0.0, 0.0, 0.0)
  private(set) var count = 0

  mutating func insert(_ new: Double) {
    withUnsafeMutableBytes(of: &items) { bytes in
      let slots = bytes.bindMemory(to: Double.self)
      var place = count
      while place > 0, slots[place - 1] > new {
        slots[place] = slots[place - 1]
        place -= 1
      }
      slots[place] = new
    }
    count += 1
  }

  var median: Double {
    withUnsafeBytes(of: items) { bytes in
      let slots = bytes.bindMemory(to: Double.self)
      let half = count / 2
      return count % 2 == 1 ? slots[half] : (slots[half - 1] + slots[half]) / 2
    }
  }
}

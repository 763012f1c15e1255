internal import Incidents

/// How far a figure may go from what is usual before it counts.
struct Margins: Sendable {
  /// What the second-largest earlier excursion is multiplied with, before `20 / n` is added.
  let second: Double
  /// How many robust deviations the limit is at least.
  let deviations: Double
  /// The smallest limit upwards and downwards, in the figure's own unit.
  let floorUp: Double
  let floorDown: Double

  init(second: Double, deviations: Double, floor: Double) {
    self.init(second: second, deviations: deviations, floorUp: floor, floorDown: floor)
  }

  init(second: Double, deviations: Double, floorUp: Double, floorDown: Double) {
    self.second = second
    self.deviations = deviations
    self.floorUp = floorUp
    self.floorDown = floorDown
  }

  /// What the largest earlier excursion is multiplied with.
  static let largest = 1.1
}

/// A figure held against both of its baselines.
struct Excursion: Sendable {
  let value: Double
  let usual: Double
  /// The value at which the rule would have begun to speak.
  let limit: Double
  /// How often the limit goes into the excursion, over the baseline where that is less.
  let score: Double
  /// What the limit was made of.
  let limits: ExcursionLimit
}

/// What a limit was made of.
struct ExcursionLimit: Sendable {
  let amount: Double
  let largest: Double
  let second: Double
  let deviation: Double
  let batches: Int
  let floor: Double

  /// The parts in words, each in the figure's unit.
  func words(_ unit: (Double) -> String = Words.number) -> String {
    "\(batches) earlier batches; worst excursion \(unit(largest)), second-worst \(unit(second)), "
      + "MAD \(unit(deviation)), floor \(unit(floor))"
  }
}

extension Series {
  /// Holds a value against the batches before `count`; `nil` where it is on no side of both
  /// baselines or nothing is known.
  func excursion(
    of value: Double, in span: Range<Int>, day: Int?, phases: Phases, margins: Margins
  ) -> Excursion? {
    let count = span.upperBound
    let near = value - recent[count]
    if near.isNaN { return nil }
    let isUp = near > 0
    let floor = isUp ? margins.floorUp : margins.floorDown
    // Most figures are where they always are, and need no scan of the history.
    guard abs(near) > floor else { return nil }
    let phase = phases.median(of: values, before: count, day: day)
    let same = phase.isNaN ? near : value - phase
    guard (same > 0) == isUp, abs(same) > floor else { return nil }
    let first = Self.limit(recentExcursions, span, isUp: isUp, floor: floor, margins: margins)
    guard let first else { return nil }
    var score = abs(near) / first.amount
    if !phase.isNaN, score > 0.5 {
      let other = Self.limit(phaseExcursions, span, isUp: isUp, floor: floor, margins: margins)
      if let other { score = min(score, abs(same) / other.amount) }
    }
    let usual = recent[count]
    return Excursion(
      value: value, usual: usual, limit: isUp ? usual + first.amount : usual - first.amount,
      score: score, limits: first)
  }

  /// The limit that earlier excursions to one side set.
  private static func limit(
    _ excursions: [Double], _ span: Range<Int>, isUp: Bool, floor: Double, margins: Margins
  ) -> ExcursionLimit? {
    var largest = 0.0
    var second = 0.0
    var known = 0
    for place in span {
      let excursion = isUp ? excursions[place] : -excursions[place]
      if excursion.isNaN { continue }
      known += 1
      if excursion > largest {
        second = largest
        largest = excursion
      } else if excursion > second {
        second = excursion
      }
    }
    guard known >= minimumBatches else { return nil }
    let sizes = span.compactMap { excursions[$0].isNaN ? nil : abs(excursions[$0]) }
    let deviation = 1.4826 * (Incidents.median(of: sizes) ?? 0)
    let amount = max(
      floor, Margins.largest * largest, (margins.second + 20 / Double(known)) * second,
      margins.deviations * deviation)
    return ExcursionLimit(
      amount: amount, largest: largest, second: second, deviation: deviation, batches: known,
      floor: floor)
  }

  /// A history with fewer known excursions says nothing about what is usual.
  static let minimumBatches = 5
}

/// How far a figure may go from what is usual before it counts.
struct Margins: Sendable {
  /// What the second-largest earlier excursion is multiplied with, before `20 / n` is added.
  let second: Double
  /// How many robust deviations the limit is at least.
  let deviations: Double
  /// The smallest limit upwards and downwards, in the figure's own unit.
  let floorUp: Double
  let floorDown: Double
  /// What the limit is multiplied with, whatever it was made of.
  let wider: Double

  init(second: Double, deviations: Double, floor: Double, wider: Double = 1) {
    self.init(
      second: second, deviations: deviations, floorUp: floor, floorDown: floor, wider: wider)
  }

  init(
    second: Double, deviations: Double, floorUp: Double, floorDown: Double, wider: Double = 1
  ) {
    self.second = second
    self.deviations = deviations
    self.floorUp = floorUp
    self.floorDown = floorDown
    self.wider = wider
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

  /// The parts in words, in the figure's unit.
  var words: String {
    "\(batches) earlier batches; worst excursion \(Words.number(largest)), second-worst "
      + "\(Words.number(second)), MAD \(Words.number(deviation)), floor \(Words.number(floor))"
  }

  /// The same in the figure's own unit.
  func scaled(by unit: Double) -> ExcursionLimit {
    ExcursionLimit(
      amount: amount * unit, largest: largest * unit, second: second * unit,
      deviation: deviation * unit, batches: batches, floor: floor * unit)
  }
}

extension Series {
  /// Holds a value of a batch with so many rows against the batches of a span; `nil` where it is
  /// not on one side of both baselines, or nothing is known.
  func excursion(
    of value: Double, rows: Int, in span: Range<Int>, season: [Int]?, phases: Phases,
    margins: Margins
  ) -> Excursion? {
    let count = span.upperBound
    let usual = recent[count]
    let distance = value - usual
    if distance.isNaN { return nil }
    let phase = phases.median(of: values, before: count, season: season)
    let other = phase.isNaN ? distance : value - phase
    let isUp = other > 0
    let least = isUp ? margins.floorUp : margins.floorDown
    // Most figures are where they always are, and need no scan of the history.
    guard abs(other) > least else { return nil }
    let unit = scale.unit(at: count, usual: usual, rows: rows)
    let remembered = max(span.lowerBound, count - Self.memory)..<count
    func limit(_ excursions: [Double]) -> ExcursionLimit? {
      Self.limit(excursions, remembered, isUp: isUp, floor: least / unit, margins: margins)
    }
    guard let first = limit(phase.isNaN ? recentExcursions : phaseExcursions) else { return nil }
    var decisive = (limit: first, from: phase.isNaN ? usual : phase)
    var score = abs(other) / unit / first.amount
    if !phase.isNaN, score > Self.worthwhile, let near = limit(recentExcursions) {
      let isBoth = (distance > 0) == isUp && abs(distance) > least
      var nearScore = isBoth ? abs(distance) / unit / near.amount : 0
      // Where the weekday tells much more than the last weeks do, it decides alone; but holidays
      // are no faults, so it must say more.
      if phases.isDaily, first.deviation * Self.seasonal < near.deviation {
        nearScore = max(nearScore, score / Self.alone)
      }
      if nearScore < score {
        score = nearScore
        decisive = (near, usual)
      }
    }
    // What the last batch did already, and somebody accepted, is no news but for what came on top.
    let accepted = (phase.isNaN ? recentExcursions : phaseExcursions)[..<count].last ?? .nan
    let before = (isUp ? accepted : -accepted) * unit
    if before > 0 { score = min(score, (abs(other) - before) / unit / first.amount * Self.onTop) }
    guard score > 0 else { return nil }
    let room = decisive.limit.amount * unit
    return Excursion(
      value: value, usual: decisive.from,
      limit: isUp ? decisive.from + room : decisive.from - room, score: score,
      limits: decisive.limit.scaled(by: unit))
  }

  /// How many batches an excursion is remembered for: what happened once neither widens a limit
  /// for ever nor is forgotten within a season.
  static let memory = 180

  /// How much the distance from the last batch's excursion counts.
  private static let onTop = 2.0

  /// How far beyond its limit a figure must be for the weekday's baseline to decide alone.
  private static let alone = 1.6

  /// How much closer the weekday's baseline must lie to decide alone.
  private static let seasonal = 1.5

  /// Scores below that never count, so the second baseline need not be asked.
  private static let worthwhile = 0.5

  /// The limit that earlier excursions to one side set.
  private static func limit(
    _ excursions: [Double], _ span: Range<Int>, isUp: Bool, floor: Double, margins: Margins
  ) -> ExcursionLimit? {
    var largest = 0.0
    var second = 0.0
    var sizes: [Double] = []
    sizes.reserveCapacity(span.count)
    excursions.withUnsafeBufferPointer { all in
      for place in span where !all[place].isNaN {
        let excursion = isUp ? all[place] : -all[place]
        sizes.append(abs(excursion))
        if excursion > largest {
          second = largest
          largest = excursion
        } else if excursion > second {
          second = excursion
        }
      }
    }
    let known = sizes.count
    guard known >= minimumBatches else { return nil }
    let deviation = 1.4826 * middle(&sizes)
    let amount =
      margins.wider
      * max(
        floor, Margins.largest * largest, (margins.second + 20 / Double(known)) * second,
        margins.deviations * deviation)
    return ExcursionLimit(
      amount: amount, largest: largest, second: second, deviation: deviation, batches: known,
      floor: floor)
  }

  /// A history with fewer known excursions says nothing about what is usual.
  static let minimumBatches = 5

  /// The middle one of some sizes, which are put in disorder (Hoare's selection).
  private static func middle(_ sizes: inout [Double]) -> Double {
    let wanted = sizes.count / 2
    var low = 0
    var high = sizes.count - 1
    while low < high {
      let pivot = sizes[(low + high) / 2]
      var left = low
      var right = high
      while left <= right {
        while sizes[left] < pivot { left += 1 }
        while sizes[right] > pivot { right -= 1 }
        if left <= right {
          sizes.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if right < wanted { low = left }
      if wanted < left { high = right }
    }
    return sizes[wanted]
  }
}

public import Incidents

extension Baseline {
  /// Columns with a value beyond all earlier ones, further than records of the column ever went; or
  /// beyond a bound that a third of its batches reach and none passed. `factor` times the range is
  /// the limit of a column whose history tells neither, and the largest of all.
  public func records(of batch: TableProfile, beyond factor: Double) -> [Surprise] {
    let plain = ranges(of: batch, beyond: factor)
    return pairs(batch).compactMap { profile, past in
      guard past.kind.isFree(before: span.upperBound), Figure.isNumeric(profile),
        let low = Figure.number(profile.minimum), let high = Figure.number(profile.maximum)
      else { return nil }
      let records = Records(past, span)
      // Of a few whole numbers each is a step of its own.
      guard records.known >= 2 * Self.settled, records.width > 0,
        !profile.narrowest.isWhole || records.width >= Records.steps
      else { return plain.first { $0.column == past.name } }
      return records.surprise(from: low, to: high, atMost: factor, column: past.name)
    }
  }
}

/// The extremes of a column over its batches, and how far each new one went.
private struct Records {
  /// Batches whose extremes are known.
  private(set) var known = 0
  private(set) var low = Double.infinity
  private(set) var high = -Double.infinity
  /// How many batches have the extreme itself.
  private(set) var lowReached = 0
  private(set) var highReached = 0
  /// How far a record went beyond the range before it, in such ranges.
  private(set) var furthest = 0.0

  var width: Double { high - low }

  /// From so many batches on a range is one.
  private static let settled = 10
  /// How far a value must go at least, and how much further than any record.
  private static let least = 0.65
  private static let margin = 1.5
  /// How far beyond a bound that is reached and never passed.
  private static let play = 0.02
  static let steps = 10.0

  init(_ past: ColumnHistory, _ span: Range<Int>) {
    for place in span where past.low[place] <= past.high[place] {
      let (least, most) = (past.low[place], past.high[place])
      if known >= Self.settled, width > 0 {
        furthest = max(furthest, max(most - high, low - least) / width)
      }
      known += 1
      if least < low { (low, lowReached) = (least, 1) } else if least == low { lowReached += 1 }
      if most > high { (high, highReached) = (most, 1) } else if most == high { highReached += 1 }
    }
  }
  /// What values from `low` to `high` are, held against the batches before; `most` times the range
  /// is too far whatever records did.
  func surprise(
    from low: Double, to high: Double, atMost most: Double, column: String
  ) -> Surprise? {
    let isUp = high - self.high > self.low - low
    let (value, bound) = isUp ? (high, self.high) : (low, self.low)
    let reached = isUp ? highReached : lowReached
    let isBound = reached * 3 >= known
    let share = isBound ? Self.play : min(most, max(Self.least, Self.margin * furthest))
    let room = share * width
    guard abs(value - bound) > room, isUp ? value > bound : value < bound else { return nil }
    let origin =
      isBound
      ? "\(reached) of \(known) earlier batches reach \(Words.number(bound)), and none passed it"
      : "records of \(known) earlier batches went at most \(Words.number(furthest)) times "
        + "the range so far beyond it"
    return Surprise(
      column: column, value: value, limit: isUp ? bound + room : bound - room,
      limitOrigin: origin,
      words: "\(Words.name(column)) has the value \(Words.number(value)), beyond all from "
        + "\(Words.number(self.low)) to \(Words.number(self.high))")
  }
}

public import Incidents

extension Baseline {
  /// Columns with a value beyond all earlier ones, further than records of the column ever went;
  /// or beyond a bound that a third of its batches reach and none passed.
  ///
  /// `least` is how many times the range a value must lie beyond it at least.
  public func records(of batch: TableProfile, beyond least: Double) -> [Surprise] {
    guard batches >= 2 * Self.settled else { return [] }
    return pairs(batch).compactMap { profile, past in
      guard past.kind.isFree(before: span.upperBound), Figure.isNumeric(profile),
        let low = Figure.number(profile.minimum), let high = Figure.number(profile.maximum)
      else { return nil }
      let records = Records(past, span)
      // Of a few whole numbers each is a step of its own.
      guard records.known >= 2 * Self.settled, records.width > 0,
        !profile.narrowest.isWhole || records.width >= Records.steps
      else { return nil }
      let (up, down) = (high - records.high, records.low - low)
      let isUp = up > down
      let reached = isUp ? records.highReached : records.lowReached
      let isBound = reached * 3 >= records.known
      let share = isBound ? least : max(least, Records.least, Records.margin * records.furthest)
      guard max(up, down) > share * records.width else { return nil }
      let bound = Words.number(isUp ? records.high : records.low)
      let origin =
        isBound
        ? "\(reached) of \(records.known) earlier batches reach \(bound), and none passed it"
        : "records of \(records.known) earlier batches went at most "
          + "\(Words.number(records.furthest)) times the range so far beyond it"
      let value = isUp ? high : low
      return Surprise(
        column: past.name, value: value,
        limit: isUp
          ? records.high + share * records.width : records.low - share * records.width,
        limitOrigin: origin,
        words: "\(Words.name(past.name)) has the value \(Words.number(value)), beyond all from "
          + "\(Words.number(records.low)) to \(Words.number(records.high))")
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
  static let least = 0.65
  static let margin = 1.5
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
}

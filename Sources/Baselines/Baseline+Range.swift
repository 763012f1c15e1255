public import Incidents

extension Baseline {
  /// Columns whose median left everything that was ever usual: another unit, sign or column.
  public func units(of batch: TableProfile) -> [Surprise] {
    guard batches >= Self.young else { return [] }
    let count = span.upperBound
    return pairs(batch).compactMap { profile, past in
      guard past.kind.isFree(before: count), Figure.isNumeric(profile),
        let middle = Figure.quantile(2, profile, rows: batch.rows),
        past.quantiles.count == Figure.quantiles.count,
        let hull = Hull(past.quantiles[0].values, past.quantiles[4].values, in: span)
      else { return nil }
      // Whole numbers may take the next step.
      let room = max(0.25 * hull.width, profile.narrowest.isWhole || hull.width == 0 ? 1 : 0)
      guard middle < hull.low - room || middle > hull.high + room else { return nil }
      let usual = past.quantiles.count > 2 ? past.quantiles[2].recent[count] : .nan
      let factor = usual.isNaN || usual == 0 ? nil : middle / usual
      let times = factor.map { ", \(Words.number($0)) times the usual \(Words.number(usual))" }
      return Surprise(
        column: past.name, value: middle, usual: usual.isNaN ? nil : usual,
        limit: middle < hull.low ? hull.low - room : hull.high + room,
        limitOrigin:
          "p05 to p95 of \(batches) earlier batches lie between \(Words.number(hull.low)) and "
          + "\(Words.number(hull.high)), a quarter on top",
        words: "the median of \(Words.name(past.name)) is \(Words.number(middle))\(times ?? "")")
    }
  }

  /// Columns with a value far beyond any that was seen before.
  public func ranges(of batch: TableProfile, beyond factor: Double) -> [Surprise] {
    guard batches >= Self.young else { return [] }
    return pairs(batch).compactMap { profile, past in
      guard past.kind.isFree(before: span.upperBound), Figure.isNumeric(profile),
        let low = Figure.number(profile.minimum), let high = Figure.number(profile.maximum),
        let hull = past.range(in: span), hull.width > 0
      else { return nil }
      let room = factor * hull.width
      let value = high > hull.high + room ? high : low
      guard high > hull.high + room || low < hull.low - room else { return nil }
      return Surprise(
        column: past.name, value: value, limit: value == high ? hull.high + room : hull.low - room,
        limitOrigin:
          "values of \(batches) earlier batches lie between \(Words.number(hull.low)) and "
          + "\(Words.number(hull.high)), \(Words.number(factor)) times that on top",
        words: "\(Words.name(past.name)) has the value \(Words.number(value))")
    }
  }

  /// Columns that have one value now and never had fewer than three.
  public func constants(of batch: TableProfile) -> [Surprise] {
    guard batches >= Self.settled, batch.rows >= 5 else { return [] }
    return pairs(batch).compactMap { profile, past in
      if let several = several(profile, past) { return several }
      guard profile.distinct == 1 else { return nil }
      let earlier = past.distinct[span].filter { !$0.isNaN }
      guard earlier.count >= 2 * Self.settled, let fewest = earlier.min(), fewest >= 3,
        let usual = median(of: earlier), usual >= 4,
        Double(batch.rows - (profile.nulls ?? 0)) >= usual
      else { return nil }
      let value = profile.statistics?.top?.first.map { ", \(Words.name($0.value))" } ?? ""
      return Surprise(
        column: past.name, value: 1, usual: usual, limit: fewest,
        limitOrigin:
          "at least \(Words.number(fewest)) different values in each of \(earlier.count) batches",
        words: "\(Words.name(past.name)) has one value in all rows\(value)")
    }
  }
}

extension Baseline {
  /// A column that had one value in each batch, as a date does, and has several now.
  private func several(_ profile: ColumnProfile, _ past: ColumnHistory) -> Surprise? {
    guard let distinct = profile.distinct, distinct > 1, past.mostDistinct[span.upperBound - 1] <= 1
    else { return nil }
    let known = past.distinct[span].count { $0 == 1 }
    // One that is the same for all batches too may be a flag that is set for the first time.
    guard known >= 2 * Self.settled, past.values.size(before: span.upperBound) >= 3 else {
      return nil
    }
    return Surprise(
      column: past.name, value: Double(distinct), usual: 1, limit: 1,
      limitOrigin: "one value in each of \(known) earlier batches",
      words: "\(Words.name(past.name)) has \(distinct) different values")
  }
}

/// The smallest and the largest of some numbers.
struct Hull {
  let low: Double
  let high: Double

  var width: Double { high - low }

  /// The hull of two figures over a stretch of batches; `nil` where they are not known.
  init?(_ lows: [Double], _ highs: [Double], in span: Range<Int>) {
    var low = Double.infinity
    var high = -Double.infinity
    for place in span where lows[place] <= highs[place] {
      low = min(low, lows[place])
      high = max(high, highs[place])
    }
    guard low <= high else { return nil }
    self.low = low
    self.high = high
  }
}

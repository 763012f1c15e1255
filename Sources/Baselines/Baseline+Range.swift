public import Incidents

extension Baseline {
  /// Columns whose median left everything that was ever usual: another unit, sign or column.
  public func units(of batch: TableProfile) -> [Surprise] {
    guard batches >= Self.young else { return [] }
    let count = span.upperBound
    return pairs(batch).compactMap { profile, past in
      guard past.kind.isFree(before: count), Figure.isNumeric(profile),
        let middle = profile.statistics?.quantiles?.p50,
        let hull = Hull(past.profiles(in: span).compactMap { $0.statistics?.quantiles }
          .flatMap { [$0.p05, $0.p95] })
      else { return nil }
      // A column that never had but one value may take the next whole number.
      let room = max(0.25 * hull.width, hull.width == 0 ? 1 : 0)
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
        let hull = Hull(past.profiles(in: span).flatMap {
          [Figure.number($0.minimum), Figure.number($0.maximum)].compactMap { $0 }
        }), hull.width > 0
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
      let earlier = past.profiles(in: span).compactMap(\.distinct)
      guard profile.distinct == 1, let fewest = earlier.min(), fewest >= 3,
        earlier.count >= Self.settled, batch.rows - (profile.nulls ?? 0) >= fewest
      else { return nil }
      let value = profile.statistics?.top?.first.map { ", \(Words.name($0.value))" } ?? ""
      return Surprise(
        column: past.name, value: 1, usual: median(of: earlier.map(Double.init)),
        limit: Double(fewest),
        limitOrigin: "at least \(fewest) different values in each of \(earlier.count) batches",
        words: "\(Words.name(past.name)) has one value in all rows\(value)")
    }
  }
}

/// The smallest and the largest of some numbers.
struct Hull {
  let low: Double
  let high: Double

  var width: Double { high - low }

  init?(_ values: [Double]) {
    guard let low = values.min(), let high = values.max() else { return nil }
    self.low = low
    self.high = high
  }
}

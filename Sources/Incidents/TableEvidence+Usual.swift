/// The usual figures of a table: medians over its earlier batches, this one never among them.
extension TableEvidence {
  /// The median of rows of earlier batches; unknown without one.
  public var usualRows: Known<Double> {
    switch history {
    case .unknown(let reason): .unknown(reason)
    case .known(let batches):
      median(of: batches.map { Double($0.rows) }).map { .known($0) }
        ?? .unknown("there is no earlier batch of \(name)")
    }
  }

  /// The median share of empty values by column; columns that no earlier batch had are left out.
  public var usualNullRates: Known<[String: Double]> {
    history.map { batches in
      var rates: [String: [Double]] = [:]
      for batch in batches {
        for (column, rate) in Self.nullRates(batch) { rates[column, default: []].append(rate) }
      }
      return rates.compactMapValues { median(of: $0) }
    }
  }

  /// The largest growth of a column's share of empty values, in -1...1; 0 where nothing compares.
  public var worstNullIncrease: Known<Double> {
    switch (nullRates, usualNullRates) {
    case (.known(let now), .known(let usual)):
      .known(now.compactMap { column, rate in usual[column].map { rate - $0 } }.max() ?? 0)
    case (.unknown(let reason), _), (_, .unknown(let reason)): .unknown(reason)
    }
  }
}

/// The middle of the values, the mean of the two middle ones for an even count; `nil` of none.
public func median(of values: [Double]) -> Double? {
  guard !values.isEmpty else { return nil }
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

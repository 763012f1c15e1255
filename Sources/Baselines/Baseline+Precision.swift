internal import Incidents

extension Baseline {
  /// Numbers that are all multiples of 1, 10 or 100 where most never were: a lost fraction.
  func precision(_ profile: ColumnProfile, _ past: ColumnHistory) -> Surprise? {
    // Whole numbers have lost nothing.
    guard batches >= 2 * Self.settled, Figure.isNumeric(profile), !profile.narrowest.isWhole,
      profile.narrowest != .string,
      let grain = Grain.allCases.first(where: { $0.holds(Grain.listed(profile)) })
    else { return nil }
    var shares: [Double] = []
    // The newest first: a column that is always round says so at once.
    for profile in past.profiles(in: span).reversed() {
      guard let share = grain.share(of: Grain.listed(profile)) else { continue }
      if share > Grain.usual { return nil }
      shares.append(share)
    }
    guard shares.count >= 2 * Self.settled, let most = shares.max() else { return nil }
    return Surprise(
      column: past.name, value: 1, usual: median(of: shares), limit: most,
      limitOrigin: "of the values that \(shares.count) earlier batches listed, at most "
        + "\(Words.share(most)) of one batch were such numbers",
      words: "every listed value of \(Words.name(past.name)) is a multiple of \(grain.rawValue)")
  }
}

/// What numbers may all be multiples of.
private enum Grain: Int, CaseIterable {
  case hundred = 100
  case ten = 10
  case one = 1

  /// Fewer values tell nothing.
  private static let fewest = 5
  /// The largest share of multiples that leaves a column one of fractions.
  static let usual = 0.6

  /// The most frequent values, and the bounds, as far as they are numbers.
  static func listed(_ profile: ColumnProfile) -> [Double] {
    let bounds = [profile.minimum, profile.maximum].compactMap(Figure.number)
    let top = (profile.statistics?.top ?? []).compactMap {
      Figure.mayBeNumber($0.value) ? Double($0.value) : nil
    }
    return top + bounds
  }

  /// The share of numbers that are multiples; `nil` of too few.
  func share(of numbers: [Double]) -> Double? {
    guard Set(numbers).count >= Self.fewest else { return nil }
    let multiples = numbers.count {
      $0.truncatingRemainder(dividingBy: Double(rawValue)) == 0
    }
    return Double(multiples) / Double(numbers.count)
  }

  func holds(_ numbers: [Double]) -> Bool { share(of: numbers) == 1 }
}

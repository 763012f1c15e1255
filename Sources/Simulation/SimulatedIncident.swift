internal import Decisions

/// One incident before anybody did anything: what is wrong, and how it first looked.
public struct SimulatedIncident: Sendable, Hashable {
  /// The incident's number within its seed: its steps draw from streams of this number.
  public let number: Int
  public let cause: Int
  public let circumstance: Int
  /// The place of the variant that it showed first.
  public let variant: Int
  /// Where people's time for it lies among all such times, 0 to under 1.
  public let peopleDraw: Double
}

extension SimulatedWorld {
  /// The incidents of a seed, in their order: every policy that is compared sees the same.
  public func incidents(
    of mix: Mix, seed: UInt64, count: Int
  ) -> [SimulatedIncident] {
    var before: Int?
    return (0..<count).map { number in
      let incident = incident(number, of: mix, seed: seed, after: before)
      before = incident.cause
      return incident
    }
  }

  /// The incident with a number, after one with the cause `before`; without one it is no burst.
  public func incident(
    _ number: Int, of mix: Mix, seed: UInt64, after before: Int? = nil
  ) -> SimulatedIncident {
    var generator = SeededGenerator(seed: seed, stream: number)
    let isBurst = generator.unit() < mix.bursts
    let drawn = Self.place(of: generator.unit(), among: mix.shares)
    let cause = isBurst ? before ?? drawn : drawn
    let circumstance = draw(tables.circumstances, &generator)
    let variant = shownVariant(of: cause, in: circumstance, using: &generator)
    return SimulatedIncident(
      number: number, cause: cause, circumstance: circumstance, variant: variant,
      peopleDraw: generator.unit())
  }

  /// What a run with a cause shows: two draws.
  func shownVariant(
    of cause: Int, in circumstance: Int, using generator: inout SeededGenerator
  ) -> Int {
    let range = tables.showStarts[cause]..<tables.showStarts[cause + 1]
    var rest = generator.unit()
    var signal = tables.shows[range.upperBound - 1].signal
    for place in range {
      rest -= tables.shows[place].chance
      if rest < 0 {
        signal = tables.shows[place].signal
        break
      }
    }
    return place(signal, circumstance, using: &generator)
  }

  /// A signal under a noise that is drawn.
  func place(
    _ signal: Int, _ circumstance: Int, using generator: inout SeededGenerator
  ) -> Int {
    tables.place(signal, circumstance, draw(tables.noises, &generator))
  }

  /// 0 for none, else one more than the place of the one that was drawn.
  private func draw(_ shares: [Double], _ generator: inout SeededGenerator) -> Int {
    var rest = generator.unit()
    for place in shares.indices {
      rest -= shares[place]
      if rest < 0 { return place + 1 }
    }
    return 0
  }

  /// The place that a draw falls to; the last one that has a share where rounding leaves a gap.
  static func place(of draw: Double, among shares: [Double]) -> Int {
    var rest = draw
    for place in shares.indices {
      rest -= shares[place]
      if rest < 0 { return place }
    }
    return shares.lastIndex { $0 > 0 } ?? 0
  }
}

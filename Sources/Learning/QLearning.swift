public import Configurations

/// Learns the value of each action in each state from what came of it: Watkins' Q-learning.
public struct QLearning: Sendable {
  /// γ: what a later step is worth against this one, 0...1.
  public let discount: Double
  /// α: how far an outcome moves a value.
  public let rate: Policy.Learner.Schedule
  public private(set) var table: ValueTable

  public init(discount: Double, rate: Policy.Learner.Schedule, table: ValueTable) {
    self.discount = discount
    self.rate = rate
    self.table = table
  }

  /// Says that the next steps are of a new incident.
  public mutating func beginIncident() { table.incidents += 1 }

  /// The action with the greatest value in a state; the first of equals.
  public func greedyAction(in state: Int) -> Int {
    table.values.withUnsafeBufferPointer { values in
      let row = UnsafeBufferPointer(
        rebasing: values[state * table.actions..<(state + 1) * table.actions])
      var (best, top) = (0, -Double.infinity)
      // Chosen without a branch: which value is the greatest cannot be foreseen.
      for place in row.indices {
        let isGreater = row[place] > top
        best = isGreater ? place : best
        top = isGreater ? row[place] : top
      }
      return best
    }
  }

  /// Moves the value of `action` in `state` towards `reward + γ · max Q(next, ·)`.
  ///
  /// Sutton & Barto (2018), eq. 6.8: Q(S, A) ← Q(S, A) + α [R + γ max Q(S′, a) − Q(S, A)], over
  /// those a that safety allows in S′. The last step of an incident has no `next`.
  ///
  /// Departures from the book: α is never below 1 / (visits + 1), so that a cell that was seldom
  /// visited holds the mean of its outcomes and forgets what it began with; and each cell keeps how
  /// far its targets lie apart, which the book does not need. Cost: O(actions).
  public mutating func learn(
    _ action: Int, in state: Int, reward: Double, next: (state: Int, allowed: UInt64)?
  ) {
    let future = next.flatMap { table.best(in: $0.state, among: $0.allowed) } ?? 0
    let target = reward + discount * future
    let place = state * table.actions + action
    let share = table.tallies[place].count(target, in: table.incidents)
    let rate = max(rate.value(at: table.incidents), share)
    table.values[place] += rate * (target - table.values[place])
  }
}

extension ValueTable.Tally {
  /// One step of Welford's sums; answers which share of all visits this one is.
  mutating func count(_ target: Double, in incident: Int) -> Double {
    visits += 1
    updated = incident
    let share = 1 / Double(visits)
    let deviation = target - mean
    mean += deviation * share
    squares += deviation * (target - mean)
    return share
  }
}

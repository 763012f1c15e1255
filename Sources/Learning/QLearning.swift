public import Configurations

/// Learns the value of each action in each state from what came of it: Watkins' Q-learning.
public struct QLearning: Sendable {
  /// γ: what a later step is worth against this one, 0...1.
  public let discount: Double
  /// α: how far an outcome moves a value.
  public let rate: Policy.Learner.Schedule
  @usableFromInline private(set) var learned: ValueTable
  /// α as it is now.
  @usableFromInline private(set) var currentRate: Double

  public init(discount: Double, rate: Policy.Learner.Schedule, table: ValueTable) {
    self.discount = discount
    self.rate = rate
    learned = table
    currentRate = rate.value(at: table.incidents)
  }

  /// What was learned so far.
  public var table: ValueTable { learned }

  /// Says that the next steps are of a new incident.
  public mutating func beginIncident() {
    learned.incidents += 1
    currentRate = rate.value(at: learned.incidents)
  }

  /// The action with the greatest value in a state; the first of equals. Cost: O(1).
  @inlinable
  public func greedyAction(in state: Int) -> Int { learned.cells.top(of: state).action }

  /// Moves the value of `action` in `state` towards `reward + γ · max Q(next, ·)`.
  ///
  /// Sutton & Barto (2018), eq. 6.8: Q(S, A) ← Q(S, A) + α [R + γ max Q(S′, a) − Q(S, A)], over
  /// those a that safety allows in S′. The last step of an incident has no `next`.
  ///
  /// Departures from the book: α is never below 1 / (visits + 1), so that a cell that was seldom
  /// visited holds the mean of its outcomes and forgets what it began with; and each cell keeps how
  /// far its targets lie apart, which the book does not need. Cost: O(actions).
  @inlinable
  @inline(__always)
  public mutating func learn(
    _ action: Int, in state: Int, reward: Double, next: (state: Int, allowed: UInt64)?
  ) {
    var target = reward
    if let next {
      target += discount * learned.cells.greatest(in: next.state, among: next.allowed)
    }
    learned.move(action, in: state, towards: target, at: currentRate)
  }
}

extension ValueTable {
  /// Counts a target of a cell, and moves its value towards it.
  @inlinable
  @inline(__always)
  mutating func move(_ action: Int, in state: Int, towards target: Double, at rate: Double) {
    own()
    let place = cells.place(state, action)
    let share = cells.tallies[place].count(target, in: incidents)
    let old = cells.values[place]
    cells.set(old + max(rate, share) * (target - old), at: place, of: state)
  }
}

extension ValueTable.Tally {
  /// One step of Welford's sums; answers which share of all visits this one is.
  @inlinable
  @inline(__always)
  mutating func count(_ target: Double, in incident: Int) -> Double {
    visits &+= 1
    updated = incident
    let share = 1 / Double(visits)
    let deviation = target - mean
    mean += deviation * share
    squares += deviation * (target - mean)
    return share
  }
}

public import Configurations

/// What was learned: the value of each action in each state, and how often it was performed there.
public struct ActionValues: Sendable, Hashable {
  /// One cell of the table.
  public struct Cell: Sendable, Hashable {
    public let value: Double
    public let visits: Int
    /// How far the outcomes that it is made of lie apart: their standard deviation.
    public let spread: Double
    /// The incident of the last visit, counted from 1 over all that was ever learned from.
    public let updated: Int

    public init(value: Double, visits: Int, spread: Double = 0, updated: Int = 0) {
      self.value = value
      self.visits = visits
      self.spread = spread
      self.updated = updated
    }

    /// The square of the value's standard error, by the rate of its last visit.
    ///
    /// A value that goes on moving is a mean over its last (2 − α) / α outcomes, however many there
    /// were (Sutton & Barto 2018, exercise 2.4).
    private func uncertainty(_ schedule: Policy.Learner.Schedule) -> Double {
      let rate = schedule.value(at: updated)
      return visits == 0 ? .infinity : spread * spread * max(1 / Double(visits), rate / (2 - rate))
    }

    /// Whether the value is greater than another one beyond chance: the lower bound of their
    /// difference, one-sided at 95 %, is above zero.
    ///
    /// What keeps to the incumbent where data are thin has no harm to fear from a few lucky
    /// visits: Laroche et al. (2019), "Safe Policy Improvement with Baseline Bootstrapping".
    public func isSurelyAbove(_ other: Cell, learnedAt rate: Policy.Learner.Schedule) -> Bool {
      let error = (uncertainty(rate) + other.uncertainty(rate)).squareRoot()
      return value - other.value > 1.645 * error
    }
  }

  /// Where a cell stands.
  public struct Place: Sendable, Hashable {
    public let state: Int
    public let action: String

    public init(state: Int, action: String) {
      self.state = state
      self.action = action
    }
  }

  /// The cells that were ever visited, in no order.
  public let cells: [Place: Cell]

  public init(_ cells: [Place: Cell]) {
    self.cells = cells
  }

  /// Nothing was learned yet: the prior decides everywhere.
  public static let none = ActionValues([:])

  /// The cell of an action in a state, once it was ever performed there.
  public subscript(state: Int, action: String) -> Cell? {
    cells[Place(state: state, action: action)]
  }
}

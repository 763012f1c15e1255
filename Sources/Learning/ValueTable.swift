public import Decisions

/// Values of actions in states while they are learned: states × actions, row-major.
public struct ValueTable: Sendable, Hashable {
  public let states: Int
  public let actions: Int
  /// How many incidents were learned from.
  public internal(set) var incidents: Int
  @usableFromInline var cells: [Cell]

  /// One cell.
  public struct Cell: Sendable, Hashable {
    public internal(set) var value: Double
    public internal(set) var visits: Int = 0
    /// The incident of the last visit, from 1.
    public internal(set) var updated: Int = 0
    /// Mean and sum of squared deviations of all targets, after Welford (1962).
    var mean: Double = 0
    var squares: Double = 0

    init(value: Double) { self.value = value }

    init(_ cell: ActionValues.Cell) {
      value = cell.value
      visits = cell.visits
      updated = cell.updated
      mean = cell.value
      squares = cell.spread * cell.spread * Double(max(cell.visits - 1, 0))
    }

    /// The standard deviation of the targets; 0 below two visits.
    public var spread: Double {
      visits < 2 ? 0 : (squares / Double(visits - 1)).squareRoot()
    }
  }

  /// A table in which nothing was visited; `start` is what every value begins with.
  public init(states: Int, actions: Int, start: Double = 0) {
    self.states = states
    self.actions = actions
    incidents = 0
    cells = Array(repeating: Cell(value: start), count: states * actions)
  }

  public subscript(state: Int, action: Int) -> Cell { cells[state * actions + action] }

  /// The greatest value among some actions of a state; `nil` where there are none.
  ///
  /// `allowed` has a bit for each action.
  func best(in state: Int, among allowed: UInt64) -> Double? {
    var best = -Double.infinity
    var rest = allowed
    while rest != 0 {
      let value = cells[state * actions + rest.trailingZeroBitCount].value
      rest &= rest - 1
      if value > best { best = value }
    }
    return allowed == 0 ? nil : best
  }

  /// The same as the engine reads it: the visited cells by the actions' names.
  public func values(named names: [String]) -> ActionValues {
    var found: [ActionValues.Place: ActionValues.Cell] = [:]
    for state in 0..<states {
      for action in 0..<actions {
        let cell = self[state, action]
        guard cell.visits > 0 else { continue }
        found[ActionValues.Place(state: state, action: names[action])] = ActionValues.Cell(
          value: cell.value, visits: cell.visits, spread: cell.spread, updated: cell.updated)
      }
    }
    return ActionValues(found)
  }

  /// A table that goes on from what the engine reads.
  public init(_ values: ActionValues, states: Int, named names: [String], incidents: Int) {
    self.init(states: states, actions: names.count)
    self.incidents = incidents
    for (place, cell) in values.cells {
      guard let action = names.firstIndex(of: place.action), place.state < states else { continue }
      cells[place.state * actions + action] = Cell(cell)
    }
  }
}

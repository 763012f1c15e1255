public import Decisions

/// Values of actions in states while they are learned: states × actions, row-major.
public struct ValueTable: Sendable, Hashable {
  public let states: Int
  public let actions: Int
  /// How many incidents were learned from.
  public internal(set) var incidents: Int
  /// Apart from what else is known of the cells: a choice reads eight values from one line of the
  /// cache.
  var values: [Double]
  var tallies: [Tally]

  /// One cell.
  public struct Cell: Sendable, Hashable {
    public let value: Double
    let tally: Tally

    public var visits: Int { tally.visits }
    /// The incident of the last visit, from 1.
    public var updated: Int { tally.updated }
    public var spread: Double { tally.spread }
  }

  /// What is known of a cell besides its value.
  struct Tally: Sendable, Hashable {
    var visits: Int = 0
    var updated: Int = 0
    /// Mean and sum of squared deviations of all targets, after Welford (1962).
    var mean: Double = 0
    var squares: Double = 0

    init() {}

    init(_ cell: ActionValues.Cell) {
      visits = cell.visits
      updated = cell.updated
      mean = cell.value
      squares = cell.spread * cell.spread * Double(max(cell.visits - 1, 0))
    }

    /// The standard deviation of the targets; 0 below two visits.
    var spread: Double {
      visits < 2 ? 0 : (squares / Double(visits - 1)).squareRoot()
    }
  }

  /// A table in which nothing was visited; `start` is what every value begins with.
  public init(states: Int, actions: Int, start: Double = 0) {
    self.states = states
    self.actions = actions
    incidents = 0
    values = Array(repeating: start, count: states * actions)
    tallies = Array(repeating: Tally(), count: states * actions)
  }

  public subscript(state: Int, action: Int) -> Cell {
    let place = state * actions + action
    return Cell(value: values[place], tally: tallies[place])
  }

  /// The greatest value among some actions of a state; `nil` where there are none.
  ///
  /// `allowed` has a bit for each action.
  func best(in state: Int, among allowed: UInt64) -> Double? {
    let best = values.withUnsafeBufferPointer { values in
      let row = UnsafeBufferPointer(rebasing: values[state * actions..<(state + 1) * actions])
      var best = -Double.infinity
      for place in row.indices {
        let value = allowed >> UInt64(place) & 1 == 1 ? row[place] : -.infinity
        best = value > best ? value : best
      }
      return best
    }
    return best == -.infinity ? nil : best
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
      self.values[place.state * actions + action] = cell.value
      tallies[place.state * actions + action] = Tally(cell)
    }
  }
}

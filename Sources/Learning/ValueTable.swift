public import Decisions

/// Values of actions in states while they are learned: states × actions, row-major.
public struct ValueTable: Sendable, Hashable {
  public let states: Int
  /// At most 64.
  public let actions: Int
  /// How many incidents were learned from.
  public internal(set) var incidents: Int
  @usableFromInline var cells: ValueCells

  /// One cell.
  public struct Cell: Sendable, Hashable {
    public let value: Double
    let tally: Tally

    init(value: Double, tally: Tally) {
      self.value = value
      self.tally = tally
    }

    public var visits: Int { tally.visits }
    /// The incident of the last visit, from 1.
    public var updated: Int { tally.updated }
    public var spread: Double { tally.spread }
  }

  /// What is known of a cell besides its value.
  @usableFromInline
  struct Tally: Sendable, Hashable, BitwiseCopyable {
    @usableFromInline var visits: Int = 0
    @usableFromInline var updated: Int = 0
    /// Mean and sum of squared deviations of all targets, after Welford (1962).
    @usableFromInline var mean: Double = 0
    @usableFromInline var squares: Double = 0

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
    cells = ValueCells(states: states, actions: actions, start: start)
  }

  /// A cell; it is written by what learns, and by what reads a table.
  public internal(set) subscript(state: Int, action: Int) -> Cell {
    get {
      let place = cells.place(state, action)
      return Cell(value: cells.values[place], tally: cells.tallies[place])
    }
    set {
      own()
      let place = cells.place(state, action)
      cells.tallies[place] = newValue.tally
      cells.set(newValue.value, at: place, of: state)
    }
  }

  /// Makes the cells this table's alone, before they are written.
  @inlinable
  mutating func own() {
    if !isKnownUniquelyReferenced(&cells) { cells = ValueCells(cells) }
  }

  /// All cells, row by row.
  private var all: [Cell] {
    (0..<states).flatMap { state in (0..<actions).map { self[state, $0] } }
  }

  public static func == (left: Self, right: Self) -> Bool {
    (left.states, left.actions, left.incidents) == (right.states, right.actions, right.incidents)
      && left.all == right.all
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(incidents)
    hasher.combine(all)
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
      self[place.state, action] = Cell(value: cell.value, tally: Tally(cell))
    }
  }
}

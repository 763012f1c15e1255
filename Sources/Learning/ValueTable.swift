public import Decisions

/// Values of actions in states while they are learned.
public struct ValueTable: Sendable, Hashable {
  public let states: Int
  public let actions: Int
  /// How many incidents were learned from.
  public internal(set) var incidents: Int
  /// Eight values, which are one line of the cache.
  typealias Line = SIMD8<Double>
  /// How many lines a state has.
  private let lines: Int
  /// States × lines, row-major; places that are no actions have −∞. Apart from what else is known
  /// of the cells, since a choice looks at values alone.
  private var values: [Line]
  /// States × actions, row-major.
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
    lines = (actions + Line.scalarCount - 1) / Line.scalarCount
    var row = Array(repeating: Line(repeating: -.infinity), count: lines)
    for action in 0..<actions {
      row[action / Line.scalarCount][action % Line.scalarCount] = start
    }
    values = (0..<states).flatMap { _ in row }
    tallies = Array(repeating: Tally(), count: states * actions)
  }

  public subscript(state: Int, action: Int) -> Cell {
    let line = values[state * lines + action / Line.scalarCount]
    return Cell(
      value: line[action % Line.scalarCount], tally: tallies[state * actions + action])
  }

  /// Changes one value where it lies.
  mutating func change(_ action: Int, in state: Int, _ change: (inout Double) -> Void) {
    let place = state * lines * Line.scalarCount + action
    values.withUnsafeMutableBufferPointer { lines in
      lines.withMemoryRebound(to: Double.self) { change(&$0[place]) }
    }
  }

  /// The action with the greatest value in a state; the first of equals.
  func greedyAction(in state: Int) -> Int {
    var (top, best) = (-Double.infinity, 0)
    for place in 0..<lines {
      let line = values[state * lines + place]
      let greatest = Self.greatest(of: line)
      guard place == 0 || greatest > top else { continue }
      (top, best) = (greatest, place * Line.scalarCount + Self.first(greatest, of: line))
    }
    return best
  }

  /// The greatest of eight, by pairs and without a branch: which one it is cannot be foreseen.
  private static func greatest(of line: Line) -> Double {
    func greater(_ left: Double, _ right: Double) -> Double { left > right ? left : right }
    return greater(
      greater(greater(line[0], line[1]), greater(line[2], line[3])),
      greater(greater(line[4], line[5]), greater(line[6], line[7])))
  }

  /// The first place of a value that is there.
  private static func first(_ value: Double, of line: Line) -> Int {
    var places: UInt64 = 0
    for place in 0..<Line.scalarCount {
      places |= (line[place] == value ? 1 : 0) << UInt64(place)
    }
    return places.trailingZeroBitCount % Line.scalarCount
  }

  /// The greatest value among some actions of a state; `nil` where there are none.
  ///
  /// `allowed` has a bit for each action.
  func best(in state: Int, among allowed: UInt64) -> Double? {
    var best = -Double.infinity
    for place in 0..<lines {
      var line = values[state * lines + place]
      let bits = allowed >> UInt64(place * Line.scalarCount)
      if bits & 0xFF != 0xFF {
        for lane in 0..<Line.scalarCount {
          line[lane] = bits >> UInt64(lane) & 1 == 1 ? line[lane] : -.infinity
        }
      }
      let greatest = Self.greatest(of: line)
      best = greatest > best ? greatest : best
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
      change(action, in: place.state) { $0 = cell.value }
      tallies[place.state * actions + action] = Tally(cell)
    }
  }
}

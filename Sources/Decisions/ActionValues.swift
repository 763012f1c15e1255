/// What was learned: the value of each action in each state, and how often it was performed there.
public struct ActionValues: Sendable, Hashable {
  /// One cell of the table.
  public struct Cell: Sendable, Hashable {
    public let value: Double
    public let visits: Int

    public init(value: Double, visits: Int) {
      self.value = value
      self.visits = visits
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

  private let cells: [Place: Cell]

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

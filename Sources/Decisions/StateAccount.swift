internal import Conditions
internal import Configurations
public import Incidents

/// What the policy does in one state, and why: for people who read a table.
public struct StateAccount: Sendable {
  public let state: State
  /// Every declared action with what was learned of it, in declared order.
  public let cells: [Cell]
  /// The row of the prior that holds for the labels alone, from 1; `nil` where none does.
  public let priorRow: Int?
  /// What the prior proposes; `escalate` where no row holds.
  public let prior: String
  /// Rows before it that ask for more than the state: they may come first.
  public let openRows: [Int]
  /// What is proposed, where everything is possible.
  public let choice: String
  /// Whether learned values decide.
  public let isLearned: Bool
  /// Why, in a sentence without a full stop.
  public let reason: String

  /// The labels of the state, one for each feature.
  public var labels: [String] { state.features.map(\.label) }

  /// An action with its cell; `nil` where it was never performed.
  public struct Cell: Sendable {
    public let action: String
    public let cell: ActionValues.Cell?
  }
}

extension Engine {
  /// How many states are declared.
  public var stateCount: Int { stateSpace.count }

  /// What was learned of a state, what the prior says, and who decides.
  public func account(ofState index: Int) -> StateAccount {
    let state = state(at: index)
    let cells = configuration.policy.actions.map {
      StateAccount.Cell(action: $0.name, cell: choice.values[index, $0.name])
    }
    let (row, open) = priorRow(in: state)
    let prior = row.map { configuration.policy.prior[$0 - 1].action } ?? Action.escalate
    let (chosen, reason) = verdict(on: index, over: prior)
    return StateAccount(
      state: state, cells: cells, priorRow: row, prior: prior, openRows: open,
      choice: chosen ?? prior, isLearned: chosen != nil, reason: reason)
  }

  /// What the rows that the labels alone make hold propose, among some actions.
  func priorAction(in index: Int, among names: Set<String>) -> String {
    let (row, _) = priorRow(in: state(at: index), among: names)
    return row.map { configuration.policy.prior[$0 - 1].action } ?? Action.escalate
  }

  private func state(at index: Int) -> State {
    State(
      features: zip(configuration.policy.features, stateSpace.labels(of: index)).map {
        State.Feature(name: $0.name, label: $1)
      }, index: index)
  }

  /// The first row that the labels alone make hold, and those before it that ask for more.
  private func priorRow(
    in state: State, among names: Set<String>? = nil
  ) -> (row: Int?, open: [Int]) {
    let labels = state.features.map { ($0.name, Value.string($0.label)) }
    let facts = Facts(
      ["state": .record(Dictionary(labels) { first, _ in first })],
      schema: configuration.policy.priorSchema)
    var open: [Int] = []
    for (index, row) in configuration.policy.prior.enumerated()
    where names?.contains(row.action) ?? true {
      guard let condition = row.condition else { return (index + 1, open) }
      switch condition.evaluate(facts) {
      case .value(.bool(true)): return (index + 1, open)
      case .value: break
      case .unknown, .error: open.append(index + 1)
      }
    }
    return (nil, open)
  }

  private func verdict(on state: Int, over prior: String) -> (action: String?, reason: String) {
    let names = configuration.policy.actions.map(\.name)
    let needed = configuration.policy.learner.actAfter
    let verdict = LearnedVerdict(
      over: names.firstIndex(of: prior) ?? 0, among: names.indices, needing: needed,
      learnedAt: configuration.policy.learner.learningRate
    ) { choice.values[state, names[$0]] }
    let reason =
      switch verdict {
      case .tooFewVisits: "no action has its \(needed) visits here"
      case .agrees: "the values agree with the prior"
      case .incumbentUnknown:
        "`\(prior)` has not its \(needed) visits, so nothing can be said to beat it"
      case .mayBeChance(let best):
        "`\(names[best])` looks better than `\(prior)`, but chance may explain it"
      case .beats(let best): "`\(names[best])` surely beats `\(prior)`"
      }
    return (verdict.action.map { names[$0] }, reason)
  }
}

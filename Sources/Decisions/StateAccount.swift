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
    let features = configuration.policy.features
    let state = State(
      features: zip(features, stateSpace.labels(of: index)).map {
        State.Feature(name: $0.name, label: $1)
      }, index: index)
    let cells = configuration.policy.actions.map {
      StateAccount.Cell(action: $0.name, cell: choice.values[index, $0.name])
    }
    let (row, open) = priorRow(in: state)
    let prior = row.map { configuration.policy.prior[$0 - 1].action } ?? Action.escalate
    let (chosen, reason) = verdict(on: cells, over: prior)
    return StateAccount(
      state: state, cells: cells, priorRow: row, prior: prior, openRows: open,
      choice: chosen ?? prior, isLearned: chosen != nil, reason: reason)
  }

  /// The first row that the labels alone make hold, and those before it that ask for more.
  private func priorRow(in state: State) -> (row: Int?, open: [Int]) {
    let labels = state.features.map { ($0.name, Value.string($0.label)) }
    let facts = Facts(
      ["state": .record(Dictionary(labels) { first, _ in first })],
      schema: configuration.policy.priorSchema)
    var open: [Int] = []
    for (index, row) in configuration.policy.prior.enumerated() {
      guard let condition = row.condition else { return (index + 1, open) }
      switch condition.evaluate(facts) {
      case .value(.bool(true)): return (index + 1, open)
      case .value: break
      case .unknown, .error: open.append(index + 1)
      }
    }
    return (nil, open)
  }

  private func verdict(
    on cells: [StateAccount.Cell], over prior: String
  ) -> (action: String?, reason: String) {
    let needed = configuration.policy.learner.actAfter
    let known = cells.filter { ($0.cell?.visits ?? 0) >= needed }
    var best: StateAccount.Cell?
    for cell in known where (cell.cell?.value ?? 0) > best?.cell?.value ?? -.infinity {
      best = cell
    }
    guard let best, let value = best.cell else {
      return (nil, "no action has its \(needed) visits here")
    }
    if best.action == prior { return (nil, "the values agree with the prior") }
    guard let rival = known.first(where: { $0.action == prior })?.cell else {
      return (nil, "`\(prior)` has not its \(needed) visits, so nothing can be said to beat it")
    }
    return value.isSurelyAbove(rival, learnedAt: configuration.policy.learner.learningRate)
      ? (best.action, "`\(best.action)` surely beats `\(prior)`")
      : (nil, "`\(best.action)` looks better than `\(prior)`, but chance may explain it")
  }
}

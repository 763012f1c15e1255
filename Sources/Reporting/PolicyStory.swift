internal import Configurations
public import Decisions
internal import Incidents

/// What the policy does in some states, for a terminal and as JSON.
public struct PolicyStory: Sendable {
  private let accounts: [StateAccount]
  private let isFiltered: Bool
  private let count: Int
  private let exploration: String

  /// The states that have all of `labels`, each as `label` or `feature=label`; without labels those
  /// in which something was learned.
  public init(_ engine: Engine, labels: [String]) {
    count = engine.stateCount
    exploration = Self.exploration(of: engine.configuration)
    isFiltered = !labels.isEmpty
    accounts = (0..<count).map { engine.account(ofState: $0) }.filter { account in
      if labels.isEmpty { return account.cells.contains { $0.cell != nil } }
      return labels.allSatisfy { label in
        account.state.features.contains { $0.label == label || "\($0.name)=\($0.label)" == label }
      }
    }
  }

  public var text: String {
    guard !accounts.isEmpty else {
      return isFiltered
        ? "no state has all of these labels\n"
        : "nothing was learned yet: the prior decides in all \(count) states; "
          + "kintsugi policy show LABEL shows some\n"
    }
    let shown = accounts.prefix(200)
    let rest = accounts.count - shown.count
    return exploration + shown.map(Self.text).joined(separator: "\n")
      + (rest > 0 ? "\nand \(rest) more states: name labels to see them\n" : "")
  }

  /// Where live decisions try something else, and how often; empty where they never do.
  private static func exploration(of configuration: Configuration) -> String {
    guard configuration.policy.learner.explore > 0 else { return "" }
    let share = PlainText.number(configuration.policy.learner.explore * 100)
    let names = configuration.project.environments.map(\.name)
    let open = names.filter { configuration.exploredShare(in: $0) > 0 }
    let closed = names.filter { !open.contains($0) }
    let rest = closed.isEmpty ? "" : "; never in \(closed.joined(separator: ", "))"
    return open.isEmpty
      ? "explores nowhere: the strictest environment does so only where `explore_in` names it\n\n"
      : "explores in \(open.joined(separator: ", ")): \(share) % of live decisions draw among what "
        + "is allowed and can be taken back\(rest)\n\n"
  }

  private static func text(_ account: StateAccount) -> String {
    let labels = account.state.features.map { "\($0.name)=\($0.label)" }
    var lines = [labels.joined(separator: " ")]
    let row = account.priorRow.map { "row \($0) of the prior" } ?? "no row of the prior holds"
    let open =
      account.openRows.isEmpty
      ? "" : "; row \(account.openRows.map(String.init).joined(separator: ", ")) may come first"
    lines.append("  does     \(account.choice)")
    lines.append("  because  \(account.reason)")
    lines.append("  prior    \(account.prior), \(row)\(open)")
    for cell in account.cells {
      guard let known = cell.cell else { continue }
      let value = EvaluationStory.fixed(known.value, 3)
      let error = known.visits > 0 ? known.spread / Double(known.visits).squareRoot() : 0
      lines.append(
        "  " + EvaluationStory.padded(cell.action, 15)
          + "\(value) ±\(EvaluationStory.fixed(1.645 * error, 3))  \(known.visits) visits")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The same for machines.
  public var document: OrderedJSON {
    .object([
      (
        "states",
        .list(
          accounts.map { account in
            .object([
              ("index", .number(Double(account.state.index))),
              (
                "state",
                .object(account.state.features.map { ($0.name, .text($0.label)) })
              ), ("does", .text(account.choice)), ("learned", .flag(account.isLearned)),
              ("because", .text(account.reason)), ("prior", .text(account.prior)),
              (
                "actions",
                .list(
                  account.cells.compactMap { cell in
                    cell.cell.map { known in
                      .object([
                        ("action", .text(cell.action)), ("value", .number(known.value)),
                        ("visits", .number(Double(known.visits))),
                        ("spread", .number(known.spread)),
                        ("updated", .number(Double(known.updated))),
                      ])
                    }
                  })
              ),
            ])
          })
      )
    ])
  }
}

/// Where two tables of values lead to another action.
public struct PolicyDifference: Sendable {
  public let text: String

  public init(from first: Engine, to second: Engine) {
    var lines: [String] = []
    var moved = 0
    for index in 0..<first.stateCount {
      let (before, after) = (first.account(ofState: index), second.account(ofState: index))
      let hasMoved = zip(before.cells, after.cells).contains { $0.cell != $1.cell }
      if hasMoved { moved += 1 }
      guard before.choice != after.choice else { continue }
      let labels = before.state.features.map { "\($0.name)=\($0.label)" }
      lines.append(labels.joined(separator: " "))
      lines.append("  \(before.choice) becomes \(after.choice): \(after.reason)")
      for (old, new) in zip(before.cells, after.cells) where old.cell != new.cell {
        func words(_ cell: ActionValues.Cell?) -> String {
          cell.map { "\(EvaluationStory.fixed($0.value, 3)) (\($0.visits) visits)" } ?? "unknown"
        }
        lines.append("  \(old.action): \(words(old.cell)) -> \(words(new.cell))")
      }
    }
    let changes = lines.count { !$0.hasPrefix(" ") }
    lines.append(
      "\(changes) states lead to another action; values differ in \(moved) of \(first.stateCount)")
    text = lines.joined(separator: "\n") + "\n"
  }
}

public import Decisions
internal import Incidents
public import Learning

/// What a training came to, for a terminal: how much of the policy it would change.
public struct TrainingStory: Sendable {
  public let text: String

  public init(_ file: ValueFile, taught engine: Engine) {
    let states = Set(file.lines.map(\.labels))
    let accounts = (0..<engine.stateCount).map { engine.account(ofState: $0) }
    let changed = accounts.filter { $0.isLearned }
    var lines = [
      "\(file.incidents) incidents, \(states.count) of \(engine.stateCount) states visited, "
        + "\(file.lines.count) values",
      "the learned values decide in \(changed.count) states, the prior elsewhere",
    ]
    for account in changed.prefix(20) {
      let labels = account.state.features.map(\.label).joined(separator: " ")
      lines.append("  \(labels): \(account.choice) rather than \(account.prior)")
    }
    if changed.count > 20 { lines.append("  and \(changed.count - 20) more: kintsugi policy show") }
    text = lines.joined(separator: "\n") + "\n"
  }
}

internal import Configurations
internal import Decisions
internal import Healing
internal import Incidents
internal import Learning

/// The finished incidents of a journal, and what is learned from them.
struct JournalTraining {
  /// Oldest first.
  let incidents: [Incident]
  private let policy: Policy

  /// Reads a journal that somebody named; `environment` leaves out incidents of others.
  init(
    _ name: String, _ policy: Policy, in environment: String?
  ) async throws(LoadFailure) {
    let journal = try await JournalPlace(named: name).openExisting()
    do throws(JournalError) {
      incidents = try await journal.incidents().filter {
        environment == nil || $0.environment == environment
      }
    } catch {
      throw .message(error.description)
    }
    self.policy = policy
  }

  /// What was learned: from the journal alone, or on top of a file that was learned elsewhere.
  ///
  /// The same journal gives the same table: it is made anew each time, so that nothing is learned
  /// twice.
  func file(after start: ValueFile?) throws(LoadFailure) -> (file: ValueFile, account: Account) {
    let names = policy.actions.map(\.name)
    var table = ValueTable(states: policy.stateCount, actions: names.count)
    var origin = Self.origin
    if let start {
      guard !start.origin.hasPrefix(Self.origin) else {
        throw .message(
          "what is gone on from was itself learned from a journal, and nothing is learned twice: "
            + "name a file that `train --world` made")
      }
      table = ValueTable(
        start.values(for: policy).values, states: policy.stateCount, named: names,
        incidents: start.incidents)
      origin += ", after \(start.origin)"
    }
    var learning = QLearning(
      discount: policy.learner.discount, rate: policy.learner.learningRate, table: table)
    var account = Account()
    for incident in incidents {
      guard incident.end != nil else {
        account.open += 1
        continue
      }
      guard let credit = Credit(incident, by: policy) else {
        account.strange += 1
        continue
      }
      account.learned += 1
      account.updates += learning.learn(from: credit)
    }
    let file = ValueFile(
      learning.table.values(named: names), of: policy, incidents: learning.table.incidents,
      origin: origin)
    return (file, account)
  }

  private static let origin = "a journal"

  /// How many incidents taught how much.
  struct Account {
    var learned = 0
    var updates = 0
    var open = 0
    var strange = 0

    var text: String {
      var words = "\(updates) actions of \(learned) finished incidents"
      if open > 0 { words += "; \(open) are not over" }
      if strange > 0 {
        words += "; \(strange) are of states or actions that the policy has no more"
      }
      return words + "\n"
    }
  }
}

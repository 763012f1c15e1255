internal import Decisions
internal import Synchronization

/// What the rules of the unchanged configuration say on evidence that a search tries: many searches
/// try the same.
///
/// A class, since all searches of one run share it: what it gives does not depend on who asked
/// first.
final class TrialMemory: Sendable {
  private let known = Mutex<[String: RuleAnswers]>([:])

  /// The most that is kept; more is made anew each time.
  private static let capacity = 4_000

  /// The answers on the evidence of a name, made where nobody made them.
  func answers(_ name: String, _ make: () -> RuleAnswers) -> RuleAnswers {
    if let answers = known.withLock({ $0[name] }) { return answers }
    let answers = make()
    known.withLock { memory in
      if memory.count < Self.capacity { memory[name] = answers }
    }
    return answers
  }
}

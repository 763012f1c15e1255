public import Evaluations

/// What policies would have come to on the incidents of a journal, for a terminal and as JSON.
public struct JournalEvaluationStory: Sendable {
  private let log: JournalLog
  private let worth: Interval
  private let answers: [(name: String, answer: OffPolicy.Answer)]

  /// `answers` are of policies by their names.
  public init(
    _ log: JournalLog, worth: Interval, answers: [(name: String, answer: OffPolicy.Answer)]
  ) {
    self.log = log
    self.worth = worth
    self.answers = answers
  }

  private var reasons: [(key: String, count: Int)] {
    [
      ("not_over", log.open), ("without_a_choice", log.choiceless),
      ("of_other_states", log.strange), ("of_unknown_outcome", log.uncertain),
      ("without_propensities", log.undocumented),
    ]
  }

  public var text: String {
    let left = reasons.filter { $0.count > 0 }.map {
      "\($0.count) \($0.key.split(separator: "_").joined(separator: " "))"
    }
    var lines = [
      "\(log.credits.count) incidents counted"
        + (left.isEmpty ? "" : "; left out: " + left.joined(separator: ", "))
    ]
    guard !log.credits.isEmpty else { return lines[0] + "\n" }
    lines.append("worth an incident, by the policy's reward:")
    lines.append("  as it was decided: \(Self.words(worth))")
    for (name, answer) in answers {
      switch answer {
      case .refused(let reason): lines.append("  \(name): no estimate, \(reason)")
      case .estimate(let estimate):
        lines += [
          "  \(name), of which the log is worth \(Int(estimate.effectiveSize)) incidents:",
          "    inverse propensity  \(Self.words(estimate.inverse))",
          "    weighted            \(Self.words(estimate.weighted))",
          "    doubly robust       \(Self.words(estimate.doublyRobust))",
        ]
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func words(_ interval: Interval) -> String {
    let (low, high) = (
      EvaluationStory.fixed(interval.low, 3), EvaluationStory.fixed(interval.high, 3)
    )
    return "\(EvaluationStory.fixed(interval.value, 3)) (\(low) to \(high))"
  }

  /// The same for machines.
  public var document: OrderedJSON {
    .object([
      ("incidents", .number(Double(log.credits.count))),
      ("left_out", .object(reasons.map { ($0.key, .number(Double($0.count))) })),
      ("worth", log.credits.isEmpty ? .object([]) : Self.document(worth)),
      ("policies", .object(answers.map { ($0.name, Self.document($0.answer)) })),
    ])
  }

  private static func document(_ answer: OffPolicy.Answer) -> OrderedJSON {
    switch answer {
    case .refused(let reason): .object([("refused", .text(reason))])
    case .estimate(let estimate):
      .object([
        ("effective_size", .number(estimate.effectiveSize)),
        ("inverse", document(estimate.inverse)), ("weighted", document(estimate.weighted)),
        ("doubly_robust", document(estimate.doublyRobust)),
      ])
    }
  }

  private static func document(_ interval: Interval) -> OrderedJSON {
    .object([
      ("value", .number(interval.value)), ("low", .number(interval.low)),
      ("high", .number(interval.high)),
    ])
  }
}

public import Evaluations

/// What the instrument said of worlds of which the answer is known, for a terminal and a page.
public enum InstrumentStory {
  public static func text(
    planted: [InstrumentCheck.Planted], wrongRows: [InstrumentCheck.WrongRow],
    coverage: [InstrumentCheck.Coverage]
  ) -> String {
    var lines = ["With the hand-written table at the optimum, learned − table, points healed:"]
    lines += planted.map { one in
      let interval = one.equivalence.difference
      let verdict = one.equivalence.holds ? "the same within half a point" : "NOT the same"
      return "  \(one.mix): \(EvaluationStory.points(interval)), \(verdict)"
    }
    lines.append("With one wrong row in it, seeds in which the learner finds it:")
    lines += wrongRows.map {
      "  \($0.mix): \($0.found) of \($0.seeds), \($0.labels.joined(separator: " "))"
    }
    lines.append("Intervals of off-policy estimates that hold the truth (nominal 95 %):")
    lines += coverage.map { one in
      let share = EvaluationStory.percent(Double(one.covered) / Double(max(one.logs, 1)), 1)
      return "  \(one.estimator): \(share) % of \(one.logs) logs, off by "
        + "\(EvaluationStory.fixed(one.bias, 4)) on average"
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

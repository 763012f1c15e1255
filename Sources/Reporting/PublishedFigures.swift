public import Evaluations

/// What was published of the system that this one grew from (A. M. Benzon, AI Engineer 2026): 30
/// runs with the seeds 42 to 71, in a simulator of its own.
public enum PublishedFigures {
  /// A row a figure: its name, theirs, ours in a mix of the same shape.
  public static func rows(beside mix: MixRecord) -> [[String]] {
    func interval(_ contender: Contender, _ metric: Metric) -> Interval? {
      mix.contenders.first { $0.name == contender.rawValue }?.figures[metric.rawValue]
    }
    func share(_ contender: Contender, _ metric: Metric) -> String {
      interval(contender, metric).map(percentWords) ?? "–"
    }
    func difference(_ one: Contender, _ other: Contender) -> String {
      mix.differences.first {
        $0.name == one.rawValue && $0.from == other.rawValue && $0.metric == Metric.healed.rawValue
      }.map { EvaluationStory.points($0.difference) } ?? "–"
    }
    let detector = mix.detector
    let minutes = interval(.learned, .minutesResolved).map {
      "\(EvaluationStory.fixed($0.value, 2)) ± \(EvaluationStory.fixed(($0.high - $0.low) / 2, 2))"
    }
    return [
      ["figure", "published", "here"],
      ["resolved, random %", "about 59.0", share(.random, .healed)],
      ["resolved, hand-written rules %", "74.63 ± 1.51", share(.prior, .healed)],
      ["resolved, learned %", "74.63 ± 1.51", share(.learned, .healed)],
      ["resolved, Q of one decision %", "74.63 ± 1.51", share(.oneStep, .healed)],
      ["rules − random, points", "+15.63 ± 1.86", difference(.prior, .random)],
      ["learned − rules, points", "+0.00 ± 0.19", difference(.learned, .prior)],
      ["not escalated at first %", "88.63 ± 0.89", share(.learned, .acted)],
      ["minutes, resolved", "5.24 ± 0.14", minutes ?? "–"],
      ["detector precision", "1.000", EvaluationStory.fixed(detector.precision, 3)],
      ["detector recall", "0.800", EvaluationStory.fixed(detector.recall, 3)],
      ["detector F1", "0.889", EvaluationStory.fixed(detector.f1, 3)],
    ]
  }

  private static func percentWords(_ interval: Interval) -> String {
    EvaluationStory.percent(interval.value) + " ± "
      + EvaluationStory.percent((interval.high - interval.low) / 2)
  }
}

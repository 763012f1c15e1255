public import Evaluations
public import Simulation

/// An evaluation as a table for a terminal.
public struct EvaluationStory: Sendable {
  public let text: String

  public init(_ outcome: MixOutcome, of world: SimulatedWorld) {
    let bootstrap = Bootstrap(draws: 1000)
    var lines = ["mix \(outcome.mix)"]
    lines.append(
      "  policy             healed %          escal.  false a.  harm ≤     min   esc p/r      worth")
    for one in outcome.contenders {
      let healed = bootstrap.interval(.healed, over: one.seeds)
      func share(_ metric: Metric) -> String { Self.percent(metric.value(over: one.seeds)) }
      lines.append(
        "  " + Self.padded(one.contender.rawValue, 18)
          + " \(Self.percent(healed.value)) ±\(Self.percent((healed.high - healed.low) / 2))"
          + "  \(share(.escalated))  \(share(.falseAutonomy))  \(Self.percent(one.harmBound, 3))"
          + "  \(Self.fixed(Metric.minutesResolved.value(over: one.seeds), 1))"
          + "  \(share(.escalationPrecision))/\(share(.escalationRecall))"
          + "  \(Self.fixed(Metric.worth.value(over: one.seeds), 3))")
    }
    let detection = outcome.detection.reduce(Detections(), +)
    lines.append(
      "  detector: precision \(Self.fixed(detection.precision, 3)), "
        + "recall \(Self.fixed(detection.recall, 3)), F1 \(Self.fixed(detection.f1, 3))")
    text = lines.joined(separator: "\n") + "\n"
  }

  static func percent(_ share: Double, _ digits: Int = 2) -> String { fixed(share * 100, digits) }

  static func fixed(_ number: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((abs(number) * scale).rounded())
    let rest = String(whole % Int(scale))
    let sign = number < 0 && whole > 0 ? "-" : ""
    let padding = String(repeating: "0", count: digits - rest.count)
    return digits == 0 ? "\(sign)\(whole)" : "\(sign)\(whole / Int(scale)).\(padding)\(rest)"
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

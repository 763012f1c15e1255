public import Incidents

/// A decision as a person reads it: evidence, findings, state, proposal, verdict.
public struct DecisionStory: Sendable {
  private let decision: Decision

  public init(_ decision: Decision) {
    self.decision = decision
  }

  /// The decision without anything that a terminal would obey.
  public var text: String { lines.map(PlainText.escaped).joined(separator: "\n") + "\n" }

  /// The decision in lines; whoever prints them escapes them.
  var lines: [String] {
    evidence + findings + state + proposal + verdict
  }

  private var evidence: [String] {
    ["Evidence"]
      + decision.evidence.map { line in
        let text = PlainText.cut(line.text, to: 240)
        return "  \(line.source): \(line.isKnown ? text : "unknown, \(text)")"
      }
  }

  private var findings: [String] {
    var lines = ["Findings" + (decision.findings.isEmpty ? "  none" : "")]
    for (index, finding) in decision.findings.enumerated() {
      lines += FindingStory(finding, isAnomaly: index == 0).lines
    }
    for missing in decision.missing where missing.isAlert {
      lines.append("  ? \(missing.rule): no data, \(missing.fields.joined(separator: ", "))")
    }
    return lines
  }

  private var state: [String] {
    guard let state = decision.state else {
      return ["State     none: nothing that fired may be healed"]
    }
    let labels = state.features.map { "\($0.name) \($0.label)" }.joined(separator: " · ")
    return ["State     #\(state.index): \(labels)"]
  }

  private var proposal: [String] {
    let proposal = decision.proposal
    var words = ["Proposal  \(proposal.action), \(proposal.origin.words)"]
    var figures: [String] = []
    if let share = decision.figures.share, share > 0 {
      figures.append("sets \(PlainText.number(share * 100)) % of the batch aside")
    }
    if let hours = decision.figures.dpuHours, hours > 0 {
      figures.append("\(PlainText.number(hours)) DPU-hours reserved")
    }
    if let propensity = proposal.propensity, propensity < 1 {
      figures.append("drawn so in \(PlainText.number(propensity * 100)) % of cases")
    }
    if !figures.isEmpty { words.append("  " + figures.joined(separator: ", ")) }
    let candidates = proposal.candidates.map { candidate in
      let value = candidate.value.map { PlainText.number($0) } ?? "-"
      let mark = candidate.isPossible.map { $0 ? "" : " (impossible)" } ?? " (cannot be told)"
      return "\(candidate.action) \(value)/\(candidate.visits)\(mark)"
    }
    if proposal.candidates.contains(where: { $0.visits > 0 }) {
      words.append("  values/visits: " + candidates.joined(separator: ", "))
    }
    return words
  }

  private var verdict: [String] {
    let judgement = decision.judgement
    let because =
      judgement.because.isEmpty ? "" : ", because " + judgement.because.joined(separator: ", ")
    let person = judgement.approvedBy.map { ", approved by \($0)" } ?? ""
    var lines = ["Verdict   \(judgement.verdict.rawValue)\(because)\(person)"]
    lines += rulings
    if let asked = decision.asked {
      lines.append("Asked     \(asked.action.name): \(asked.action.title)")
      lines += asked.action.steps.map { "  \($0.words)" }
    }
    if let next = decision.nextBest {
      lines.append("Next best \(decision.executed), \(next.verdict.rawValue)")
    }
    lines.append("Executed  \(decision.executed): \(decision.action.title)")
    lines += decision.action.steps.map { "  \($0.words)" }
    return lines
  }

  /// What every constraint said: those that spoke first, the reasons that many share in one line.
  private var rulings: [String] {
    let rulings = decision.judgement.rulings
    var lines = rulings.compactMap { ruling in
      ruling.verdict.map { verdict in
        "  \(verdict.rawValue.padded(to: 6)) \(ruling.constraint): \(ruling.reason)"
      }
    }
    var silent: [(reason: String, constraints: [String])] = []
    for ruling in rulings where ruling.verdict == nil {
      if let place = silent.firstIndex(where: { $0.reason == ruling.reason }) {
        silent[place].constraints.append(ruling.constraint)
      } else {
        silent.append((ruling.reason, [ruling.constraint]))
      }
    }
    lines += silent.map { reason, constraints in
      let all = silent.count == 1 && constraints.count == rulings.count && constraints.count > 1
      let named = all ? "all \(rulings.count)" : constraints.joined(separator: ", ")
      return "  -      \(named): \(reason)"
    }
    return lines
  }
}

/// A finding as a person reads it, with its numbers and what made it fire.
struct FindingStory {
  let finding: Finding
  let isAnomaly: Bool

  init(_ finding: Finding, isAnomaly: Bool) {
    self.finding = finding
    self.isAnomaly = isAnomaly
  }

  var lines: [String] {
    let mark = isAnomaly ? "»" : " "
    var lines = [
      "\(mark) \(finding.rule) [\(finding.severity.rawValue) \(finding.cause.rawValue) "
        + "\(finding.mode.rawValue)] \(finding.kind): \(PlainText.cut(finding.message, to: 300))"
    ]
    let numbers = self.numbers
    if !numbers.isEmpty { lines.append("    " + numbers.joined(separator: ", ")) }
    if let witness = finding.detection.witness {
      let text = PlainText.cut(witness.text, to: 200)
      lines.append(
        "    \(witness.source.rawValue):\(witness.line) [\(witness.level.rawValue)] \(text)")
    }
    for (name, fact) in finding.detection.facts.sorted(by: { $0.key < $1.key }) {
      lines.append("    \(name) = \(PlainText.cut(fact, to: 120))")
    }
    return lines
  }

  private var numbers: [String] {
    let detection = finding.detection
    var words: [String] = []
    if let table = detection.table { words.append("on \(table)") }
    if let value = detection.value { words.append("observed \(PlainText.number(value))") }
    if let usual = detection.usual { words.append("usually \(PlainText.number(usual))") }
    if let limit = detection.limit {
      let origin = detection.limitOrigin.map { " (\($0))" } ?? ""
      words.append("limit \(PlainText.number(limit))\(origin)")
    }
    return words
  }
}

extension Proposal.Origin {
  /// Who chose, in words.
  public var words: String {
    switch self {
    case .prior(let row): "by row \(row) of the prior"
    case .learned: "by learned values"
    case .explored(let instead): "drawn to learn from it, instead of \(instead)"
    case .noHealFinding: "since nothing that fired may be healed"
    case .noMatch: "since no row of the prior holds"
    case .attemptsExhausted: "since the actions of the policy are used up"
    case .asked: "as asked for"
    }
  }
}

/// One decision with everything it rested on: what `explain`, the journal and a person read.
public struct Decision: Sendable, Hashable, Codable {
  public let environment: String
  public let at: Timestamp
  /// Actions performed before this decision, from 0.
  public let attempt: Int
  /// The fingerprint of the configuration that decided; absent before it is on record.
  public var configuration: String?
  /// The run that the decision is about: the failed one, or the last that a healing started.
  public let run: String
  /// What was known and what was not, a line each.
  public let evidence: [EvidenceLine]
  /// Everything that fired, the anomaly first.
  public let findings: [Finding]
  public let missing: [MissingEvidence]
  /// Absent where nothing may be healed.
  public let state: State?
  public let proposal: Proposal
  public let figures: ProposalFigures
  public let judgement: Judgement
  /// What would be done now: the proposed action when it is allowed, else `escalate`, or the next
  /// best that is allowed where the policy wants that.
  public let executed: String
  /// The executed action with its steps.
  public let action: Action
  /// What a person is asked to agree to; present when the verdict is `ask`.
  public let asked: AskedAction?
  /// What safety says of the executed action, where it is the next best after a denied one.
  public let nextBest: Judgement?

  public init(
    environment: String, at instant: Timestamp, attempt: Int, run: String,
    evidence: [EvidenceLine], findings: [Finding], missing: [MissingEvidence], state: State?,
    proposal: Proposal, figures: ProposalFigures, judgement: Judgement, executed: String,
    action: Action, asked: AskedAction? = nil, nextBest: Judgement? = nil,
    configuration: String? = nil
  ) {
    self.environment = environment
    self.at = instant
    self.attempt = attempt
    self.run = run
    self.evidence = evidence
    self.findings = findings
    self.missing = missing
    self.state = state
    self.proposal = proposal
    self.figures = figures
    self.judgement = judgement
    self.executed = executed
    self.action = action
    self.asked = asked
    self.nextBest = nextBest
    self.configuration = configuration
  }

  /// The action that would have been taken alone were it not in shadow; `nil` where safety would
  /// not have allowed it either, or where it is not in shadow.
  public var shadowed: String? {
    let denials = judgement.rulings.filter { $0.verdict != nil }
    guard let denial = denials.first, denials.count == 1, denial.kind == .authority,
      denial.verdict == .deny
    else { return nil }
    return proposal.action
  }

  /// The first finding that is neither shadowed nor about missing data.
  public var anomaly: Finding? { findings.first { $0.mode != .shadow } }
}

/// What one source of evidence gave, in words.
public struct EvidenceLine: Sendable, Hashable, Codable {
  /// The source, as `run`, `catalog flights.raw_flights`, `log error`.
  public let source: String
  /// What it gave, or why it gave nothing; hostile text may be in it.
  public let text: String
  public let isKnown: Bool

  public init(source: String, text: String, isKnown: Bool) {
    self.source = source
    self.text = text
    self.isKnown = isKnown
  }
}

extension Evidence {
  /// A line for each source of evidence: what it gave, or why it is unknown.
  public var summary: [EvidenceLine] {
    var lines = [runLine]
    for table in tables { lines += table.summary }
    lines += logLines
    return lines
  }

  private var runLine: EvidenceLine {
    let state = run.state.value.map(\.rawValue) ?? "state unknown"
    let good = runs.lastGood.value.flatMap { $0 }.map { ", last good run \($0.id)" } ?? ""
    let message = run.error.value.flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
    return EvidenceLine(
      source: "run", text: "\(run.id) \(state)\(good)\(message)", isKnown: run.state.value != nil)
  }

  private var logLines: [EvidenceLine] {
    switch log {
    case .unknown(let reason): [EvidenceLine(source: "log", text: reason, isKnown: false)]
    case .known(let streams):
      streams.filter { $0.source != .message }.map { stream in
        let count = stream.bytes.count { $0 == UInt8(ascii: "\n") }
        return EvidenceLine(
          source: "log \(stream.source.rawValue)", text: "\(count) lines", isKnown: true)
      }
    }
  }
}

extension TableEvidence {
  /// A line for the catalog and one for the objects of the run's partition.
  var summary: [EvidenceLine] {
    [
      line("catalog \(name)", versions) { versions in
        let columns = versions.first?.columns.count ?? 0
        return "version \(versions.first?.id ?? "?") of \(versions.count), \(columns) columns"
      },
      line("objects \(name)", objects) { objects in
        let bad = objects.count { $0.damage != nil }
        let rows = batch.value.map { ", \($0.rows) rows" } ?? ""
        let unreadable = bad == 0 ? "" : ", \(bad) unreadable"
        return "\(objects.count) in the run's partition\(rows)\(unreadable)"
      },
      line("history \(name)", history) { "\($0.count) earlier batches" },
    ]
  }

  private func line<Value>(
    _ source: String, _ known: Known<Value>, _ text: (Value) -> String
  ) -> EvidenceLine {
    switch known {
    case .known(let value): EvidenceLine(source: source, text: text(value), isKnown: true)
    case .unknown(let reason): EvidenceLine(source: source, text: reason, isKnown: false)
    }
  }
}

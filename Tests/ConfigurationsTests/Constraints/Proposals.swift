import Incidents
import Testing

@testable import Configurations

/// Proposals for constraints to judge.
enum Proposals {
  static func traits(
    passive: Bool = false, startsRun: Bool = true, changesData: Bool = false
  ) -> ActionTraits {
    ActionTraits(
      changesData: changesData, changesCatalog: false, changesCost: true, startsRun: startsRun,
      canUndo: false, isPassive: passive, onlyNotifies: false)
  }

  static func finding(_ kind: String = "volume", mode: RuleMode = .heal) -> Finding {
    Finding(
      rule: "r", title: "r", kind: kind, anomalyClass: "r", severity: .high, cause: .root,
      mode: mode, detection: Detection(explanation: "seen"), message: "seen", runbook: nil)
  }

  static func proposal(
    _ action: String = "retry", traits: ActionTraits = traits(), in environment: String = "dev",
    job: String = "j", at now: Timestamp = Samples.now, anomaly: Finding? = finding(),
    dpuHours: Double? = nil, rows: Double? = nil, tables: Double? = nil, age: Duration = .zero,
    killSwitch: KillSwitch = .off,
    usage: [String: Double] = [:], obstacles: [String] = []
  ) -> ProposedCase {
    ProposedCase(
      action: action, traits: traits, environment: environment, now: now, job: job, owner: "team",
      tables: ["d.t"], anomaly: anomaly,
      figures: ProposalFigures(share: nil, dpuHours: dpuHours, rows: rows, tables: tables),
      evidenceAge: age, killSwitch: killSwitch, usage: usage, obstacles: obstacles,
      facts: EvidenceValues(Samples.evidence()).facts(on: nil, at: now))
  }
}

/// A proposal, and what a constraint says: `verdict kind`, or `-` where nothing is against it.
struct Judged: Sendable, CustomTestStringConvertible {
  let name: String
  let proposal: ProposedCase
  let ruling: String
  var testDescription: String { name }

  init(_ name: String, _ proposal: ProposedCase, _ ruling: String) {
    (self.name, self.proposal, self.ruling) = (name, proposal, ruling)
  }

  func check(_ constraint: any Constraint) {
    let said = constraint.ruling(on: proposal)
    #expect(said.verdict.map { "\($0.rawValue) \(said.kind.rawValue)" } ?? "-" == ruling)
    #expect(said.constraint == constraint.id)
    #expect(!said.reason.isEmpty && !said.reason.hasSuffix("."))
  }
}

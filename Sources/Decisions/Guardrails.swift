internal import Configurations
internal import Incidents

/// The judges: every constraint speaks, and the strictest verdict holds.
struct Guardrails: Sendable {
  private let safety: Safety

  init(_ safety: Safety) {
    self.safety = safety
  }

  /// What safety says of a proposal. Nothing learned is asked, and nothing learned can change it.
  func judgement(on proposal: ProposedCase) -> Judgement {
    if proposal.traits.onlyNotifies || proposal.action == Action.nothing.name {
      return exemption(for: proposal)
    }
    let constraints = safety.constraints
    let rulings = constraints.map { $0.ruling(on: proposal) }
    let verdict = rulings.compactMap(\.verdict).max() ?? .allow
    let deciding = zip(constraints, rulings).enumerated()
      .filter { $0.element.1.verdict == verdict }
      .sorted { ($0.element.1.kind, $0.offset) < ($1.element.1.kind, $1.offset) }
      .map(\.element)
    let terms = deciding.first.map { $0.0.askTerms ?? safety.askDefaults }
    return Judgement(
      verdict: verdict, because: deciding.map(\.1.constraint), rulings: rulings,
      approval: verdict == .ask ? terms?.resolved(for: proposal) : nil)
  }

  /// Telling somebody can never be denied, and needs no judge; doing nothing neither.
  private func exemption(for proposal: ProposedCase) -> Judgement {
    let rulings = safety.constraints.map {
      Ruling(
        constraint: $0.id, kind: .otherwise, verdict: nil,
        reason: "`\(proposal.action)` is exempt from every constraint")
    }
    return Judgement(verdict: .allow, because: [], rulings: rulings, approval: nil)
  }
}

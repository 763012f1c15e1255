internal import Configurations
internal import Decisions
internal import Documents
internal import Incidents

/// Claims of safety that do not hold: with the shortest case that they are false for.
///
/// Only what takes a few milliseconds is gone through; for the rest there is `kintsugi prove`.
struct ClaimChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] {
    guard let configuration = ground.reading.configuration else { return [] }
    return Proof(configuration, budget: .small).authorsResults().compactMap { result in
      guard let span = result.span else { return nil }
      switch result.outcome {
      case .proved: return nil
      case .refuted(let example): return .claimFalse(result, example, at: span)
      case .undecided(let reason, let parts):
        return .claimUndecided(result.id, reason, parts, at: span)
      case .tooLarge: return .claimUnchecked(result.id, at: span)
      }
    }
  }
}

extension Diagnostic {
  static func claimFalse(
    _ result: ClaimResult, _ example: Counterexample, at span: SourceSpan
  ) -> Diagnostic {
    let place = example.words.isEmpty ? "" : " where " + example.words.joined(separator: ", ")
    let verdicts = result.verdicts.map { "`\($0.rawValue)`" }.joined(separator: " or ")
    return Diagnostic(
      code: "claim-false", severity: .error,
      message:
        "the claim `\(result.id)` is false: `\(example.action)` in `\(example.environment)` is "
        + "`\(example.judgement.verdict.rawValue)`, not \(verdicts)",
      span: span,
      help: [
        "it is so" + (place.isEmpty ? " in every case" : place),
        "make safety stricter, or the claim narrower; `kintsugi prove` shows the case as a test",
      ])
  }

  static func claimUndecided(
    _ id: String, _ reason: String, _ parts: [String], at span: SourceSpan
  ) -> Diagnostic {
    let list = parts.isEmpty ? "" : ": " + parts.map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      code: "claim-undecided", severity: .error,
      message: "whether the claim `\(id)` holds cannot be told", span: span,
      help: [reason + list, "compare single fields with constants: those are taken apart"])
  }

  static func claimUnchecked(_ id: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "claim-unchecked", severity: .note,
      message: "the claim `\(id)` has too many combinations to be checked while linting",
      span: span, help: ["run `kintsugi prove`"])
  }
}

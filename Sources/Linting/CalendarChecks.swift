internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Dates that are over or near: waivers, rules that are turned off, freezes.
struct CalendarChecks {
  private let ground: LintGround
  private let now: Timestamp

  /// A waiver that ends within this time is told beforehand.
  static let notice = Duration.seconds(14 * 86_400)
  /// The longest that a waiver may reach ahead.
  static let longest = Duration.seconds(90 * 86_400)

  init(_ ground: LintGround, now: Timestamp) {
    self.ground = ground
    self.now = now
  }

  var diagnostics: [Diagnostic] {
    let overlays = ground.reading.overlays
    return overlays.flatMap(\.waivers).compactMap(diagnostic)
      + overlays.flatMap(\.pauses).filter { $0.until <= now }.map {
        .pauseOver($0.rule, at: $0.untilSpan)
      } + freezes
  }

  private func diagnostic(on waiver: Overlay.Waiver) -> Diagnostic? {
    let left = waiver.expires - now
    if !waiver.isValid(at: now) { return .waiverExpired(waiver.id, at: waiver.expiresSpan) }
    if left <= Self.notice {
      return .waiverExpiring(waiver.id, left, at: waiver.expiresSpan)
    }
    return left > Self.longest ? .waiverTooLong(waiver.id, left, at: waiver.expiresSpan) : nil
  }

  private var freezes: [Diagnostic] {
    guard let root = ground.reading.intact(.safety)?.root else { return [] }
    let ends = (ground.reading.safety?.constraints ?? []).compactMap { $0 as? FreezeConstraint }
    return (root["freeze"]?.items ?? []).compactMap { item in
      guard let id = item["id"]?.scalar?.text, let until = item["until"],
        let end = ends.first(where: { $0.id == id })?.end, end <= now
      else { return nil }
      return .freezeOver(id, at: until.span)
    }
  }
}

/// Waivers that pass nothing.
struct WaiverChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] {
    guard let configuration = ground.reading.configuration else { return [] }
    return ground.reading.overlays.flatMap { overlay in
      overlay.waivers.compactMap { diagnostic(on: $0, of: overlay, configuration) }
    }
  }

  private func diagnostic(
    on waiver: Overlay.Waiver, of overlay: Overlay, _ configuration: Configuration
  ) -> Diagnostic? {
    let constraints = configuration.effective(in: overlay.environment).safety.constraints
    guard let constraint = constraints.first(where: { $0.id == waiver.waives }) else { return nil }
    guard let condition = configuration.condition(ofAsk: constraint.id),
      let statement = condition.statement(in: EvidenceScope.safety.schema),
      case .comparison(let env, _, _)? = Statement.of(
        "env == \"\"", in: EvidenceScope.safety.schema)
    else { return nil }
    let here = Statement.comparison(
      env, .equal, Statement.Literal(value: .string(overlay.environment), range: 0..<0))
    // Of a guardrail that never decides nothing more is told.
    guard ground.solver.canHold(statement), !ground.solver.canHold(.all([statement, here])) else {
      return nil
    }
    return .waiverUnused(waiver.id, waiver.waives, overlay.environment, at: waiver.waivesSpan)
  }
}

extension Diagnostic {
  private static func days(_ span: Duration) -> String {
    let count = span.components.seconds / 86_400
    return count == 1 ? "1 day" : "\(count) days"
  }

  static func waiverExpired(_ id: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "waiver-expired", severity: .warning, message: "the waiver `\(id)` is over",
      span: span, help: ["delete it; a new one needs a new approval"])
  }

  static func waiverExpiring(_ id: String, _ left: Duration, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "waiver-expiring", severity: .note,
      message: "the waiver `\(id)` is over in \(days(left))", span: span,
      help: ["see to what it was for, or have a new one approved"])
  }

  static func waiverTooLong(_ id: String, _ left: Duration, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "waiver-too-long", severity: .warning,
      message: "the waiver `\(id)` reaches \(days(left)) ahead; 90 days are the most", span: span,
      help: ["let it end earlier, and have it approved again then"])
  }

  static func waiverUnused(
    _ id: String, _ constraint: String, _ environment: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "waiver-unused", severity: .warning,
      message:
        "the waiver `\(id)` passes nothing: `\(constraint)` never speaks in `\(environment)`",
      span: span, help: ["delete it"])
  }

  static func pauseOver(_ rule: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "turn-off-over", severity: .warning, message: "`\(rule)` is on again: the time is over",
      span: span, help: ["delete the entry, or give it a new time and reason"])
  }

  static func freezeOver(_ id: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "freeze-over", severity: .note, message: "the freeze `\(id)` is over", span: span,
      help: ["delete it, or write the next one"])
  }
}

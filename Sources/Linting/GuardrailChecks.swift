internal import Conditions
internal import Configurations
internal import Documents

/// Guardrails that never decide, always decide, or never matter beside others.
struct GuardrailChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  /// One constraint under `deny` or `ask`.
  private struct Rail {
    let id: String
    let place: Node
    let statement: Statement
    let subjects: [Statement.Subject]

    /// Whether both speak of something: else neither says anything of the other.
    func meets(_ other: Rail) -> Bool { subjects.contains(where: other.subjects.contains) }
  }

  var diagnostics: [Diagnostic] {
    guard let root = ground.reading.intact(.safety)?.root else { return [] }
    let denies = rails("deny", root)
    let asks = rails("ask", root)
    // Beside one that always decides, all others would be redundant: that one is the mistake.
    let telling = denies.filter {
      ground.solver.canHold($0.statement) && !ground.solver.alwaysHolds($0.statement)
    }
    return sound(denies, "denies") + sound(asks, "asks about") + covered(asks, by: telling)
      + repeated(telling) + limits(root) + environments(root)
  }

  private func rails(_ key: String, _ root: Node) -> [Rail] {
    (root[key]?.items ?? []).compactMap { item in
      guard let id = item["id"]?.scalar?.text, let when = item["when"],
        let text = when.scalar?.text,
        let statement = Statement.of(text, in: EvidenceScope.safety.schema)
      else { return nil }
      return Rail(id: id, place: when, statement: statement, subjects: statement.subjects)
    }
  }

  private func sound(_ rails: [Rail], _ verb: String) -> [Diagnostic] {
    rails.compactMap { rail in
      if !ground.solver.canHold(rail.statement) {
        let reason = ground.solver.contradiction(in: rail.statement)
        return .neverDecides(
          rail.id, contradiction: reason?.subject, at: rail.place.place(of: reason))
      }
      return ground.solver.alwaysHolds(rail.statement)
        ? .alwaysDecides(rail.id, verb, at: rail.place.place(of: nil)) : nil
    }
  }

  /// Asks that only speak where a denial does: the answer of a person could never matter.
  private func covered(_ asks: [Rail], by denies: [Rail]) -> [Diagnostic] {
    asks.filter { ground.solver.canHold($0.statement) }.compactMap { ask in
      let deny = denies.first {
        ask.meets($0) && ground.solver.implies(ask.statement, $0.statement)
      }
      return deny.map { .redundant(ask.id, beside: $0.id, "denies", at: ask.place.place(of: nil)) }
    }
  }

  private func repeated(_ possible: [Rail]) -> [Diagnostic] {
    possible.indices.compactMap { index in
      let rail = possible[index]
      let other = possible.indices.first { place in
        place != index && rail.meets(possible[place])
          && ground.solver.implies(rail.statement, possible[place].statement)
          // Of two that say the same, the later one is told.
          && (place < index || !ground.solver.implies(possible[place].statement, rail.statement))
      }
      return other.map {
        .redundant(rail.id, beside: possible[$0].id, "denies", at: rail.place.place(of: nil))
      }
    }
  }

  /// Limits that another one of the same kind reaches first.
  private func limits(_ root: Node) -> [Diagnostic] {
    let limits = ground.reading.safety?.limits ?? []
    let nodes = root["limits"]?.items ?? []
    guard limits.count == nodes.count else { return [] }
    return limits.indices.compactMap { index in
      let limit = limits[index]
      let tighter = limits.indices.first { place in
        let other = limits[place]
        let isTighter =
          other.unit == limit.unit && other.scope == limit.scope && other.window >= limit.window
          && other.atMost <= limit.atMost
        let isSame = other.window == limit.window && other.atMost == limit.atMost
        return place != index && isTighter && (!isSame || place < index)
      }
      return tighter.map {
        .redundant(
          limit.id, beside: limits[$0].id, "is reached",
          at: nodes[index]["id"]?.span ?? nodes[index].span)
      }
    }
  }

  /// Environments of which authority says nothing: there nothing is ever done.
  private func environments(_ root: Node) -> [Diagnostic] {
    guard let project = ground.reading.intact(.project)?.root, let authority = root["authority"]
    else { return [] }
    let known = authority.entries.map(\.key.text)
    return (project["environments"]?.entries ?? []).filter { !known.contains($0.key.text) }.map {
      .noAuthority($0.key.text, at: $0.key.span)
    }
  }
}

extension Diagnostic {
  static func neverDecides(
    _ id: String, contradiction: String?, at span: SourceSpan
  ) -> Diagnostic {
    let help =
      contradiction.map { "no value of `\($0)` fits all of its comparisons: change one of them" }
      ?? "change the condition: as it is, it protects nothing"
    return Diagnostic(
      code: "guardrail-never-decides", severity: .error,
      message: "the guardrail `\(id)` can never decide", span: span, help: [help])
  }

  static func alwaysDecides(_ id: String, _ verb: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "guardrail-always-decides", severity: .warning,
      message: "the guardrail `\(id)` \(verb) everything", span: span,
      help: ["narrow its condition; to stop everything, use `kintsugi stop`"])
  }

  static func redundant(
    _ id: String, beside other: String, _ verb: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "guardrail-redundant", severity: .warning,
      message: "`\(id)` never matters: `\(other)` \(verb) wherever it does", span: span,
      help: ["change one of the two, or delete `\(id)`"])
  }

  static func noAuthority(_ environment: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-authority", severity: .warning,
      message: "safety has no authority for `\(environment)`, so nothing is ever done there",
      span: span, help: ["add `\(environment): {alone: […], ask: […]}` under `authority`"])
  }
}

internal import Configurations
internal import Documents

/// Scopes that select nothing: tables and jobs that no pipeline of the project has.
struct ScopeChecks {
  private let ground: LintGround

  init(_ ground: LintGround) {
    self.ground = ground
  }

  var diagnostics: [Diagnostic] {
    let reading = ground.reading
    guard reading.intact(.project) != nil, let project = reading.project,
      !project.pipelines.isEmpty
    else { return [] }
    let pipelines = reading.intact(.project)?.root["pipelines"]?.items ?? []
    let jobs = pipelines.flatMap { $0["jobs"]?.texts.map(\.text) ?? [] }
    let tables = project.pipelines.flatMap { $0.reads + $0.writes }
    let named = scopes.flatMap { scope in
      mistakes(scope["jobs"], "jobs", known: jobs)
        + mistakes(scope["tables"], "tables", known: tables)
    }
    return named + disjoint(project, tables)
  }

  /// Rules whose own `for` and that of their file have nothing in common.
  private func disjoint(_ project: Project, _ tables: [String]) -> [Diagnostic] {
    let environments = project.environments.map(\.name)
    return ground.rules.compactMap { rule, node in
      guard rule.appliesTo.count > 1, let scope = node["for"] else { return nil }
      func isEmpty(_ known: [String], _ patterns: (Applicability) -> [NamePattern]?) -> Bool {
        let lists = rule.appliesTo.compactMap(patterns)
        // Names that no known one fits are told by themselves.
        let isEachThere = lists.allSatisfy { list in
          known.contains { name in list.contains { $0.matches(name) } }
        }
        return isEachThere
          && !known.contains { name in
            lists.allSatisfy { list in list.contains { $0.matches(name) } }
          }
      }
      if isEmpty(environments, \.environments) {
        return .disjointScopes(rule.id, "env", at: scope["env"]?.span ?? scope.span)
      }
      return isEmpty(tables, \.tables)
        ? .disjointScopes(rule.id, "tables", at: scope["tables"]?.span ?? scope.span) : nil
    }
  }

  /// Every `for`: of files of rules, of rules, freezes and waivers.
  private var scopes: [Node] {
    let reading = ground.reading
    let files = (reading.documents[.rules] ?? []).filter { !reading.isBroken($0.source.path) }
    let rules = files.flatMap { [$0.root] + ($0.root["rules"]?.items ?? []) }
    let freezes = reading.intact(.safety)?.root["freeze"]?.items ?? []
    let waivers = (reading.documents[.overlay] ?? []).flatMap { $0.root["waivers"]?.items ?? [] }
    return (rules + freezes + waivers).compactMap { $0["for"] }
  }

  /// The names that overlap with none of the known ones; both may be patterns.
  private func mistakes(_ node: Node?, _ key: String, known: [String]) -> [Diagnostic] {
    (node?.texts ?? []).filter { name in
      !known.contains { Self.overlap(Array(name.text.utf8)[...], Array($0.utf8)[...]) }
    }.map { .scopeMatchesNothing($0.text, key, known: known, at: $0.span) }
  }

  /// Whether some name fits both patterns, `*` standing for anything.
  static func overlap(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    // `reachable` are the places of the right pattern that fit what was read of the left one.
    let star = UInt8(ascii: "*")
    let right = Array(right)
    func closed(_ places: Set<Int>) -> Set<Int> {
      var all = places
      for place in places.sorted() {
        var next = place
        while next < right.count, right[next] == star {
          next += 1
          all.insert(next)
        }
      }
      return all
    }
    var reachable = closed([0])
    for byte in left {
      if byte == star {
        let first = reachable.min() ?? 0
        reachable = Set(first...right.count)
        continue
      }
      var next: Set<Int> = []
      for place in reachable where place < right.count {
        if right[place] == star { next.insert(place) }
        if right[place] == byte { next.insert(place + 1) }
      }
      reachable = closed(next)
      if reachable.isEmpty { return false }
    }
    return reachable.contains(right.count)
  }
}

extension Diagnostic {
  static func disjointScopes(_ rule: String, _ key: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "scope-matches-nothing", severity: .warning,
      message: "`\(rule)` is for nothing: its `\(key)` and that of its file have none in common",
      span: span, help: ["a rule's own `for` narrows that of its file; widen one of them"])
  }

  static func scopeMatchesNothing(
    _ name: String, _ key: String, known: [String], at span: SourceSpan
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: known)
    return Diagnostic(
      code: "scope-matches-nothing", severity: .warning,
      message: "no pipeline of the project has \(key) like `\(name)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(listed(known))"],
      replacement: NearestName.only(for: name, among: known))
  }
}

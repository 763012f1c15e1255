internal import Conditions
public import Documents

/// One value that an overlay changes, and where it was written before.
public struct OverlayChange: Sendable {
  /// The environment of the overlay.
  public let environment: String
  /// Of what, as `null-spike`.
  public let id: String
  /// Where in it, as `when.null_rate.above`.
  public let path: String
  /// The place of the value that it takes the place of.
  public let target: SourceSpan
  public let value: Node
  let kind: ConfigurationLoader.Kind
}

/// The documents of one environment in the making: paths are resolved by ids, values exchanged.
struct OverlayApplication {
  private(set) var documents: [ConfigurationLoader.Kind: [Document]]
  private(set) var changes: [OverlayChange] = []
  private(set) var diagnostics: [Diagnostic] = []
  private let base: Configuration
  private var places: [String: Place] = [:]
  /// The ids in the order of the files, for guesses.
  private var ids: [String] = []

  /// Where the mapping of an id stands.
  private struct Place {
    let kind: ConfigurationLoader.Kind
    let document: Int
    let way: [NodeStep]
  }

  init(documents: [ConfigurationLoader.Kind: [Document]], base: Configuration) {
    self.documents = documents
    self.base = base
    findRules()
    findSafety()
    findPolicy()
  }

  /// Exchanges what the overlay changes; what it names and is not there is told.
  mutating func apply(_ overlay: Overlay) {
    for edit in overlay.edits { apply(edit, of: overlay) }
    let rules = Set(base.rules.map(\.id))
    for pause in overlay.pauses where !rules.contains(pause.rule) {
      diagnostics.append(
        base.safety.constraints.contains { $0.id == pause.rule }
          ? .weakensSafety("`\(pause.rule)` is safety, which is never turned off", at: pause.span)
          : .unknownID(pause.rule, known: base.rules.map(\.id), at: pause.span))
    }
    for waiver in overlay.waivers { check(waiver) }
  }

  private mutating func check(_ waiver: Overlay.Waiver) {
    let constraints = base.safety.constraints
    let waivable = constraints.filter { $0 is AskConstraint || $0 is LimitConstraint }
    guard let constraint = constraints.first(where: { $0.id == waiver.waives }) else {
      diagnostics.append(
        .unknownID(waiver.waives, known: waivable.map(\.id), at: waiver.waivesSpan))
      return
    }
    if let limit = constraint as? LimitConstraint {
      guard let raised = waiver.raiseTo, raised.unit == limit.unit.rawValue,
        Double(raised.count) > limit.atMost
      else {
        diagnostics.append(
          .needsRaise(limit, at: waiver.raiseTo?.span ?? waiver.waivesSpan))
        return
      }
    } else if !(constraint is AskConstraint) {
      diagnostics.append(.notWaivable(waiver.waives, at: waiver.waivesSpan))
    }
  }

  private mutating func apply(_ edit: Overlay.Edit, of overlay: Overlay) {
    guard let place = places[edit.id.text] else {
      diagnostics.append(.unknownID(edit.id.text, known: ids, at: edit.id.span))
      return
    }
    let document = documents[place.kind, default: []][place.document]
    var way = place.way
    var steps: [String] = []
    for word in edit.path.text.split(separator: ".", omittingEmptySubsequences: false) {
      guard let here = document.root.part(at: way) else { return }
      guard let step = Self.step(String(word), in: here), word != "id" || !steps.isEmpty else {
        diagnostics.append(.noSuchPath(edit, below: steps, word: String(word), in: here))
        return
      }
      way.append(step)
      steps.append(String(word))
    }
    guard let target = document.root.part(at: way) else { return }
    if changes.contains(where: { $0.value.span == target.span }) {
      diagnostics.append(.changedTwice(edit, other: target.span))
      return
    }
    documents[place.kind]?[place.document] = document.replacing(way, with: edit.value)
    changes.append(
      OverlayChange(
        environment: overlay.environment, id: edit.id.text, path: edit.path.text,
        target: target.span, value: edit.value, kind: place.kind))
  }

  private static func step(_ word: String, in node: Node) -> NodeStep? {
    switch node.content {
    case .mapping: node[word] == nil ? nil : .key(word)
    case .sequence(let items):
      Int(word).flatMap { items.indices.contains($0) ? .item($0) : nil }
    case .scalar: nil
    }
  }

  /// The changed configuration with what is turned off and waived for a time.
  func finished(_ changed: Configuration, by overlays: [Overlay]) -> Configuration {
    var pauses: [String: Overlay.Pause] = [:]
    for pause in overlays.flatMap(\.pauses) { pauses[pause.rule] = pause }
    let waivers = overlays.flatMap(\.waivers)
    let rules = changed.rules.map { rule in
      var rule = rule
      rule.pause = pauses[rule.id]
      return rule
    }
    // The waivers count as what the files say, so the name of the whole changes with them.
    let mark = Fingerprint.of(documents[.overlay] ?? [])
    return Configuration(
      project: changed.project, rules: rules, policy: changed.policy,
      safety: changed.safety.waived(by: waivers),
      fingerprint: Fingerprint.joined(changed.fingerprint, mark), variants: [:])
  }

  // MARK: Where ids stand

  private mutating func find(
    _ id: String, _ kind: ConfigurationLoader.Kind, _ document: Int, _ way: [NodeStep]
  ) {
    guard places[id] == nil else { return }
    places[id] = Place(kind: kind, document: document, way: way)
    ids.append(id)
  }

  private mutating func findRules() {
    for (index, document) in (documents[.rules] ?? []).enumerated() {
      findItems("rules", in: document, .rules, index)
    }
  }

  private mutating func findItems(
    _ key: String, in document: Document, _ kind: ConfigurationLoader.Kind, _ index: Int
  ) {
    guard case .sequence(let items)? = document.root[key]?.content else { return }
    for (place, item) in items.enumerated() {
      guard case .scalar(let id)? = item["id"]?.content else { continue }
      find(id.text, kind, index, [.key(key), .item(place)])
    }
  }

  private mutating func findSafety() {
    guard let document = documents[.safety]?.first else { return }
    for key in ["deny", "ask", "limits", "freeze"] { findItems(key, in: document, .safety, 0) }
    for key in ["remedies", "ask_defaults", "fail_closed"] where document.root[key] != nil {
      find(key, .safety, 0, [.key(key)])
    }
    for name in PolicyFile.declaredNames(document.root["authority"]) {
      find("authority.\(name)", .safety, 0, [.key("authority"), .key(name)])
    }
  }

  private mutating func findPolicy() {
    guard let document = documents[.policy]?.first else { return }
    findItems("verify", in: document, .policy, 0)
    for name in PolicyFile.declaredNames(document.root["actions"]) {
      find(name, .policy, 0, [.key("actions"), .key(name)])
    }
  }
}

extension Safety {
  /// The same with waivers that pass some asks and raise some limits for a time.
  func waived(by waivers: [Overlay.Waiver]) -> Safety {
    guard !waivers.isEmpty else { return self }
    let constraints = constraints.map { constraint -> any Constraint in
      let mine = waivers.filter { $0.waives == constraint.id }
      return mine.isEmpty ? constraint : WaivedConstraint(constraint, by: mine)
    }
    return Safety(
      owner: owner, constraints: constraints, askDefaults: askDefaults, limits: limits,
      groups: groups, remedies: remedies, claims: claims)
  }
}

extension Diagnostic {
  static func unknownID(_ id: String, known: [String], at span: SourceSpan) -> Diagnostic {
    let near = NearestName.suggestion(for: id, among: known)
    return Diagnostic(
      code: "unknown-id", message: "nothing has the id `\(id)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(listed(known))"],
      replacement: NearestName.only(for: id, among: known))
  }

  static func noSuchPath(
    _ edit: Overlay.Edit, below steps: [String], word: String, in node: Node
  ) -> Diagnostic {
    let place = ([edit.id.text] + steps).joined(separator: ".")
    let known = PolicyFile.declaredNames(node).filter { !steps.isEmpty || $0 != "id" }
    let near = NearestName.suggestion(for: word, among: known)
    let path = { (name: String) in (steps + [name]).joined(separator: ".") }
    let help =
      near.map { "did you mean `\(path($0))`?" }
      ?? (known.isEmpty ? "`\(place)` has no parts" : "`\(place)` has \(listed(known))")
    return Diagnostic(
      code: "no-such-path", message: "`\(place)` has no `\(word)` that could be changed",
      span: edit.path.span, help: [help])
  }

  static func changedTwice(_ edit: Overlay.Edit, other: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "changed-twice", message: "`\(edit.id.text)` has another `\(edit.path.text)` already",
      span: edit.path.span, help: ["the other one is at \(other.path):\(other.start.line)"])
  }

  static func weakensSafety(_ reason: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "overlay-weakens-safety", message: "the overlay weakens safety: \(reason)",
      span: span,
      help: ["an overlay may only make safety stricter; for less, change the safety file itself"])
  }

  static func notWaivable(_ id: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "not-waivable", message: "`\(id)` is never waived", span: span,
      help: ["waivers are for the constraints under `ask` and `limits` only"])
  }

  static func needsRaise(_ limit: LimitConstraint, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "needs-raise",
      message: "a waiver of the limit `\(limit.id)` says what it is raised to, beyond what it is",
      span: span,
      help: ["add `raise_to: \(Int(limit.atMost) * 2) \(limit.unit.rawValue)`, or less"])
  }
}

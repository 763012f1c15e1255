public import Conditions
internal import Documents
public import Incidents

/// The `when` of a rule: one named detector, a condition, or `any`, `all`, `not` of those.
public indirect enum Trigger: Sendable {
  case detector(any Detector)
  case condition(Condition)
  case any([Trigger])
  case all([Trigger])
  case not(Trigger)

  /// Limits how deep triggers may be nested; the loader's own depth limit is wider.
  static let maximumDepth = 8

  /// Reads the value of `when`.
  static func read(_ node: Node, in fields: inout FieldReader, depth: Int = 0) -> Trigger? {
    guard depth < maximumDepth else {
      fields.report([.nestedTooDeep(at: node.span)])
      return nil
    }
    if case .mapping = node.content {
      return fields.reading(node, as: "`when`") { readMapping(&$0, depth: depth) }
    }
    return fields.condition(of: node, expecting: .bool).map { .condition($0) }
  }

  private static func readMapping(_ fields: inout FieldReader, depth: Int) -> Trigger? {
    let known = ["any", "all", "not"] + detectors.map { $0.name }
    guard fields.keys.count == 1, let key = fields.keys.first else {
      fields.report([.oneTrigger(known, at: fields.span)])
      _ = fields.freeEntries
      return nil
    }
    for name in known { _ = fields.optional(name) }
    guard let node = fields.optional(key), known.contains(key) else {
      fields.report([.unknownDetector(key, known, at: fields.span(ofKey: key))])
      return nil
    }
    switch key {
    case "any": return list(key, &fields, depth).map { .any($0) }
    case "all": return list(key, &fields, depth).map { .all($0) }
    case "not": return read(node, in: &fields, depth: depth + 1).map { .not($0) }
    default: return detector(key, node, &fields)
    }
  }

  private static func list(
    _ key: String, _ fields: inout FieldReader, _ depth: Int
  ) -> [Trigger]? {
    if let node = fields.optional(key), node.isEmptyList {
      fields.report([.emptyScope(key, at: node.span)])
    }
    let items = fields.items(key).map { read($0, in: &fields, depth: depth + 1) }
    let triggers = items.compactMap { $0 }
    return triggers.count == items.count && !triggers.isEmpty ? triggers : nil
  }

  private static func detector(
    _ key: String, _ node: Node, _ fields: inout FieldReader
  ) -> Trigger? {
    guard let kind = detectors.first(where: { $0.name == key }) else { return nil }
    return fields.reading(node, as: "`\(key)`") { inner in
      kind.init(&inner).map { Trigger.detector($0) }
    }
  }

  /// Whether profiles of batches are all that the trigger looks at.
  public var needsProfilesOnly: Bool {
    switch self {
    case .detector(let detector): type(of: detector).needsProfilesOnly
    case .condition: false
    case .any(let triggers), .all(let triggers): triggers.allSatisfy(\.needsProfilesOnly)
    case .not(let trigger): trigger.needsProfilesOnly
    }
  }

  /// What the trigger says of the evidence.
  public func answer(
    in scene: DetectionScene, facts: (TableEvidence?) -> Facts
  ) -> DetectorAnswer {
    switch self {
    case .detector(let detector): detector.answer(in: scene)
    case .condition(let condition): Self.answer(of: condition, in: scene, facts: facts)
    case .any(let triggers): .any(triggers.map { $0.answer(in: scene, facts: facts) })
    case .all(let triggers): .all(triggers.map { $0.answer(in: scene, facts: facts) })
    case .not(let trigger): .not(trigger.answer(in: scene, facts: facts))
    }
  }

  /// A condition that speaks of `table` is asked about each table of the rule, any other once.
  private static func answer(
    of condition: Condition, in scene: DetectionScene, facts: (TableEvidence?) -> Facts
  ) -> DetectorAnswer {
    let isAboutTables = condition.fields.contains { $0 == "table" || $0.hasPrefix("table.") }
    let subjects: [TableEvidence?] = isAboutTables ? scene.tables : [nil]
    return .any(
      subjects.map { table in
        switch condition.evaluate(facts(table)) {
        case .value(.bool(true)):
          .fired([Detection(table: table?.name, explanation: "`\(condition.text)` holds")])
        case .value: .silent
        case .unknown(let fields): .unknown(fields)
        case .error(let error): .unknown(["\(condition.text): \(error.message)"])
        }
      })
  }
}

extension FieldReader {
  /// Where a key was written.
  func span(ofKey key: String) -> SourceSpan { keySpan(key) ?? span }
}

extension Diagnostic {
  static func nestedTooDeep(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "trigger-depth", message: "triggers are nested deeper than \(Trigger.maximumDepth)",
      span: span, help: ["say it in one condition"])
  }

  static func oneTrigger(_ known: [String], at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "one-trigger", message: "`when` holds one detector, or one of `any`, `all`, `not`",
      span: span, help: ["put several below `all:`", "known here: \(listed(known))"])
  }

  static func unknownDetector(_ name: String, _ known: [String], at span: SourceSpan) -> Diagnostic
  {
    let near = NearestName.suggestion(for: name, among: known)
    return Diagnostic(
      code: "unknown-detector", message: "there is no detector `\(name)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(listed(known))"],
      replacement: NearestName.only(for: name, among: known))
  }
}

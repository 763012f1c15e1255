internal import Conditions
internal import Documents
internal import Incidents

/// Reads one file of rules.
enum RuleFile {
  /// The rules of a document, and what is wrong with it.
  static func read(_ fields: inout FieldReader) -> [Rule] {
    let owner = fields.text("owner") ?? ""
    let scope = fields.mapping("for", as: "`for`") { Applicability(&$0) } ?? .everything
    let comparison = comparison(&fields)
    let definitions = definitions(&fields)
    let base = fields.scope
    let names = definitions.map(\.field)
    fields.scope = .evidence(defining: names)
    let context = RuleContext(
      owner: owner, appliesTo: scope, comparison: comparison, definitions: definitions,
      messageScope: .findings(defining: names))
    let rules = fields.mappings("rules", as: "a rule") { Rule(&$0, in: context) }
    fields.scope = base
    return rules
  }

  /// `last 30 batches`.
  private static func comparison(_ fields: inout FieldReader) -> Rule.Comparison {
    guard let node = fields.optional("compare_to"), let text = fields.text(of: node) else {
      return .standard
    }
    let words = text.split(separator: " ")
    guard words.count == 3, words[0] == "last", words[2] == "batches", let count = Int(words[1]),
      (1...1000).contains(count)
    else {
      fields.report([
        .missingUnit(text, wanted: "a stretch of history, as `last 30 batches`", at: node.span)
      ])
      return .standard
    }
    return Rule.Comparison(batches: count)
  }

  /// The names of `define`; each may use those above it.
  private static func definitions(_ fields: inout FieldReader) -> [Rule.Definition] {
    var found: [Rule.Definition] = []
    guard let node = fields.optional("define") else { return [] }
    _ = fields.reading(node, as: "`define`") { inner -> Bool? in
      for entry in inner.freeEntries {
        inner.scope = .evidence(defining: found.map(\.field))
        let condition = inner.condition(of: entry.value, expecting: nil)
        if EvidenceSchema.evidence.contains(where: { $0.name == entry.key.text }) {
          // The evidence keeps its name, so that the conditions below mean what they say.
          inner.report([.shadowedName(entry.key.text, at: entry.key.span)])
        } else if let condition {
          found.append(Rule.Definition(name: entry.key.text, condition: condition))
        }
      }
      return true
    }
    return found
  }
}

/// What a file says of all of its rules.
struct RuleContext {
  let owner: String
  let appliesTo: Applicability
  let comparison: Rule.Comparison
  let definitions: [Rule.Definition]
  /// What the messages of its rules may name.
  let messageScope: EvidenceScope
}

extension Rule.Definition {
  /// The name as conditions below it see it.
  fileprivate var field: Field {
    Field(name, condition.type, "Defined in this file.")
  }
}

extension Rule {
  /// Reads one rule of a file.
  init?(_ fields: inout FieldReader, in context: RuleContext) {
    let span = fields.keySpan("id") ?? fields.span
    let id = fields.text("id")
    let title = fields.text("title")
    let narrower = fields.mapping("for", as: "`for`") { Applicability(&$0) }
    let trigger = fields.required("when").flatMap { Trigger.read($0, in: &fields) }
    let unless = fields.condition("unless")
    let kind = fields.text("anomaly")
    let anomalyClass = fields.optionalText("class")
    let severity =
      fields.required("severity") == nil
      ? nil : fields.word("severity", of: Severity.self)
    let cause = fields.word("cause", of: Cause.self) ?? .symptom
    let mode = fields.required("mode") == nil ? nil : fields.word("mode", of: RuleMode.self)
    let noData =
      fields.required("no_data") == nil ? nil : fields.word("no_data", of: NoDataPolicy.self)
    let base = fields.scope
    fields.scope = context.messageScope
    let message = fields.template("message")
    fields.scope = base
    let runbook = fields.optionalText("runbook")
    guard let id, let title, let trigger, let kind, let severity, let mode, let noData else {
      return nil
    }
    self.init(
      id: id, title: title, span: span, owner: context.owner,
      appliesTo: [context.appliesTo] + (narrower.map { [$0] } ?? []), trigger: trigger,
      unless: unless, kind: kind, anomalyClass: anomalyClass ?? id, severity: severity,
      cause: cause, mode: mode, noData: noData, message: message, runbook: runbook,
      comparison: context.comparison, definitions: context.definitions,
      schema: context.messageScope.schema)
  }
}

extension Diagnostic {
  static func shadowedName(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "shadowed-name", message: "`\(name)` is already the name of evidence", span: span,
      help: ["choose another name"])
  }
}

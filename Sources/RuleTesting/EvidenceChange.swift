internal import Configurations
internal import Documents
internal import Incidents

/// One change that a test makes to its evidence: a field gets a value, or becomes unknown.
struct EvidenceChange: Sendable {
  /// The field, as the test names it.
  let path: String
  /// The value that it gets, as it was written; `nil` where it becomes unknown.
  let value: String?
  let apply: @Sendable (inout TestSituation) -> Void

  /// Reads an entry of `set`: a path, where it stands, and its value.
  static func setting(
    _ path: String, at span: SourceSpan, to value: Node, in fields: inout FieldReader,
    limits: [String] = [], assuming rules: KnownNames? = nil
  ) -> EvidenceChange? {
    if let rules, !isChangeable(path),
      let assumed = AssumedFact(path, to: value, among: rules)
    {
      return assumed.change(&fields)
    }
    guard let (field, key) = field(path, at: span, in: &fields, limits) else { return nil }
    guard case .scalar(let scalar) = value.content, let apply = field.setting(key, scalar) else {
      fields.report([.badTestValue(path, wanted: field.wanted, at: value.span)])
      return nil
    }
    return EvidenceChange(path: path, value: scalar.text, apply: apply)
  }

  /// Reads an item of `unset`.
  static func unsetting(
    _ path: String, at span: SourceSpan, in fields: inout FieldReader, limits: [String] = []
  ) -> EvidenceChange? {
    if !isChangeable(path), let unknown = AssumedFact.unknown(path) { return unknown }
    guard let (field, key) = field(path, at: span, in: &fields, limits) else { return nil }
    guard let unset = field.unsetting else {
      fields.report([.notUnset(path, at: span)])
      return nil
    }
    return EvidenceChange(path: path, value: nil) { unset(&$0, key) }
  }

  private static func isChangeable(_ path: String) -> Bool {
    ChangeableField.all.contains { field in
      path == field.path || (field.hasKeys && path.hasPrefix(field.path + "."))
    }
  }

  /// The field of a path, and the key where the field holds many, as a column.
  private static func field(
    _ path: String, at span: SourceSpan, in fields: inout FieldReader, _ limits: [String]
  ) -> (field: ChangeableField, key: String?)? {
    if let field = ChangeableField.all.first(where: { $0.path == path }) { return (field, nil) }
    for field in ChangeableField.all where field.hasKeys && path.hasPrefix(field.path + ".") {
      let key = String(path.dropFirst(field.path.count + 1))
      if field.path == "limits", !limits.contains(key) { break }
      return (field, key)
    }
    // A path with a key is near when all of it but the key is.
    let key = path.split(separator: ".").last.map(String.init) ?? path
    let near = ChangeableField.all.map { $0.hasKeys ? "\($0.path).\(key)" : $0.path }
    fields.report([
      .unknownTestField(path, at: span, near: near + limits.map { "limits." + $0 })
    ])
    return nil
  }
}

extension Diagnostic {
  fileprivate static func unknownTestField(
    _ path: String, at span: SourceSpan, near candidates: [String]
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: path, among: candidates)
    let all = ChangeableField.all.map { $0.hasKeys ? "`\($0.path).…`" : "`\($0.path)`" }
    return Diagnostic(
      code: "unknown-test-field", message: "a test cannot change `\(path)`", span: span,
      help: [
        near.map { "did you mean `\($0)`?" } ?? "it can change \(all.joined(separator: ", "))"
      ])
  }

  fileprivate static func badTestValue(
    _ path: String, wanted: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "bad-test-value", message: "`\(path)` takes \(wanted)", span: span,
      help: ["write \(wanted)"])
  }

  fileprivate static func notUnset(_ path: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "not-unset", message: "`\(path)` cannot become unknown", span: span,
      help: ["give it a value with `set`"])
  }
}

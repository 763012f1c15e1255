public import Documents
public import Incidents

/// What one environment has otherwise than the others: a file below `overlays/`.
public struct Overlay: Sendable {
  public let path: String
  public let owner: String
  public let environment: String
  /// Where the environment is named.
  public let environmentSpan: SourceSpan
  let edits: [Edit]
  public let pauses: [Pause]
  public let waivers: [Waiver]

  /// One value under `change`: of what, where in it, and what it becomes.
  struct Edit: Sendable {
    let id: Node.Key
    let path: Node.Key
    let value: Node
  }

  /// A rule that is turned off for a time.
  public struct Pause: Sendable {
    public let rule: String
    public let span: SourceSpan
    public let reason: String
    public let until: Timestamp
    /// Where the time is written.
    public let untilSpan: SourceSpan
  }

  /// Somebody's word that one `ask` or limit may be passed for a time.
  public struct Waiver: Sendable {
    public let id: String
    public let span: SourceSpan
    /// The constraint that is waived.
    public let waives: String
    public let waivesSpan: SourceSpan
    public let scope: Applicability
    public let reason: String
    public let expires: Timestamp
    public let expiresSpan: SourceSpan
    /// What a limit is raised to, with its unit; asked for where a limit is waived.
    let raiseTo: (count: Int, unit: String, span: SourceSpan)?

    /// Whether the waiver's time is not over; the end is outside.
    public func isValid(at now: Timestamp) -> Bool { now < expires }

    /// Whether the waiver counts for what is judged, at a time.
    ///
    /// One that names tables counts where all that could be touched are among them.
    func covers(_ subject: JudgedSubject, at now: Timestamp) -> Bool {
      isValid(at: now) && scope.covers(job: subject.job, environment: subject.environment)
        && (scope.tables == nil
          || (!subject.tables.isEmpty && subject.tables.allSatisfy { scope.covers(table: $0) }))
    }
  }
}

extension Overlay {
  init?(_ fields: inout FieldReader, source: SourceFile) {
    path = source.path
    let owner = fields.text("owner")
    let environmentSpan = fields.optional("env")?.span ?? fields.span
    let environment = fields.text("env")
    edits = Self.edits(&fields)
    pauses = fields.mappings("turn_off", as: "a rule that is turned off") { Pause(&$0) }
    waivers = fields.mappings("waivers", as: "a waiver") { Waiver(&$0) }
    guard let owner, let environment else { return nil }
    self.owner = owner
    self.environment = environment
    self.environmentSpan = environmentSpan
  }

  private static func edits(_ fields: inout FieldReader) -> [Edit] {
    fields.mapping("change", as: "`change`") { inner -> [Edit] in
      inner.freeEntries.flatMap { entry in
        inner.reading(entry.value, as: "what changes of `\(entry.key.text)`") { changed in
          changed.freeEntries.map { Edit(id: entry.key, path: $0.key, value: $0.value) }
        } ?? []
      }
    } ?? []
  }
}

extension Overlay.Pause {
  init?(_ fields: inout FieldReader) {
    let span = fields.optional("id")?.span ?? fields.span
    let id = fields.text("id")
    let reason = fields.text("reason")
    _ = fields.optionalText("owner")
    _ = fields.optionalText("ticket")
    let untilSpan = fields.optional("until")?.span ?? fields.span
    let until = fields.dateOrTime("until")
    guard let id, let reason, let until else { return nil }
    self.init(rule: id, span: span, reason: reason, until: until, untilSpan: untilSpan)
  }
}

extension Overlay.Waiver {
  init?(_ fields: inout FieldReader) {
    let span = fields.optional("id")?.span ?? fields.span
    let id = fields.text("id")
    let waivesSpan = fields.optional("waives")?.span ?? fields.span
    let waives = fields.text("waives")
    let scope = fields.mapping("for", as: "`for`") { Applicability(&$0) } ?? .everything
    let reason = fields.text("reason")
    let owner = fields.text("owner")
    let approverSpan = fields.optional("approved_by")?.span ?? fields.span
    let approver = fields.text("approved_by")
    _ = fields.text("ticket")
    let expiresSpan = fields.optional("expires")?.span ?? fields.span
    let expires = fields.dateOrTime("expires")
    let raiseSpan = fields.optional("raise_to")?.span ?? fields.span
    let raised = fields.count(
      "raise_to", of: LimitConstraint.Unit.allCases.map(\.rawValue), in: 1...1_000_000_000)
    if let owner, owner == approver { fields.report([.ownApproval(owner, at: approverSpan)]) }
    guard let id, let waives, let reason, let expires, owner != nil, approver != nil else {
      return nil
    }
    self.init(
      id: id, span: span, waives: waives, waivesSpan: waivesSpan, scope: scope, reason: reason,
      expires: expires, expiresSpan: expiresSpan,
      raiseTo: raised.map { ($0.count, $0.unit, raiseSpan) })
  }
}

extension FieldReader {
  /// Reads an instant, or a date alone for its first moment in UTC.
  mutating func dateOrTime(_ key: String) -> Timestamp? {
    guard let node = required(key), let text = text(of: node) else { return nil }
    let instant = Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text + "T00:00:00Z")
    if instant == nil { report([.badDate(text, at: node.span)]) }
    return instant
  }
}

extension Diagnostic {
  static func badDate(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bad-time", message: "`\(text)` is no date", span: span,
      help: ["write it as `\"2027-06-30\"`, or as `\"2027-06-30T12:00:00Z\"`"])
  }

  static func ownApproval(_ owner: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "waiver-own-approval", message: "`\(owner)` approves its own waiver", span: span,
      help: ["name another owner under `approved_by`"])
  }
}

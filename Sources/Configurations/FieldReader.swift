internal import Conditions
public import Documents

/// Reads the fields of one mapping that somebody wrote, and keeps what was wrong with them.
///
/// The schema is closed: a key that nobody asked for is an error when the reader is done. A read
/// that fails says so in a diagnostic and gives `nil`, so that every independent mistake is found
/// at once.
public struct FieldReader {
  /// The mapping, for messages about it as a whole.
  public let span: SourceSpan
  /// What the mapping is called in messages, as `a rule`.
  public let subject: String
  /// Which names conditions inside of it may use.
  public var scope: EvidenceScope
  public private(set) var diagnostics: [Diagnostic] = []
  private let entries: [Node.Entry]
  private var asked: [String] = []
  /// Notes what is read, for the schema; `nil` where a file is read.
  var probe: FieldProbe?

  /// Reads `node`; where it is no mapping, says so, and every field is missing without a word.
  public init(_ node: Node, subject: String, scope: EvidenceScope) {
    span = node.span
    self.subject = subject
    self.scope = scope
    if case .mapping(let entries) = node.content {
      self.entries = entries
    } else {
      entries = []
      isMapping = false
      diagnostics = [.wrongKind(wanted: "a mapping of keys for \(subject)", node)]
    }
  }

  /// Whether there are keys to read at all; where not, that is said already.
  private(set) var isMapping = true

  /// The keys in the order in which they were written, for mappings with free keys.
  public var freeEntries: [Node.Entry] {
    mutating get {
      asked += entries.map(\.key.text)
      probe?.takesAnyKey = true
      return entries
    }
  }

  /// The keys that were written.
  public var keys: [String] { entries.map(\.key.text) }

  /// Where a key was written.
  func keySpan(_ key: String) -> SourceSpan? { entries.first { $0.key.text == key }?.key.span }

  /// Adds what was found wrong elsewhere on behalf of this mapping.
  public mutating func report(_ more: [Diagnostic]) { diagnostics += more }

  /// The node of a key, when it was written.
  public mutating func optional(_ key: String) -> Node? {
    asked.append(key)
    probe?.note(key)
    return entries.first { $0.key.text == key }?.value
  }

  /// The node of a key that must be there.
  public mutating func required(_ key: String) -> Node? {
    let node = optional(key)
    probe?.noteRequired(key)
    if node == nil, isMapping { report([.missingKey(key, in: subject, at: startOfMapping)]) }
    return node
  }

  private var startOfMapping: SourceSpan {
    entries.first.map { $0.key.span } ?? span
  }

  /// Says which keys nobody asked for, and gives everything that was found.
  ///
  /// A key that is missing because it was misspelt is one mistake, told where it was misspelt.
  public mutating func finish() -> [Diagnostic] {
    for entry in entries where !asked.contains(entry.key.text) {
      let unwritten = asked.filter { name in !entries.contains { $0.key.text == name } }
      let meant = NearestName.suggestion(for: entry.key.text, among: unwritten)
      if let meant {
        let missing = Diagnostic.missingKey(meant, in: subject, at: startOfMapping)
        diagnostics.removeAll { $0 == missing }
      }
      report([
        .unknownKey(
          entry.key.text, in: subject, at: entry.key.span, known: asked, meant: meant)
      ])
    }
    return diagnostics
  }

  /// Reads a mapping below `node` with `read`, and takes over what was wrong in it.
  public mutating func reading<Value>(
    _ node: Node, as subject: String, _ read: (inout FieldReader) -> Value?
  ) -> Value? {
    var inner = FieldReader(node, subject: subject, scope: scope)
    inner.probe = probe?.below(node)
    let value = read(&inner)
    report(inner.finish())
    return value
  }

  /// Reads an optional mapping.
  public mutating func mapping<Value>(
    _ key: String, as subject: String, _ read: (inout FieldReader) -> Value?
  ) -> Value? {
    guard let node = optional(key) else { return nil }
    probe?.note(key, .mapping)
    return reading(node, as: subject, read)
  }

  /// Reads an optional list of mappings; an item that fails is left out, with its reason.
  public mutating func mappings<Value>(
    _ key: String, as subject: String, _ read: (inout FieldReader) -> Value?
  ) -> [Value] {
    probe?.note(key, .mappings)
    return items(key).compactMap { reading($0, as: subject, read) }
  }

  /// The items of an optional list.
  public mutating func items(_ key: String) -> [Node] {
    guard let node = optional(key) else { return [] }
    probe?.note(key, .list)
    guard case .sequence(let items) = node.content else {
      report([.wrongKind(wanted: "a list", node)])
      return []
    }
    return items
  }
}

// Plain scalars.
extension FieldReader {
  /// Reads text that must be there and not be empty.
  public mutating func text(_ key: String) -> String? {
    required(key).flatMap { text(of: $0) }
  }

  /// Reads text that may be missing.
  public mutating func optionalText(_ key: String) -> String? {
    optional(key).flatMap { text(of: $0) }
  }

  /// The text of a scalar that is not empty.
  public mutating func text(of node: Node) -> String? {
    probe?.note(node, .text)
    guard case .scalar(let scalar) = node.content, !scalar.text.isEmpty else {
      report([.wrongKind(wanted: "text", node)])
      return nil
    }
    return scalar.text
  }

  /// Reads one text or a list of texts.
  public mutating func texts(_ key: String) -> [(text: String, span: SourceSpan)] {
    guard let node = optional(key) else { return [] }
    probe?.note(key, .texts)
    let nodes: [Node] = if case .sequence(let items) = node.content { items } else { [node] }
    return nodes.compactMap { item in text(of: item).map { ($0, item.span) } }
  }

  /// Reads one of the words of an enum; `nil` without a word where the key is missing.
  public mutating func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, of type: Word.Type
  ) -> Word? where Word.RawValue == String {
    probe?.note(key, .word(Word.allCases.map { $0.rawValue }))
    guard let node = optional(key), let text = text(of: node) else { return nil }
    return word(text, at: node.span, for: key, of: type)
  }

  /// Reads one word or a list of words of an enum.
  public mutating func words<Word: RawRepresentable & CaseIterable>(
    _ key: String, of type: Word.Type
  ) -> [Word] where Word.RawValue == String {
    probe?.note(key, .words(Word.allCases.map { $0.rawValue }))
    return texts(key).compactMap { word($0.text, at: $0.span, for: key, of: type) }
  }

  private mutating func word<Word: RawRepresentable & CaseIterable>(
    _ text: String, at span: SourceSpan, for key: String, of type: Word.Type
  ) -> Word? where Word.RawValue == String {
    if let word = Word.allCases.first(where: { $0.rawValue == text }) { return word }
    report([.unknownWord(text, for: key, at: span, known: Word.allCases.map { $0.rawValue })])
    return nil
  }

  /// Reads `true` or `false`.
  public mutating func flag(_ key: String, default standard: Bool) -> Bool {
    probe?.note(key, .flag)
    guard let node = optional(key) else { return standard }
    if case .scalar(let scalar) = node.content, case .bool(let flag) = scalar.value { return flag }
    report([.wrongKind(wanted: "`true` or `false`", node)])
    return standard
  }

  /// Reads a number that must be there.
  public mutating func number(
    _ key: String, in range: ClosedRange<Double> = -Double.infinity...Double.infinity
  ) -> Double? {
    probe?.note(key, .number(range))
    guard let node = required(key), let number = number(of: node) else { return nil }
    guard range.contains(number) else {
      let bounds = "\(range.lowerBound) to \(range.upperBound)"
      report([.outOfRange("\(number)", key, bounds, at: node.span)])
      return nil
    }
    return number
  }

  private mutating func number(of node: Node) -> Double? {
    guard case .scalar(let scalar) = node.content else {
      report([.wrongKind(wanted: "a number", node)])
      return nil
    }
    switch scalar.value {
    case .integer(let number): return Double(number)
    case .number(let number): return number
    case .null, .bool, .string:
      report([.wrongKind(wanted: "a number", node)])
      return nil
    }
  }
}

extension Node {
  /// Whether the node is a list.
  var isSequence: Bool {
    switch content {
    case .sequence: true
    case .mapping, .scalar: false
    }
  }

  /// Whether the node is a list without items.
  var isEmptyList: Bool {
    switch content {
    case .sequence(let items): items.isEmpty
    case .mapping, .scalar: false
    }
  }
}

extension Diagnostic {
  static func unknownKey(
    _ key: String, in subject: String, at span: SourceSpan, known: [String], meant: String?
  ) -> Diagnostic {
    let names = Array(Set(known)).sorted()
    let near = meant ?? NearestName.suggestion(for: key, among: names)
    return Diagnostic(
      code: "unknown-key", message: "unknown key `\(key)` in \(subject)", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(listed(names))"],
      replacement: meant.flatMap { NearestName.only(for: key, among: names) == $0 ? $0 : nil })
  }

  static func missingKey(_ key: String, in subject: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "missing-key", message: "\(subject) lacks the key `\(key)`", span: span,
      help: ["add `\(key): …`"])
  }

  static func unknownWord(
    _ word: String, for key: String, at span: SourceSpan, known: [String]
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: word, among: known)
    return Diagnostic(
      code: "unknown-value", message: "`\(word)` is no value of `\(key)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "one of \(listed(known))"],
      replacement: NearestName.only(for: word, among: known))
  }

  static func wrongKind(wanted: String, _ node: Node) -> Diagnostic {
    let found =
      switch node.content {
      case .mapping: "a mapping"
      case .sequence: "a list"
      case .scalar(let scalar): scalar.text.isEmpty ? "nothing" : "`\(scalar.text.prefix(40))`"
      }
    return Diagnostic(
      code: "wrong-kind", message: "expected \(wanted), found \(found)", span: node.span)
  }

  /// Names in backticks, at most a dozen of them.
  static func listed(_ names: [String]) -> String {
    let shown = names.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return names.count > 12 ? shown + " and \(names.count - 12) more" : shown
  }
}

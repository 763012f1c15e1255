internal import Documents

/// Notes which keys a reader asks for, and as what: so that what is read and what the schema says
/// cannot be two things.
///
/// A class, because a reader and the readers inside of it write down one answer.
final class FieldProbe {
  /// What a key was read as.
  enum Reading: Equatable {
    case anything, text, texts, flag, duration, condition, template, value, valueOfList, patterns
    case word([String])
    case words([String])
    case number(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    case share(ClosedRange<Double>)
    case count(of: [String])
    case list, mapping, mappings
  }

  /// One key, in the order in which it was first asked for.
  struct Field {
    let name: String
    var reading = Reading.anything
    var isRequired = false
    /// What was read below the key.
    var below: FieldProbe?
  }

  private(set) var fields: [Field] = []
  /// Whether the keys are an author's own names.
  var takesAnyKey = false
  /// The key of each node that is read, by its place.
  private var keys: [Int: String] = [:]

  /// The most rounds in which keys are found: each may show more of them.
  private static let maximumRounds = 6

  /// What `read` asks for: it is called with more and more of the keys that it wants, until it
  /// wants no others.
  init(_ read: (inout FieldReader) -> Void) {
    for _ in 0..<Self.maximumRounds {
      let before = outline
      run(read)
      if outline == before { break }
    }
    // The order is that of a reader who finds everything.
    let found = fields
    fields = []
    for name in lastAsked { fields += found.filter { $0.name == name } }
  }

  /// A probe for a mapping inside of another one.
  private init() {}

  private var lastAsked: [String] = []

  private func run(_ read: (inout FieldReader) -> Void) {
    begin()
    let text = "probe: " + example
    guard let root = DocumentParser.parse(SourceFile(path: "", text: text)).value?.root["probe"]
    else { return }
    enter(root)
    var reader = FieldReader(root, subject: "a probe", scope: .evidence)
    reader.probe = self
    read(&reader)
  }

  /// What is required is what a reader requires that finds every other key.
  private func begin() {
    lastAsked = []
    for index in fields.indices { fields[index].isRequired = false }
  }

  /// A mapping with every key that was asked for so far.
  private var example: String {
    let own = fields.map { field -> String in
      let inner = field.below?.example
      switch field.reading {
      case .mappings, .list: return "\(field.name): [\(inner ?? "any")]"
      case .mapping: return "\(field.name): \(inner ?? "{}")"
      case .anything, .text, .texts, .flag, .duration, .condition, .template, .value,
        .valueOfList, .patterns, .word, .words, .number, .whole, .share, .count:
        return "\(field.name): \(inner ?? "any")"
      }
    }
    return "{" + own.joined(separator: ", ") + "}"
  }

  private var outline: String {
    fields.map { "\($0.name) \($0.reading) \($0.isRequired) \($0.below?.outline ?? "")" }.joined()
  }

  private func enter(_ node: Node) {
    guard case .mapping(let entries) = node.content else { return }
    for entry in entries {
      keys[entry.value.span.start.offset] = entry.key.text
      guard case .sequence(let items) = entry.value.content else { continue }
      for item in items { keys[item.span.start.offset] = entry.key.text }
    }
  }
}

// What readers say.
extension FieldProbe {
  /// A key is asked for; what it is read as may be said again more exactly.
  func note(_ key: String, _ reading: Reading = .anything) {
    if !lastAsked.contains(key) { lastAsked.append(key) }
    guard let index = fields.firstIndex(where: { $0.name == key }) else {
      fields.append(Field(name: key, reading: reading))
      return
    }
    if reading.rank > fields[index].reading.rank { fields[index].reading = reading }
  }

  func noteRequired(_ key: String) {
    note(key)
    if let index = fields.firstIndex(where: { $0.name == key }) { fields[index].isRequired = true }
  }

  /// The node of some key is read.
  func note(_ node: Node, _ reading: Reading) {
    if let key = keys[node.span.start.offset] { note(key, reading) }
  }

  /// The probe of a mapping that is read inside of this one.
  func below(_ node: Node) -> FieldProbe? {
    guard let key = keys[node.span.start.offset],
      let index = fields.firstIndex(where: { $0.name == key })
    else { return nil }
    let inner = fields[index].below ?? FieldProbe()
    inner.enter(node)
    inner.begin()
    fields[index].below = inner
    if fields[index].reading == .anything { fields[index].reading = .mapping }
    return inner
  }
}

extension FieldProbe.Reading {
  /// How much a reading says: the one that says most counts.
  fileprivate var rank: Int {
    switch self {
    case .anything: 0
    case .text: 1
    case .texts, .list: 2
    case .flag, .duration, .condition, .template, .value, .valueOfList, .patterns, .word, .words,
      .number, .whole, .share, .count, .mapping, .mappings:
      3
    }
  }
}

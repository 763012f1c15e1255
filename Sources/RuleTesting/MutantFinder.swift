internal import Configurations
internal import Documents

/// Finds the small changes that the tests of a configuration should notice.
///
/// It goes by the keys of the dialect: conditions, numbers with units, lists of actions, modes.
/// Patterns are left alone, and so are the checks after an action, which no test of rules runs.
struct MutantFinder {
  private var mutants: [Mutant] = []
  private let file: SourceFile

  /// The mutants of one file, in its order; none where it cannot be read.
  static func mutants(of file: SourceFile) -> [Mutant] {
    guard let document = DocumentParser.parse(file).value,
      let kind = document.root["kintsugi"]?.word.flatMap(ConfigurationLoader.Kind.init)
    else { return [] }
    var finder = MutantFinder(file: file)
    switch kind {
    case .rules: finder.rules(document.root)
    case .policy: finder.policy(document.root)
    case .safety: finder.safety(document.root)
    case .project, .overlay, .tests, .world: break
    }
    return finder.mutants.sorted { $0.span.start.offset < $1.span.start.offset }
  }

  private init(file: SourceFile) {
    self.file = file
  }

  // MARK: Rules

  private mutating func rules(_ root: Node) {
    for entry in root["define"]?.entries ?? [] {
      condition(entry.value, "define \(entry.key.text)")
    }
    for rule in root["rules"]?.items ?? [] {
      let owner = "rule \(rule["id"]?.word ?? "?")"
      if let when = rule["when"] { trigger(when, owner) }
      if let unless = rule["unless"] {
        condition(unless, owner)
        drop(unless, as: "false", owner)
      }
      if let mode = rule["mode"], mode.word == "heal" {
        replace(mode, with: "alert", .verdict, owner)
      }
    }
  }

  private mutating func trigger(_ node: Node, _ owner: String) {
    guard let entry = node.entries?.first else { return condition(node, owner) }
    switch entry.key.text {
    case "any", "all":
      let items = entry.value.items ?? []
      for item in items {
        trigger(item, owner)
        if items.count > 1 { drop(item, as: entry.key.text == "any" ? "false" : "true", owner) }
      }
    case "not": trigger(entry.value, owner)
    default:
      for field in entry.value.entries ?? [] { value(field.value, owner) }
    }
  }

  /// A field of a detector: numbers and flags are changed.
  private mutating func value(_ node: Node, _ owner: String) {
    guard let word = node.word else { return }
    if word == "true" { replace(node, with: "false", .clause, owner) }
    measure(node, owner)
  }

  // MARK: Policy

  private mutating func policy(_ root: Node) {
    for feature in root["state"]?.entries ?? [] {
      if let bins = feature.value["bins"] { edges(of: bins, "state \(feature.key.text)") }
    }
    for action in root["actions"]?.entries ?? [] {
      let owner = "action \(action.key.text)"
      if let onlyIf = action.value["only_if"] {
        condition(onlyIf, owner)
        drop(onlyIf, as: "true", owner)
      }
    }
    for (index, row) in (root["prior"]?.items ?? []).enumerated() {
      let owner = "prior row \(index + 1)"
      if let when = row["when"] {
        condition(when, owner)
        drop(when, as: "false", owner)
      }
      if let action = row["do"], let word = action.word {
        replace(action, with: word == "escalate" ? "log" : "escalate", .verdict, owner)
      }
    }
  }

  // MARK: Safety

  private mutating func safety(_ root: Node) {
    for key in ["deny", "ask"] {
      for constraint in root[key]?.items ?? [] {
        let owner = "\(key) \(constraint["id"]?.word ?? "?")"
        if let when = constraint["when"] {
          condition(when, owner)
          drop(when, as: "false", owner)
        }
      }
    }
    for environment in root["authority"]?.entries ?? [] {
      for list in environment.value.entries ?? [] {
        let owner = "authority \(environment.key.text), \(list.key.text)"
        for item in list.value.items ?? [] where item.word != "escalate" {
          if list.key.text == "ask" {
            remove(item, from: list.value, owner)
          } else {
            replace(item, with: "escalate", .verdict, owner)
          }
        }
      }
    }
    for kind in root["remedies"]?.entries ?? [] {
      for item in kind.value.items ?? [] {
        replace(item, with: "log", .verdict, "remedies \(kind.key.text)")
      }
    }
    for limit in root["limits"]?.items ?? [] {
      if let bound = limit["at_most"] { numbers(bound, "limit \(limit["id"]?.word ?? "?")") }
    }
    if let age = root["fail_closed"]?["evidence_older_than"] { numbers(age, "fail_closed") }
    for freeze in root["freeze"]?.items ?? [] {
      if let weekly = freeze["weekly"] { hours(weekly, "freeze \(freeze["id"]?.word ?? "?")") }
    }
  }

  // MARK: Changes

  private mutating func condition(_ node: Node, _ owner: String) {
    guard case .scalar(let scalar) = node.content else { return }
    let text = Array(scalar.text.utf8)
    for change in ConditionMutations.changes(in: scalar.text) {
      add(
        scalar.span(of: change.range), String(decoding: text[change.range], as: UTF8.self),
        change.replacement, change.kind, owner)
    }
  }

  /// A whole condition or trigger that always holds, or never does: as if it were not there.
  private mutating func drop(_ node: Node, as constant: String, _ owner: String) {
    let span = written(node.span)
    let original = String(
      decoding: file.bytes[span.start.offset..<span.end.offset], as: UTF8.self)
    let line = original.split(separator: "\n").first.map(String.init) ?? original
    add(
      span, line == original ? original : line + " …", "\"\(constant)\"", .clause, owner)
  }

  /// A number with or without its unit.
  private mutating func measure(_ node: Node, _ owner: String) {
    guard let word = node.word, let first = word.utf8.first, (0x30...0x39).contains(first) else {
      return
    }
    numbers(node, owner)
  }

  /// Every number in a value, as in `2% to under 20%`.
  private mutating func numbers(_ node: Node, _ owner: String) {
    for change in changedNumbers(node) {
      for shifted in ConditionMutations.shifted(change.text) {
        add(change.span, change.text, shifted, .threshold, owner)
      }
    }
  }

  /// The edges between bins, each moved in both bins that meet there: else there would be a gap.
  private mutating func edges(of bins: Node, _ owner: String) {
    let found = (bins.entries ?? []).flatMap { changedNumbers($0.value) }
    var seen: Set<String> = []
    for edge in found where seen.insert(edge.text).inserted {
      for shifted in ConditionMutations.shifted(edge.text) {
        var bytes = file.bytes
        // From behind, so that earlier places stay where they are.
        for place in found.reversed() where place.text == edge.text {
          let range = place.span.start.offset..<place.span.end.offset
          bytes.replaceSubrange(range, with: Array(shifted.utf8))
        }
        let grown = bytes.count - file.bytes.count
        let span = written(bins.span)
        let range = span.start.offset..<(span.end.offset + grown)
        add(
          span, edge.text, shifted, .threshold, owner,
          text: String(decoding: bytes[range], as: UTF8.self))
      }
    }
  }

  /// A list without one of its items.
  private mutating func remove(_ item: Node, from list: Node, _ owner: String) {
    guard let word = item.word else { return }
    let others = (list.items ?? []).compactMap(\.word).filter { $0 != word }
    add(
      list.span, word, "nothing", .verdict, owner,
      text: "[\(others.joined(separator: ", "))]")
  }

  /// The hours in `Fri 18:00 to Mon 06:00`, one later.
  private mutating func hours(_ node: Node, _ owner: String) {
    for change in changedNumbers(node) where change.text != "00" {
      guard let hour = Int(change.text), hour < 23 else { continue }
      let later = hour + 1
      add(change.span, change.text, later < 10 ? "0\(later)" : "\(later)", .threshold, owner)
    }
  }

  private func changedNumbers(_ node: Node) -> [(text: String, span: SourceSpan)] {
    guard case .scalar(let scalar) = node.content else { return [] }
    let bytes = Array(scalar.text.utf8)
    var found: [(text: String, span: SourceSpan)] = []
    var index = 0
    while index < bytes.count {
      var end = index
      while end < bytes.count, (0x30...0x39).contains(bytes[end]) || bytes[end] == 0x2E { end += 1 }
      if end > index {
        let text = String(decoding: bytes[index..<end], as: UTF8.self)
        found.append((text, scalar.span(of: index..<end)))
      }
      index = max(end, index + 1)
    }
    return found
  }

  private mutating func replace(
    _ node: Node, with word: String, _ kind: Mutant.Kind, _ owner: String
  ) {
    guard let original = node.word, original != word else { return }
    add(node.span, original, word, kind, owner)
  }

  private mutating func add(
    _ span: SourceSpan, _ original: String, _ replacement: String, _ kind: Mutant.Kind,
    _ owner: String, text: String? = nil
  ) {
    mutants.append(
      Mutant(
        span: span, original: original, replacement: replacement, text: text, kind: kind,
        owner: owner,
        context: context(of: span)))
  }
}

extension MutantFinder {
  /// A place without the blanks and line ends after it: a block ends where the next thing begins.
  private func written(_ span: SourceSpan) -> SourceSpan {
    var end = span.end
    let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    while end.offset > span.start.offset, blanks.contains(file.bytes[end.offset - 1]) {
      end = SourcePosition(offset: end.offset - 1, line: end.line, column: end.column)
    }
    return SourceSpan(path: span.path, start: span.start, end: end)
  }

  /// The line of a place with the ones just before and after it.
  private func context(of span: SourceSpan) -> String {
    let lines = max(1, span.start.line - 2)...min(file.lineStarts.count, span.end.line + 2)
    return lines.map { String(decoding: file.line($0), as: UTF8.self) }.joined(separator: "\n")
  }
}

extension Node {
  /// The text of a scalar.
  fileprivate var word: String? {
    if case .scalar(let scalar) = content { scalar.text } else { nil }
  }

  fileprivate var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  fileprivate var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }
}

internal import CLibYAML

/// Reads YAML text in the strict dialect: what reads two ways, or hides something, is refused.
///
/// One document, no anchors, no tags, no directives; text keys, none twice; every bound is counted
/// on events, so that no input can make the parser run away.
public enum DocumentParser {
  /// The deepest nesting of collections; the root is 1.
  public static let maximumDepth = 32
  /// The most nodes: scalars, keys and collections.
  public static let maximumNodes = 10_000
  /// The most bytes of text in all scalars together.
  public static let maximumText = 1 << 20
  /// The longest scalar, in bytes.
  public static let maximumScalar = 65_536
  /// The longest key, in bytes.
  public static let maximumKey = 256

  /// Reads a file into a tree with places, or says everything that is wrong with it.
  public static func parse(_ file: SourceFile) -> Checked<Document> {
    let hidden = ByteScan.diagnostics(of: file)
    if !hidden.isEmpty { return Checked(nil, hidden) }
    let root: Node?
    var stop: Diagnostic?
    var reader = NodeReader(file)
    do throws(NodeReader.Stop) {
      root = try reader.document()
    } catch {
      root = nil
      stop = reader.diagnostics.last
    }
    let tabs = TabIndentation.diagnostics(of: file, besides: reader.blockScalars)
    return Checked(
      root.map { Document(source: file, root: $0) }, merged(reader.diagnostics, tabs, stop: stop))
  }

  /// What the reader and the look at the tabs found, each mistake once.
  ///
  /// Where reading stopped, block scalars further down are unknown, so a tab there may be text; and
  /// what stops at a line that a tab indents stops because of it.
  private static func merged(
    _ found: [Diagnostic], _ tabs: [Diagnostic], stop: Diagnostic?
  ) -> [Diagnostic] {
    guard let stop, let tab = tabs.first?.span.start.line else { return found + tabs }
    let line = stop.span.start.line
    if tab > line { return found }
    return (tab == line && stop.code == "syntax" ? found.dropLast() : found) + tabs
  }
}

/// Owns one libyaml parser over the bytes of a file, and gives its events.
///
/// The parser holds pointers into itself and into the bytes, so both stay where they are until the
/// end.
private final class EventStream {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  init(_ bytes: [UInt8]) {
    // libyaml would count a byte order mark as a column, and find the second key outdented.
    let hasMark = bytes.starts(with: SourceFile.byteOrderMark)
    let text = hasMark ? bytes.dropFirst(SourceFile.byteOrderMark.count) : bytes[...]
    parser = .allocate(capacity: 1)
    input = .allocate(capacity: text.count)
    _ = input.initialize(from: text)
    yaml_parser_initialize(parser)
    yaml_parser_set_input_string(parser, input.baseAddress, input.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    input.deallocate()
  }

  /// Hands the next event to `body`; `nil` when there is none because the text is no YAML.
  func next<Value>(_ body: (yaml_event_t) -> Value) -> Value? {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) != 0 else { return nil }
    defer { yaml_event_delete(&event) }
    return body(event)
  }

  /// What the parser says is wrong, and where.
  var problem: (words: String, mark: yaml_mark_t) {
    let words = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
    let context = parser.pointee.context.map { String(cString: $0) + ": " } ?? ""
    return (context + words, parser.pointee.problem_mark)
  }
}

/// One event, with everything copied out of libyaml.
private enum Event {
  case streamStart, streamEnd, documentEnd
  case documentStart(SourceSpan, hasDirective: Bool)
  case scalar(text: String, Scalar.Style, SourceSpan)
  case sequenceStart(SourceSpan)
  case mappingStart(SourceSpan)
  case collectionEnd(SourceSpan)
  case alias(SourceSpan)
}

/// Builds the tree out of events, and counts every bound while it does.
private struct NodeReader {
  /// Why reading went no further; the reason is among the diagnostics.
  struct Stop: Error {}

  private let file: SourceFile
  private let stream: EventStream
  private let offsets: OffsetTable
  private(set) var diagnostics: [Diagnostic] = []
  /// The byte ranges of literal and folded scalars, in which a tab is text.
  private(set) var blockScalars: [Range<Int>] = []
  private var nodes = 0
  private var text = 0

  init(_ file: SourceFile) {
    self.file = file
    stream = EventStream(file.bytes)
    offsets = OffsetTable(file)
  }

  /// Reads the one document of the stream; `nil` when it is null.
  mutating func document() throws(Stop) -> Node? {
    var root: Node?
    var isStarted = false
    while true {
      switch try next() {
      case .streamStart, .documentEnd: continue
      case .streamEnd:
        if root == nil, diagnostics.isEmpty {
          diagnostics.append(.nothing(at: .start(of: file.path)))
        }
        return root
      case .documentStart(let span, let hasDirective):
        if hasDirective { diagnostics.append(.directive(at: span)) }
        guard !isStarted else {
          if !hasDirective { diagnostics.append(.secondDocument(at: span)) }
          throw Stop()
        }
        isStarted = true
      case let event:
        root = try node(from: event, depth: 1)
        if case .scalar(let scalar)? = root?.content, scalar.value == .null { root = nil }
      }
    }
  }

  private mutating func node(from event: Event, depth: Int) throws(Stop) -> Node? {
    switch event {
    case .scalar(let text, let style, let span):
      try count(text: text, at: span)
      return scalar(text, style, span)
    case .sequenceStart(let span):
      try count(at: span)
      return try sequence(from: span, depth: depth)
    case .mappingStart(let span):
      try count(at: span)
      return try mapping(from: span, depth: depth)
    case .alias(let span):
      try count(at: span)
      diagnostics.append(.alias(at: span))
      return nil
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .collectionEnd: return nil
    }
  }

  /// Counts one node, and its text where it has any.
  private mutating func count(text: String = "", at span: SourceSpan) throws(Stop) {
    nodes += 1
    self.text += text.utf8.count
    let excess: (String, String)? =
      if nodes > DocumentParser.maximumNodes {
        ("the document", "\(DocumentParser.maximumNodes) values")
      } else if text.utf8.count > DocumentParser.maximumScalar {
        ("this value", "\(DocumentParser.maximumScalar) bytes")
      } else if self.text > DocumentParser.maximumText {
        ("the text of the document", "\(DocumentParser.maximumText) bytes")
      } else {
        nil
      }
    guard let excess else { return }
    diagnostics.append(.tooLarge(excess.0, limit: excess.1, at: span))
    throw Stop()
  }

  private mutating func scalar(
    _ text: String, _ style: Scalar.Style, _ span: SourceSpan
  ) -> Node {
    var value = Scalar.Value.string
    switch style {
    case .plain:
      switch CoreSchema.reading(of: text) {
      case .value(let meaning): value = meaning
      case .ambiguous: diagnostics.append(.ambiguous(text, at: span))
      case .outOfRange: diagnostics.append(.numberRange(text, at: span))
      }
      if text == "<<" { diagnostics.append(.mergeKey(at: span)) }
    case .literal, .folded: blockScalars.append(span.start.offset..<span.end.offset)
    case .singleQuoted, .doubleQuoted: break
    }
    if text.utf8.withContiguousStorageIfAvailable({ $0.contains(0) }) ?? text.utf8.contains(0) {
      diagnostics.append(.hiddenCharacter(0, at: span))
    }
    let scalar = Scalar(
      text: text, value: value, style: style, whole: span.start.offset..<span.end.offset,
      source: file)
    return Node(content: .scalar(scalar), span: span)
  }

  private mutating func sequence(from start: SourceSpan, depth: Int) throws(Stop) -> Node {
    try enter(depth, at: start)
    var items: [Node] = []
    while true {
      let event = try next()
      if case .collectionEnd(let end) = event {
        return Node(content: .sequence(items), span: start.extended(to: end))
      }
      if let item = try node(from: event, depth: depth + 1) { items.append(item) }
    }
  }

  private mutating func mapping(from start: SourceSpan, depth: Int) throws(Stop) -> Node {
    try enter(depth, at: start)
    var entries: [Node.Entry] = []
    // An entry is large, and to move all of them for each new one costs more than some room.
    entries.reserveCapacity(6)
    var seen = SeenKeys()
    while true {
      let event = try next()
      if case .collectionEnd(let end) = event {
        return Node(content: .mapping(entries), span: start.extended(to: end))
      }
      let key = try key(from: event, depth: depth)
      let value = try node(from: try next(), depth: depth + 1)
      guard let key else { continue }
      if let first = seen.add(key) {
        diagnostics.append(.duplicateKey(key.text, first: first.span, at: key.span))
      } else if let value {
        entries.append(Node.Entry(key: key, value: value))
      }
    }
  }

  /// The key that begins with an event; what is no text is said, and its node read over.
  private mutating func key(from event: Event, depth: Int) throws(Stop) -> Node.Key? {
    let before = diagnostics.count
    guard let node = try node(from: event, depth: depth + 1) else { return nil }
    guard case .scalar(let scalar) = node.content else {
      diagnostics.removeSubrange(before...)
      diagnostics.append(.keyType("a list or mapping", at: node.span))
      return nil
    }
    if scalar.text.utf8.count > DocumentParser.maximumKey {
      diagnostics.append(
        .tooLarge("the key", limit: "\(DocumentParser.maximumKey) bytes", at: node.span))
      return nil
    }
    guard diagnostics.count == before else { return nil }
    switch scalar.value {
    case .string: return Node.Key(text: scalar.text, span: node.span)
    case .null: diagnostics.append(.keyType("nothing", at: node.span))
    case .bool: diagnostics.append(.keyType("a boolean", at: node.span))
    case .integer, .number: diagnostics.append(.keyType("a number", at: node.span))
    }
    return nil
  }

  private mutating func enter(_ depth: Int, at span: SourceSpan) throws(Stop) {
    guard depth > DocumentParser.maximumDepth else { return }
    diagnostics.append(.tooDeep(at: span))
    throw Stop()
  }
}

// Events, with their places.
extension NodeReader {
  private mutating func next() throws(Stop) -> Event {
    let offsets = offsets
    let path = file.path
    let taken = stream.next { event in
      EventReader(event: event, offsets: offsets, path: path).taken
    }
    guard case .some(let (event, property)) = taken.map({ ($0.event, $0.property) }) else {
      diagnostics.append(syntaxError)
      throw Stop()
    }
    if let property {
      diagnostics.append(
        property.isTag ? .tag(at: property.span) : .alias(at: property.span))
    }
    checkCommentAfter(event)
    return event
  }

  private var syntaxError: Diagnostic {
    let (words, mark) = stream.problem
    let place = offsets.position(mark)
    let span = SourceSpan(path: file.path, start: place, end: place)
    let isAboutTab = words.contains("cannot start any token") || words.contains("tab character")
    if isAboutTab, file.bytes[place.offset...].first == 0x09 {
      return .syntax("a tab cannot indent", at: file.span(place.offset..<(place.offset + 1)))
    }
    if words.contains("directive") || words.contains("incompatible YAML") {
      return .directive(at: span)
    }
    // libyaml takes no key that is longer than 1024 characters, and then misses its colon.
    if place.column > 1024 { return .tooLarge("the key", limit: "256 bytes", at: span) }
    return .syntax(words, at: span)
  }

  /// libyaml takes a `#` that follows a quote or a bracket without a space for a comment.
  private mutating func checkCommentAfter(_ event: Event) {
    let end: Int
    switch event {
    case .scalar(_, let style, let span):
      guard style == .singleQuoted || style == .doubleQuoted else { return }
      end = span.end.offset
    case .collectionEnd(let span):
      guard span.end.offset > span.start.offset else { return }
      end = span.end.offset
    case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceStart, .mappingStart,
      .alias:
      return
    }
    guard end < file.bytes.count, file.bytes[end] == UInt8(ascii: "#") else { return }
    diagnostics.append(
      .syntax("a comment needs a space before its `#`", at: file.span(end..<(end + 1))))
  }
}

/// Copies one event of libyaml out.
private struct EventReader {
  let event: yaml_event_t
  let offsets: OffsetTable
  let path: String

  /// An event, and the tag or anchor that it brings.
  struct Taken {
    let event: Event
    let property: (isTag: Bool, span: SourceSpan)?
  }

  var span: SourceSpan {
    let start = offsets.position(event.start_mark)
    return SourceSpan(path: path, start: start, end: max(start, offsets.position(event.end_mark)))
  }

  // The C enumeration has no closed set of cases, so `default` stands for those that bring nothing.
  var taken: Taken {
    switch event.type {
    case YAML_STREAM_START_EVENT: return Taken(event: .streamStart, property: nil)
    case YAML_STREAM_END_EVENT: return Taken(event: .streamEnd, property: nil)
    case YAML_DOCUMENT_START_EVENT:
      let start = event.data.document_start
      let hasDirective =
        start.version_directive != nil
        || start.tag_directives.start != start.tag_directives.end
      return Taken(event: .documentStart(span, hasDirective: hasDirective), property: nil)
    case YAML_ALIAS_EVENT: return Taken(event: .alias(span), property: nil)
    case YAML_SCALAR_EVENT:
      let scalar = event.data.scalar
      let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return Taken(
        event: .scalar(text: String(decoding: bytes, as: UTF8.self), style(scalar.style), span),
        property: property(anchor: scalar.anchor, tag: scalar.tag))
    case YAML_SEQUENCE_START_EVENT:
      let sequence = event.data.sequence_start
      return Taken(
        event: .sequenceStart(span), property: property(anchor: sequence.anchor, tag: sequence.tag))
    case YAML_MAPPING_START_EVENT:
      let mapping = event.data.mapping_start
      return Taken(
        event: .mappingStart(span), property: property(anchor: mapping.anchor, tag: mapping.tag))
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return Taken(event: .collectionEnd(span), property: nil)
    default: return Taken(event: .documentEnd, property: nil)
    }
  }

  /// An event with a tag or an anchor begins with the first of the two.
  private func property(
    anchor: UnsafeMutablePointer<yaml_char_t>?, tag: UnsafeMutablePointer<yaml_char_t>?
  ) -> (isTag: Bool, span: SourceSpan)? {
    guard anchor != nil || tag != nil else { return nil }
    let start = offsets.position(event.start_mark)
    return (anchor == nil, SourceSpan(path: path, start: start, end: start))
  }

  private func style(_ style: yaml_scalar_style_t) -> Scalar.Style {
    switch style {
    case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
    case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
    case YAML_LITERAL_SCALAR_STYLE: .literal
    case YAML_FOLDED_SCALAR_STYLE: .folded
    default: .plain
    }
  }
}

extension OffsetTable {
  fileprivate func position(_ mark: yaml_mark_t) -> SourcePosition {
    position(ofCharacter: Int(mark.index), line: Int(mark.line), column: Int(mark.column))
  }
}

extension SourceSpan {
  /// The span from this one's start to the other's end.
  fileprivate func extended(to other: SourceSpan) -> SourceSpan {
    SourceSpan(path: path, start: start, end: max(start, other.end))
  }
}

/// The keys of one mapping. Most have few, which are soon looked through.
private struct SeenKeys {
  private var few: [Node.Key] = []
  private var many: [String: Node.Key] = [:]

  private static let fewAtMost = 12

  /// Takes a key in; the same key where it was there before. Swift's texts are the same by
  /// canonical equivalence, which is what is wanted.
  mutating func add(_ key: Node.Key) -> Node.Key? {
    guard many.isEmpty else {
      if let first = many[key.text] { return first }
      many[key.text] = key
      return nil
    }
    if let first = few.first(where: { $0.text == key.text }) { return first }
    few.append(key)
    if few.count > Self.fewAtMost {
      for key in few { many[key.text] = key }
    }
    return nil
  }
}

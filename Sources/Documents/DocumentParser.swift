internal import CLibYAML

/// Reads YAML text.
public enum DocumentParser {
  public static func parse(_ file: SourceFile) -> Checked<Document> {
    var reading = Reading(file)
    let root = reading.root()
    return Checked(root.map { Document(source: file, root: $0) }, reading.diagnostics)
  }
}

private struct Reading {
  let file: SourceFile
  var diagnostics: [Diagnostic] = []
  let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  var failed = false

  init(_ file: SourceFile) { self.file = file }

  mutating func root() -> Node? {
    yaml_parser_initialize(parser)
    defer { yaml_parser_delete(parser); parser.deallocate() }
    return file.bytes.withUnsafeBufferPointer { buffer in
      yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
      while let event = next() {
        if case .start(let node) = event { return node }
        if case .end = event { return nil }
      }
      return nil
    }
  }

  enum Item { case start(Node), end, other }

  mutating func next() -> Item? {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) != 0 else {
      let mark = parser.pointee.problem_mark
      let offset = file.offset(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
      diagnostics.append(Diagnostic(code: "syntax", message: String(cString: parser.pointee.problem), span: file.span(offset..<offset)))
      return nil
    }
    defer { yaml_event_delete(&event) }
    let s = file.offset(line: Int(event.start_mark.line) + 1, column: Int(event.start_mark.column) + 1)
    let e = file.offset(line: Int(event.end_mark.line) + 1, column: Int(event.end_mark.column) + 1)
    let span = file.span(s..<max(s, e))
    switch event.type {
    case YAML_STREAM_END_EVENT: return .end
    case YAML_SCALAR_EVENT:
      let text = String(decoding: UnsafeBufferPointer(start: event.data.scalar.value, count: event.data.scalar.length), as: UTF8.self)
      let style: Scalar.Style = switch event.data.scalar.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE: .literal
      case YAML_FOLDED_SCALAR_STYLE: .folded
      default: .plain }
      var value = Scalar.Value.string
      if style == .plain {
        if text == "true" || text == "false" { value = .bool(text == "true") }
        else if text == "null" || text == "" { value = .null }
        else if let i = Int64(text) { value = .integer(i) }
        else if let f = text.first, f.isNumber || f == "-", let d = Double(text) { value = .number(d) }
      }
      return .start(Node(content: .scalar(Scalar(text: text, value: value, style: style, whole: span, source: file)), span: span))
    case YAML_SEQUENCE_START_EVENT:
      var items: [Node] = []
      while let item = next() {
        switch item { case .start(let n): items.append(n)
        case .end: return .start(Node(content: .sequence(items), span: span))
        case .other: continue }
      }
      return nil
    case YAML_MAPPING_START_EVENT:
      var entries: [Node.Entry] = []
      var key: Node?
      while let item = next() {
        switch item {
        case .start(let n):
          if let k = key, case .scalar(let sc) = k.content { entries.append(.init(key: .init(text: sc.text, span: k.span), value: n)); key = nil } else { key = n }
        case .end: return .start(Node(content: .mapping(entries), span: span))
        case .other: continue }
      }
      return nil
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return .end
    default: return .other
    }
  }
}

extension SourceFile {
  func offset(line: Int, column: Int) -> Int {
    guard lineStarts.indices.contains(line - 1) else { return bytes.count }
    var offset = lineStarts[line - 1]
    var left = column - 1
    while left > 0, offset < bytes.count {
      offset += 1
      while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
      left -= 1
    }
    return offset
  }
}

/// One comment of a file: libyaml reads over it, so it is found again between the scalars.
struct Comment: Hashable {
  /// From its `#` to the end of the line, without the white space there.
  let text: String
  let start: SourcePosition
  /// The white space between it and what stands before it on its line, in bytes.
  let gap: Int
  /// Whether nothing stands before it on its line.
  let isAlone: Bool
  /// Whether the line above is empty.
  let isAfterBlank: Bool

  /// All comments of a document, in the order of the file. Cost: O(bytes).
  ///
  /// Anchors, tags and directives are refused before, so a `#` outside of every scalar begins one.
  static func all(in document: Document) -> [Comment] {
    let bytes = document.source.bytes
    var scan = CommentScan(source: document.source)
    for leaf in leaves(of: document.root) {
      scan.look(upTo: leaf.span.start.offset)
      scan.offset = max(scan.offset, leaf.span.start.offset)
      if leaf.isBlock {
        // The line of a block scalar's sign may end in a comment; below it everything is text.
        let lineEnd = bytes[scan.offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        scan.look(upTo: lineEnd)
      }
      scan.offset = max(scan.offset, leaf.span.end.offset)
    }
    scan.look(upTo: bytes.count)
    return scan.found
  }

  /// A scalar or a key, as a stretch in which no comment stands.
  private struct Leaf {
    let span: SourceSpan
    let isBlock: Bool
  }

  private static func leaves(of node: Node) -> [Leaf] {
    switch node.content {
    case .scalar(let scalar): [Leaf(span: node.span, isBlock: scalar.style.isBlock)]
    case .sequence(let items): items.flatMap(leaves)
    case .mapping(let entries):
      entries.flatMap { [Leaf(span: $0.key.span, isBlock: false)] + leaves(of: $0.value) }
    }
  }
}

/// Goes over the bytes between scalars.
private struct CommentScan {
  let source: SourceFile
  var offset = 0
  var found: [Comment] = []

  /// Takes the comments that begin before `end`.
  mutating func look(upTo end: Int) {
    while offset < end {
      guard source.bytes[offset] == UInt8(ascii: "#") else {
        offset += 1
        continue
      }
      take()
    }
  }

  private mutating func take() {
    let bytes = source.bytes
    let start = source.position(at: offset)
    let end = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    var last = end
    while last > offset, isSpace(bytes[last - 1]) { last -= 1 }
    var first = offset
    let lineStart = source.lineStarts[start.line - 1]
    while first > lineStart, isSpace(bytes[first - 1]) { first -= 1 }
    found.append(
      Comment(
        text: String(decoding: bytes[offset..<last], as: UTF8.self), start: start,
        gap: offset - first, isAlone: first == lineStart,
        isAfterBlank: source.isBlank(line: start.line - 1)))
    offset = end
  }

  private func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D].contains(byte) }
}

extension SourceFile {
  /// Whether a line is there and nothing can be seen on it.
  func isBlank(line number: Int) -> Bool {
    lineStarts.indices.contains(number - 1)
      && line(number).allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}

extension Scalar.Style {
  /// Whether the text stands on lines of its own, below a `|` or `>`.
  var isBlock: Bool {
    switch self {
    case .literal, .folded: true
    case .plain, .singleQuoted, .doubleQuoted: false
    }
  }
}

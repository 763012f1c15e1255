/// A node with the comments and empty lines that belong to it, and to each part of it.
struct CommentedNode {
  /// What a node holds.
  enum Content {
    case scalar(Scalar)
    case collection(Collection)
  }

  /// A sequence or mapping.
  struct Collection {
    let isMapping: Bool
    /// Whether it was written in brackets or braces.
    let isFlow: Bool
    var parts: [Part]
    /// What stands on lines of its own after the last part.
    var foot: [Comment] = []
  }

  /// An entry of a mapping or an item of a sequence.
  struct Part {
    /// `nil` for an item.
    let key: String?
    var isKeyQuoted = false
    /// Whether an empty line stands before the part itself, after the comments that lead it.
    var isAfterBlank: Bool
    /// What stands above it on lines of its own.
    var leading: [Comment]
    /// What ends its first line, and goes on in the same column below.
    var trailing: [Comment] = []
    var value: CommentedNode
    /// What stands directly below it on lines of its own, and is cut off from the next part.
    var after: [Comment] = []

    var hasComments: Bool {
      !leading.isEmpty || !trailing.isEmpty || !after.isEmpty || value.hasComments
    }
  }

  let content: Content

  var hasComments: Bool {
    switch content {
    case .scalar: false
    case .collection(let collection):
      !collection.foot.isEmpty || collection.parts.contains(where: \.hasComments)
    }
  }
}

/// A document in which every comment has its place.
struct CommentedDocument {
  /// What stands at the top, set off by an empty line: it stays there, whichever key comes first.
  let head: [Comment]
  let root: CommentedNode
  /// What is left at the end of the file.
  let tail: [Comment]

  init(_ document: Document) {
    var attachment = CommentAttachment(document)
    head = attachment.takeHead(of: document.root)
    root = attachment.node(
      document.root, CommentAttachment.Surroundings(column: 0, limit: .max, isFlow: false))
    tail = attachment.take(before: .max)
  }
}

/// Gives each comment to the part that it stands above, behind or below.
private struct CommentAttachment {
  private let source: SourceFile
  private var comments: ArraySlice<Comment>

  /// What stands around a node.
  struct Surroundings {
    /// The column of the collection around it; comments right of it can be the node's own.
    let column: Int
    /// Where what follows the node begins.
    let limit: Int
    /// Whether the collection around it is in brackets; a pair in brackets needs none of its own.
    let isFlow: Bool
  }

  init(_ document: Document) {
    source = document.source
    comments = Comment.all(in: document)[...]
  }

  /// Takes the comments above the first key, down to the last empty line.
  mutating func takeHead(of root: Node) -> [Comment] {
    let above = comments.prefix { $0.start.offset < root.span.start.offset }
    let isSetOff = source.isBlank(line: root.span.start.line - 1)
    let end = isSetOff ? above.endIndex : above.lastIndex { $0.isAfterBlank }
    let head = above[..<(end ?? above.startIndex)]
    comments = comments.dropFirst(head.count)
    return Array(head)
  }

  /// Takes all comments that begin before an offset.
  mutating func take(before offset: Int) -> [Comment] {
    let taken = comments.prefix { $0.start.offset < offset }
    comments = comments.dropFirst(taken.count)
    return Array(taken)
  }

  mutating func node(_ node: Node, _ around: Surroundings) -> CommentedNode {
    switch node.content {
    case .scalar(let scalar): return CommentedNode(content: .scalar(scalar))
    case .sequence(let items):
      let dashes = dashes(of: items, in: node)
      let places = zip(items, dashes).map { Place(key: nil, start: $1, value: $0) }
      return collection(node, places, isMapping: false, around)
    case .mapping(let entries):
      let places = entries.map { Place(key: $0.key, start: $0.key.span.start, value: $0.value) }
      return collection(node, places, isMapping: true, around)
    }
  }

  /// Where the items of a sequence begin: at their dashes, where they have such.
  private func dashes(of items: [Node], in node: Node) -> [SourcePosition] {
    if node.isFlowCollection(in: source) { return items.map(\.span.start) }
    var offset = node.span.start.offset
    return items.map { item in
      let bytes = source.bytes
      while offset < item.span.start.offset, bytes[offset] != UInt8(ascii: "-") {
        guard bytes[offset] == UInt8(ascii: "#") else {
          offset += 1
          continue
        }
        offset = bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      }
      let dash = source.position(at: min(offset, item.span.start.offset))
      offset = item.span.end.offset
      return dash
    }
  }

  /// A part before its comments.
  private struct Place {
    let key: Node.Key?
    let start: SourcePosition
    let value: Node
  }

  private mutating func collection(
    _ node: Node, _ places: [Place], isMapping: Bool, _ around: Surroundings
  ) -> CommentedNode {
    let hasBrackets = node.isFlowCollection(in: source)
    let isFlow = hasBrackets || around.isFlow
    let limit = hasBrackets ? min(around.limit, node.span.end.offset) : around.limit
    let column = isFlow ? around.column : node.span.start.column
    var parts: [CommentedNode.Part] = []
    for (index, place) in places.enumerated() {
      let next = index + 1 < places.count ? places[index + 1].start.offset : limit
      var leading = take(before: place.start.offset)
      // A line above the first part sets it off from nothing that it could be moved below.
      let isAfterBlank =
        source.isBlank(line: place.start.line - 1) && isFirst(place.start)
        && (index > 0 || !leading.isEmpty)
      if let last = parts.indices.last {
        let count = detached(leading, isAfterBlank)
        parts[last].after += leading.prefix(count)
        leading.removeFirst(count)
      }
      parts.append(
        part(
          place, leading: leading, isAfterBlank: isAfterBlank,
          Surroundings(column: column, limit: next, isFlow: isFlow)))
    }
    let foot = foot(isFlow: hasBrackets, column: around.column, limit: limit)
    return CommentedNode(
      content: .collection(
        CommentedNode.Collection(isMapping: isMapping, isFlow: isFlow, parts: parts, foot: foot)))
  }

  private mutating func part(
    _ place: Place, leading: [Comment], isAfterBlank: Bool, _ around: Surroundings
  ) -> CommentedNode.Part {
    var leading = leading
    var trailing: [Comment] = []
    let value = place.value
    if value.isOnItsLine(in: source) {
      for comment in take(before: value.span.start.offset) {
        if trailing.isEmpty, !comment.isAlone {
          trailing = continued(comment)
        } else {
          leading.append(comment)
        }
      }
    } else if let first = comments.first, !first.isAlone,
      first.start.offset < value.span.start.offset
    {
      comments = comments.dropFirst()
      // Below a dash, the column of its comment is that of the comments of the first key.
      trailing = place.key == nil ? [first] : continued(first)
    }
    var part = CommentedNode.Part(
      key: place.key?.text, isAfterBlank: isAfterBlank, leading: leading, trailing: trailing,
      value: node(value, around))
    part.isKeyQuoted = place.key.map { source.isQuote(at: $0.span.start.offset) } ?? false
    takeEnd(of: value, into: &part, limit: around.limit)
    return part
  }

  /// The comment behind a value on its line, or behind the sign of a block scalar.
  private mutating func takeEnd(
    of value: Node, into part: inout CommentedNode.Part, limit: Int
  ) {
    guard value.isOnItsLine(in: source) else { return }
    if value.isBlockScalar {
      let behindSign = take(before: value.span.end.offset)
      if part.trailing.isEmpty { part.trailing = behindSign } else { part.leading += behindSign }
      return
    }
    guard let first = comments.first, !first.isAlone, first.start.line == value.span.end.line,
      first.start.offset < limit
    else { return }
    comments = comments.dropFirst()
    if part.trailing.isEmpty { part.trailing = continued(first) } else { part.after.append(first) }
  }

  /// A comment at a line's end, with those that go on in its column on the lines below.
  private mutating func continued(_ comment: Comment) -> [Comment] {
    var all = [comment]
    while let next = comments.first, next.isAlone, next.start.column == comment.start.column,
      next.start.line == all[all.count - 1].start.line + 1
    {
      all.append(next)
      comments = comments.dropFirst()
    }
    return all
  }

  /// How many of the comments before a part belong to the part before it: those that stand
  /// directly below that one and are cut off from this one by an empty line.
  private func detached(_ leading: [Comment], _ isAfterBlank: Bool) -> Int {
    guard let first = leading.first, !first.isAfterBlank else { return 0 }
    let run = 1 + leading.dropFirst().prefix { !$0.isAfterBlank }.count
    return run < leading.count || isAfterBlank ? run : 0
  }

  /// The comments after the last part that are further right than what is around.
  private mutating func foot(isFlow: Bool, column: Int, limit: Int) -> [Comment] {
    if isFlow { return take(before: limit) }
    let own = comments.prefix {
      $0.start.offset < limit && $0.start.column > column && $0.isAlone
    }
    comments = comments.dropFirst(own.count)
    return Array(own)
  }

  /// Whether nothing but signs of structure stands before a place on its line.
  private func isFirst(_ place: SourcePosition) -> Bool {
    source.bytes[source.lineStarts[place.line - 1]..<place.offset].allSatisfy {
      [0x20, 0x09, UInt8(ascii: "-"), UInt8(ascii: "?")].contains($0)
    }
  }
}

extension SourceFile {
  fileprivate func isQuote(at offset: Int) -> Bool {
    offset < bytes.count
      && (bytes[offset] == UInt8(ascii: "\"") || bytes[offset] == UInt8(ascii: "'"))
  }
}

extension Node {
  /// Whether the node was written in brackets or braces, or inside of such.
  func isFlowCollection(in source: SourceFile) -> Bool {
    guard span.start.offset < source.bytes.count else { return false }
    let byte = source.bytes[span.start.offset]
    return byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  /// Whether the node ends where its line does: a scalar, or a collection in brackets.
  fileprivate func isOnItsLine(in source: SourceFile) -> Bool {
    switch content {
    case .scalar: true
    case .sequence, .mapping: isFlowCollection(in: source)
    }
  }

  fileprivate var isBlockScalar: Bool {
    switch content {
    case .scalar(let scalar): scalar.style.isBlock
    case .sequence, .mapping: false
    }
  }
}

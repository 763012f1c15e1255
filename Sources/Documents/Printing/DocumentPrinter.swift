/// Writes a document in its canonical layout: the same tree, comments and empty lines included.
///
/// Collections keep the form that their author chose, but for those in brackets that do not fit on
/// a line, or hold comments; these are written as blocks. Nothing else of the old layout counts, so
/// that printing what was printed gives it again.
public struct DocumentPrinter: Sendable {
  /// Where lines end, if they can; comments do not count.
  public static let width = 100

  private let conditions: any ConditionBreaking

  public init(conditions: any ConditionBreaking) {
    self.conditions = conditions
  }

  /// The text of a document of some kind.
  public func text(_ document: Document, layout: any NodeLayout) -> String {
    let commented = CommentedDocument(document)
    var rows = Self.rows(of: commented.head, indent: 0)
    if !rows.isEmpty { rows.append(.blank) }
    rows += body(commented.root, layout)
    rows += Self.rows(of: commented.tail, indent: 0)
    return Array(rows.drop(while: \.isBlank)).text
  }

  private func body(_ root: CommentedNode, _ layout: any NodeLayout) -> [PrintedRow] {
    switch root.content {
    case .scalar(let scalar):
      return [
        .code(
          ScalarText.line(scalar, role: .text, place: .block), indent: 0, trailing: [])
      ]
    case .collection(let collection):
      if collection.parts.isEmpty {
        return [.code(collection.isMapping ? "{}" : "[]", indent: 0, trailing: [])]
          + Self.rows(of: collection.foot, indent: 0)
      }
      return block(collection, layout, indent: 0)
    }
  }

  private static func rows(of comments: [Comment], indent: Int) -> [PrintedRow] {
    comments.flatMap { comment in
      (comment.isAfterBlank ? [.blank] : []) + [.comment(comment.text, indent: indent)]
    }
  }
}

// Blocks.
extension DocumentPrinter {
  /// The rows of a collection's parts, one below the other.
  private func block(
    _ collection: CommentedNode.Collection, _ layout: any NodeLayout, indent: Int
  ) -> [PrintedRow] {
    let parts = ordered(collection, layout)
    let table = ValueTable(parts.map { flowLine($0.value, self.layout(of: $0, in: layout)) })
    let form = table.form(of: parts, indent: indent)
    var rows: [PrintedRow] = []
    for part in parts {
      let inner = self.layout(of: part, in: layout)
      var own = Self.rows(of: part.leading, indent: indent)
      if part.isAfterBlank { own.append(.blank) }
      own +=
        collection.isMapping
        ? entry(part, inner, indent: indent, form: form)
        : item(part, inner, indent: indent)
      own += Self.rows(of: part.after, indent: indent)
      rows += rows.isEmpty ? Array(own.drop(while: \.isBlank)) : own
    }
    return rows + Self.rows(of: collection.foot, indent: indent)
  }

  private func layout(of part: CommentedNode.Part, in layout: any NodeLayout) -> any NodeLayout {
    part.key.map { layout.layout(ofKey: $0) } ?? layout.itemLayout
  }

  /// The parts in canonical order; keys that the layout does not know come last, as they were.
  private func ordered(
    _ collection: CommentedNode.Collection, _ layout: any NodeLayout
  ) -> [CommentedNode.Part] {
    let order = layout.keyOrder
    guard collection.isMapping, !order.isEmpty else { return collection.parts }
    let ranks = collection.parts.map { part in
      part.key.flatMap { order.firstIndex(of: $0) } ?? order.count
    }
    return collection.parts.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
      .map { collection.parts[$0] }
  }

  private func entry(
    _ part: CommentedNode.Part, _ layout: any NodeLayout, indent: Int, form: ValueTable.Form
  ) -> [PrintedRow] {
    let key = keyText(part) + ":"
    switch part.value.content {
    case .scalar(let scalar):
      return scalarRows(scalar, behind: key, layout, indent: indent, part.trailing)
    case .collection(let collection):
      let space = form.space(behind: key)
      if let line = flowLine(part.value, layout), form.isOpen || collection.parts.isEmpty,
        indent + key.unicodeScalars.count + space.count + line.unicodeScalars.count <= Self.width
          || collection.parts.isEmpty
      {
        return [.code(key + space + line, indent: indent, trailing: part.trailing)]
      }
      if collection.parts.isEmpty {
        let line = key + " " + (collection.isMapping ? "{}" : "[]")
        return [.code(line, indent: indent, trailing: part.trailing)]
          + Self.rows(of: collection.foot, indent: indent)
      }
      return [.code(key, indent: indent, trailing: part.trailing)]
        + block(collection, layout, indent: indent + 2)
    }
  }

  private func item(
    _ part: CommentedNode.Part, _ layout: any NodeLayout, indent: Int
  ) -> [PrintedRow] {
    switch part.value.content {
    case .scalar(let scalar):
      return scalarRows(scalar, behind: "-", layout, indent: indent, part.trailing)
    case .collection(let collection):
      if let line = flowLine(part.value, layout),
        indent + 2 + line.unicodeScalars.count <= Self.width || collection.parts.isEmpty
      {
        return [.code("- " + line, indent: indent, trailing: part.trailing)]
      }
      if collection.parts.isEmpty {
        let line = "- " + (collection.isMapping ? "{}" : "[]")
        return [.code(line, indent: indent, trailing: part.trailing)]
          + Self.rows(of: collection.foot, indent: indent)
      }
      // What led the brackets is above the item; a comment behind them leads it, too.
      let above = part.trailing.map { PrintedRow.comment($0.text, indent: indent) }
      return above + dashed(block(collection, layout, indent: indent + 2), indent: indent)
    }
  }

  /// The rows of a block behind a dash: what stands above its first key stands above the dash.
  private func dashed(_ rows: [PrintedRow], indent: Int) -> [PrintedRow] {
    guard let first = rows.firstIndex(where: \.isCode) else { return rows }
    var result = rows
    for index in rows[..<first].indices { result[index] = rows[index].indented(indent) }
    if case .code(let text, _, let trailing) = rows[first] {
      result[first] = .code("- " + text, indent: indent, trailing: trailing)
    }
    return result
  }

  private func keyText(_ part: CommentedNode.Part) -> String {
    ScalarText(
      text: part.key ?? "", role: .text, place: .key, wasQuoted: part.isKeyQuoted
    ).line
  }
}

// Scalars of blocks.
extension DocumentPrinter {
  private func scalarRows(
    _ scalar: Scalar, behind start: String, _ layout: any NodeLayout, indent: Int,
    _ trailing: [Comment]
  ) -> [PrintedRow] {
    let role = layout.scalarRole
    if let block = blockText(scalar, role, indent: indent, behind: start) {
      let margin = String(repeating: " ", count: indent + 2)
      return [.code(start + " " + block.sign, indent: indent, trailing: trailing)]
        + block.lines.map { .raw($0.isEmpty ? "" : margin + $0) }
    }
    let line = ScalarText.line(scalar, role: role, place: .block)
    return [.code(line.isEmpty ? start : start + " " + line, indent: indent, trailing: trailing)]
  }

  private func blockText(
    _ scalar: Scalar, _ role: TextRole, indent: Int, behind start: String
  ) -> BlockText? {
    let room = Self.width - indent - 2
    guard role == .condition, scalar.value == .string else {
      return BlockText(scalar, width: room)
    }
    let lines = scalar.text.split(separator: "\n").map { String($0).trimmingSpaces }
    if scalar.style.isBlock || lines.count > 1 {
      return kept(scalar, room) ?? broken(scalar, room) ?? BlockText(scalar, width: room)
    }
    let line = ScalarText.line(scalar, role: role, place: .block)
    let width = indent + start.unicodeScalars.count + 1 + line.unicodeScalars.count
    return width > Self.width ? broken(scalar, room) : nil
  }

  /// The author's own lines, where all of them fit.
  private func kept(_ scalar: Scalar, _ room: Int) -> BlockText? {
    var lines = scalar.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).withoutTrailingSpaces }
    while lines.last?.isEmpty == true { lines.removeLast() }
    while lines.first?.isEmpty == true { lines.removeFirst() }
    guard let first = lines.first else { return nil }
    lines[0] = first.trimmingSpaces
    guard lines.allSatisfy({ $0.unicodeScalars.count <= room }) else { return nil }
    return checked(lines, scalar)
  }

  private func broken(_ scalar: Scalar, _ room: Int) -> BlockText? {
    conditions.lines(of: scalar.text, width: room).flatMap { checked($0, scalar) }
  }

  /// The lines as a block that is read as the same condition.
  private func checked(_ lines: [String], _ scalar: Scalar) -> BlockText? {
    let isVisible = lines.allSatisfy { line in
      line.unicodeScalars.allSatisfy { $0.value >= 0x20 && !ByteScan.isHidden($0.value) }
    }
    guard isVisible, conditions.isSame(lines.joined(separator: "\n") + "\n", scalar.text) else {
      return nil
    }
    return BlockText(condition: lines)
  }
}

// Lines in brackets.
extension DocumentPrinter {
  /// The collection in brackets, where it was written so, and nothing in it needs a line.
  private func flowLine(_ node: CommentedNode, _ layout: any NodeLayout) -> String? {
    guard case .collection(let collection) = node.content, collection.isFlow, !node.hasComments
    else { return nil }
    var pieces: [String] = []
    for part in ordered(collection, layout) {
      guard let value = flowValue(part.value, self.layout(of: part, in: layout)) else { return nil }
      pieces.append(part.key == nil ? value : keyText(part) + ": " + value)
    }
    let inner = pieces.joined(separator: ", ")
    return collection.isMapping ? "{\(inner)}" : "[\(inner)]"
  }

  private func flowValue(_ node: CommentedNode, _ layout: any NodeLayout) -> String? {
    guard case .scalar(let scalar) = node.content else { return flowLine(node, layout) }
    // Nothing between two commas can be read in two ways; on a line of its own it cannot.
    let line = ScalarText.line(scalar, role: layout.scalarRole, place: .flow)
    return line.isEmpty ? nil : line
  }
}

/// Lines in brackets below each other, which are a table when there are several and all fit.
private struct ValueTable {
  let lines: [String?]

  /// How much longer the longest key of a table may be than the shortest.
  private static let widestGap = 24

  init(_ lines: [String?]) {
    self.lines = lines
  }

  /// How the values of a block of entries are written.
  enum Form {
    case free
    /// Values begin in one column, which is so far behind the key's start.
    case aligned(width: Int)
    /// One does not fit, so that none is on a line.
    case broken

    var isOpen: Bool {
      switch self {
      case .free, .aligned: true
      case .broken: false
      }
    }

    func space(behind key: String) -> String {
      switch self {
      case .free, .broken: " "
      case .aligned(let width):
        String(repeating: " ", count: max(1, width - key.unicodeScalars.count))
      }
    }
  }

  func form(of parts: [CommentedNode.Part], indent: Int) -> Form {
    guard parts.count > 1, lines.allSatisfy({ $0?.hasPrefix("{") ?? false && $0 != "{}" }) else {
      return .free
    }
    let keys = parts.map { part in
      ScalarText(
        text: part.key ?? "", role: .text, place: .key, wasQuoted: part.isKeyQuoted
      ).line.unicodeScalars.count
    }
    let width = (keys.max() ?? 0) + 2
    let longest = lines.compactMap { $0?.unicodeScalars.count }.max() ?? 0
    let shortest = keys.min() ?? 0
    if width - shortest > Self.widestGap { return .free }
    return indent + width + longest <= DocumentPrinter.width ? .aligned(width: width) : .broken
  }
}

extension String {
  fileprivate var withoutTrailingSpaces: String {
    var end = endIndex
    while end > startIndex, [" ", "\t", "\r"].contains(self[index(before: end)]) {
      end = index(before: end)
    }
    return String(self[..<end])
  }

  fileprivate var trimmingSpaces: String {
    String(withoutTrailingSpaces.drop { $0 == " " || $0 == "\t" })
  }
}

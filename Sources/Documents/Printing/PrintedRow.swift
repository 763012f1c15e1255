/// One row of a printed document, before the comments at line ends have their columns.
enum PrintedRow {
  case blank
  /// A comment on a line of its own.
  case comment(String, indent: Int)
  case code(String, indent: Int, trailing: [Comment])
  /// A line of a block scalar, as it is.
  case raw(String)

  /// The row further right or left; what is raw stays.
  func indented(_ indent: Int) -> PrintedRow {
    switch self {
    case .blank, .raw: self
    case .comment(let text, _): .comment(text, indent: indent)
    case .code(let text, _, let trailing): .code(text, indent: indent, trailing: trailing)
    }
  }

  var isBlank: Bool {
    switch self {
    case .blank: true
    case .comment, .code, .raw: false
    }
  }

  var isCode: Bool {
    switch self {
    case .code: true
    case .blank, .comment, .raw: false
    }
  }
}

extension [PrintedRow] {
  /// The text of the rows, with a line end after each.
  ///
  /// Comments at line ends that stood in one column of one paragraph stand in one column again.
  /// Where nothing else is known, one that was set off stays in its column, and any other stands
  /// two spaces behind the code.
  var text: String {
    var lines: [String] = []
    for paragraph in split(omittingEmptySubsequences: false, whereSeparator: \.isBlank) {
      if !lines.isEmpty || paragraph.isEmpty { lines.append("") }
      lines += Self.lines(of: Array(paragraph))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func lines(of paragraph: [PrintedRow]) -> [String] {
    var ends: [Int: [Int]] = [:]
    for row in paragraph {
      guard case .code(let text, let indent, let trailing) = row, let first = trailing.first else {
        continue
      }
      ends[first.start.column, default: []].append(indent + text.unicodeScalars.count)
    }
    return paragraph.flatMap { row -> [String] in
      switch row {
      case .blank: return [""]
      case .raw(let text): return [text]
      case .comment(let text, let indent): return [spaces(indent) + text]
      case .code(let text, let indent, let trailing):
        let code = spaces(indent) + text
        guard let first = trailing.first else { return [code] }
        let column = column(of: first, behind: code, neighbours: ends[first.start.column] ?? [])
        let gap = column - 1 - code.unicodeScalars.count
        return [code + spaces(gap) + first.text]
          + trailing.dropFirst().map { spaces(column - 1) + $0.text }
      }
    }
  }

  /// The column of a comment: never nearer than two spaces to the code of any of its group.
  private static func column(
    of comment: Comment, behind code: String, neighbours: [Int]
  ) -> Int {
    let nearest = (neighbours.max() ?? code.unicodeScalars.count) + 3
    let isSetOff = neighbours.count > 1 || comment.gap > 2
    return isSetOff ? Swift.max(comment.start.column, nearest) : nearest
  }

  private static func spaces(_ count: Int) -> String {
    String(repeating: " ", count: Swift.max(0, count))
  }
}

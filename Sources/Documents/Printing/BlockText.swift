/// A text on lines of its own below a `|` or `>`, where it can be written so.
struct BlockText {
  /// What stands behind the key.
  let sign: String
  /// The lines, without their indentation.
  let lines: [String]

  /// A condition in lines; it ends with one line end, whatever was written.
  init(condition lines: [String]) {
    sign = "|"
    self.lines = lines
  }

  /// The text of a literal or folded scalar, in the same style.
  ///
  /// `nil` where such a block could not hold it exactly: white space at the start, more than one
  /// line end at the end, characters that cannot be seen; and where it needs none, because it is
  /// one short line without an end.
  init?(_ scalar: Scalar, width: Int) {
    var lines = scalar.text.split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    let endsLine = lines.last == ""
    if endsLine { lines.removeLast() }
    guard let first = lines.first, let last = lines.last, !first.isEmpty, !last.isEmpty,
      Self.isWritable(lines), endsLine || lines.count > 1 || first.unicodeScalars.count > width
    else { return nil }
    switch scalar.style {
    case .literal:
      guard !first.startsWithSpace else { return nil }
      sign = endsLine ? "|" : "|-"
      self.lines = lines
    case .folded:
      // A line end in the text is an empty line in the block; what is indented is not folded.
      guard !lines.contains(where: { $0.startsWithSpace || $0.isEmpty }),
        !lines.contains(where: { $0.hasSuffix(" ") })
      else { return nil }
      sign = endsLine ? ">" : ">-"
      self.lines = Array(lines.map { Self.wrapped($0, width: width) }.joined(separator: [""]))
    case .plain, .singleQuoted, .doubleQuoted: return nil
    }
  }

  private static func isWritable(_ lines: [String]) -> Bool {
    lines.allSatisfy { line in
      line.unicodeScalars.allSatisfy {
        ($0.value >= 0x20 || $0 == "\t") && $0 != "\u{7F}" && !ByteScan.isHidden($0.value)
      } && (line.isEmpty || line.contains { $0 != " " && $0 != "\t" })
    }
  }

  /// Breaks at single spaces only: folding gives one space back for each line end.
  private static func wrapped(_ line: String, width: Int) -> [String] {
    var rows: [String] = []
    var row = ""
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      let isBreakable =
        !word.isEmpty && !word.hasPrefix("\t") && !row.isEmpty && !row.hasSuffix(" ")
      if isBreakable, row.unicodeScalars.count + 1 + word.unicodeScalars.count > width {
        rows.append(row)
        row = String(word)
      } else {
        row += rows.isEmpty && row.isEmpty ? String(word) : " " + word
      }
    }
    return rows + [row]
  }
}

extension String {
  fileprivate var startsWithSpace: Bool { hasPrefix(" ") || hasPrefix("\t") }
}

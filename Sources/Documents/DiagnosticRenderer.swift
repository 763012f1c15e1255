/// A diagnostic on the terminal: the place, the words, the line with a mark below it, the way out.
public struct DiagnosticRenderer: Sendable {
  private let sources: [String: SourceFile]
  private let color: Bool

  /// How much of a line is shown around its mark, in characters.
  private static let window = 100

  /// `sources` are the files that diagnostics point into; others show without their line.
  public init(sources: [SourceFile], color: Bool) {
    self.sources = Dictionary(sources.map { ($0.path, $0) }) { first, _ in first }
    self.color = color
  }

  /// The diagnostic in lines, with a line end after the last.
  public func text(_ diagnostic: Diagnostic) -> String {
    let start = diagnostic.span.start
    let place = Self.escaped("\(diagnostic.span.path):\(start.line):\(start.column)")
    let severity = painted("\(diagnostic.severity.rawValue):", diagnostic.severity.paint)
    let words = Self.escaped(diagnostic.message)
    var lines = ["\(painted("\(place):", .bold)) \(severity) \(words) [\(diagnostic.code)]"]
    let margin = String(repeating: " ", count: "\(start.line)".count)
    if let excerpt = excerpt(diagnostic.span) {
      lines.append("\(margin) |")
      lines.append("\(start.line) | \(excerpt.line)")
      lines.append("\(margin) | \(painted(excerpt.mark, diagnostic.severity.paint))")
    }
    lines += diagnostic.help.map { "\(margin) = help: \(Self.escaped($0))" }
    lines.append("\(margin) = more: kintsugi explain \(diagnostic.code)")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The line of a span's start, cut to a window, and the mark that goes below it.
  private func excerpt(_ span: SourceSpan) -> (line: String, mark: String)? {
    guard let source = sources[span.path], span.start.line <= source.lineStarts.count else {
      return nil
    }
    let scalars = Array(
      String(decoding: source.line(span.start.line), as: UTF8.self).unicodeScalars)
    if scalars.isEmpty && span.start.column == 1 && span.start == span.end { return nil }
    let first = min(span.start.column - 1, scalars.count)
    let isOneLine = span.end.line == span.start.line
    let last = isOneLine ? min(max(span.end.column - 1, first), scalars.count) : scalars.count
    let from = max(0, min(first - Self.window / 2, scalars.count - Self.window))
    let to = min(scalars.count, from + Self.window)
    let before = (from > 0 ? "…" : "") + Self.escaped(scalars[from..<first])
    let marked = Self.escaped(scalars[first..<min(max(last, first), to)])
    let after =
      Self.escaped(scalars[min(max(last, first), to)..<to]) + (to < scalars.count ? "…" : "")
    let indent = String(repeating: " ", count: Self.width(before))
    let tail = String(repeating: "~", count: max(0, Self.width(marked) - 1))
    return (before + marked + after, indent + "^" + tail)
  }

  /// Colours of a terminal, by their codes.
  fileprivate enum Paint: Int {
    case bold = 1
    case red = 31
    case yellow = 33
    case blue = 34
  }

  private func painted(_ text: String, _ paint: Paint) -> String {
    color ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}

// Hostile text, and how wide it is.
extension DiagnosticRenderer {
  private static func escaped(_ text: String) -> String { escaped(Array(text.unicodeScalars)[...]) }

  /// The characters with a tab as two spaces, and all that a terminal would obey as `\u{…}`.
  private static func escaped(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var result = ""
    for scalar in scalars {
      if scalar == "\t" {
        result += "  "
      } else if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      true
    default: false
    }
  }

  /// The columns that a text takes: none for marks, two for the wide letters of East Asia and
  /// emoji.
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      switch scalar.properties.generalCategory {
      case .nonspacingMark, .enclosingMark: sum
      // The vowels and finals of a Hangul syllable are drawn into its first letter.
      case .otherLetter where (0x1160...0x11FF).contains(scalar.value): sum
      default: sum + (isWide(scalar.value) ? 2 : 1)
      }
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      true
    default: false
    }
  }
}

extension Diagnostic.Severity {
  fileprivate var paint: DiagnosticRenderer.Paint {
    switch self {
    case .error: .red
    case .warning: .yellow
    case .note: .blue
    }
  }
}

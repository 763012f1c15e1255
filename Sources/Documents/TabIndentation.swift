/// Finds tabs that indent: libyaml takes some of them, and no two editors show them alike.
enum TabIndentation {
  /// The first line outside of block scalars that begins with white space in which a tab stands.
  static func diagnostics(
    of file: SourceFile, besides blockScalars: [Range<Int>]
  ) -> [Diagnostic] {
    for start in file.lineStarts {
      let line = file.bytes[start...].prefix { $0 != UInt8(ascii: "\n") }
      let indent = line.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
      guard let tab = indent.firstIndex(of: UInt8(ascii: "\t")), indent.count < line.count,
        line[indent.endIndex] != UInt8(ascii: "#"), line[indent.endIndex] != UInt8(ascii: "\r"),
        !blockScalars.contains(where: { $0.contains(start) })
      else { continue }
      return [.syntax("a tab cannot indent", at: file.span(tab..<(tab + 1)))]
    }
    return []
  }
}

extension Diagnostic {
  static func syntax(_ words: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "syntax", message: "this is no YAML: \(words)", span: span,
      help: ["indent with spaces, put a space after `:` and `-`, quote text with special letters"])
  }

  static func nothing(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "empty", message: "there is nothing in the file", span: span,
      help: ["begin with `kintsugi: rules/v1`, or the kind that it is to be"])
  }

  static func directive(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "directive", message: "directives are not used here", span: span,
      help: ["leave the line that begins with `%` out"])
  }

  static func secondDocument(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "multi-document", message: "a second document begins here", span: span,
      help: ["put each document into a file of its own"])
  }

  static func alias(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "alias", message: "anchors and aliases are not used here", span: span,
      help: ["write the value where it is needed"])
  }

  static func tag(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "tag", message: "tags are not used here", span: span,
      help: ["leave it out; quote a value to make it text"])
  }

  static func mergeKey(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "merge-key", message: "merge keys are not used here", span: span,
      help: ["write the keys out; quote `<<` to mean the text"])
  }

  static func keyType(_ found: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "key-type", message: "a key is text, this is \(found)", span: span,
      help: ["quote it"])
  }

  static func duplicateKey(
    _ key: String, first: SourceSpan, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "duplicate-key", message: "the key `\(key.prefix(60))` is there already", span: span,
      help: ["the first one is on line \(first.start.line); keep one of them"])
  }

  static func ambiguous(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "ambiguous-scalar",
      message: "`\(text.prefix(60))` is read differently by YAML's versions",
      span: span, help: ["quote it to mean the text, or write `true`, `null` or a plain number"])
  }

  static func numberRange(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "number-range", message: "`\(text.prefix(60))` is a number that cannot be held",
      span: span, help: ["integers have 64 bits, decimals are doubles; quote it to mean the text"])
  }

  static func tooDeep(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "depth",
      message: "collections are nested deeper than \(DocumentParser.maximumDepth)", span: span,
      help: ["nest less"])
  }
}

internal import Conditions
public import Documents

/// Lays a file of the dialect out: the same meaning, in the one canonical form.
public enum ConfigurationFormatter {
  /// What comes of a file.
  public enum Outcome: Sendable {
    /// The canonical text, which may be the one that was given.
    case text(String)
    /// Why it is left as it is.
    case refused([Diagnostic])
  }

  /// The canonical text of a file.
  ///
  /// What is printed is read again, and given only when its tree and its comments are those of the
  /// file: nothing that this gives can mean anything else than what was given.
  public static func format(_ file: SourceFile) -> Outcome {
    let parsed = DocumentParser.parse(file)
    guard let document = parsed.value else { return .refused(parsed.diagnostics) }
    guard case .scalar(let header)? = document.root["kintsugi"]?.content else {
      return .refused([.noHeader(at: document.root.span)])
    }
    let shape = DocumentShape.all.first { $0.header == header.text }
    let layout: any NodeLayout = shape?.root ?? Shape.anything
    let conditions = BrokenConditions()
    let text = DocumentPrinter(conditions: conditions).text(document, layout: layout)
    let again = DocumentParser.parse(SourceFile(path: file.path, text: text))
    let comparison = DocumentComparison(conditions: conditions)
    guard let printed = again.value, comparison.isSame(document, printed, layout) else {
      return .refused([.notFormattable(at: .start(of: file.path))])
    }
    return .text(text)
  }

  /// How conditions are broken into lines.
  private struct BrokenConditions: ConditionBreaking {
    func lines(of condition: String, width: Int) -> [String]? {
      ConditionLines(condition)?.lines(width: width)
    }

    func isSame(_ left: String, _ right: String) -> Bool { ConditionLines.isSame(left, right) }
  }
}

extension Diagnostic {
  static func notFormattable(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "not-formattable", message: "the file cannot be laid out without changing it",
      span: span, help: ["this is a mistake of kintsugi: please report it with the file"])
  }
}

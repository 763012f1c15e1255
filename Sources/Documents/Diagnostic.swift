/// One mistake of an author: what is wrong, where, and what to write instead.
///
/// A kind of diagnostic is built by a `static func` in an `extension Diagnostic` at the foot of the
/// file that finds it. Codes never change meaning.
public struct Diagnostic: Sendable, Hashable {
  /// How bad it is: an error keeps a configuration from being used.
  public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
    case note, warning, error

    public static func < (left: Severity, right: Severity) -> Bool {
      order(left) < order(right)
    }

    private static func order(_ severity: Severity) -> Int {
      switch severity {
      case .note: 0
      case .warning: 1
      case .error: 2
      }
    }
  }

  /// A stable kebab-case name, as `unknown-key`.
  public let code: String
  public let severity: Severity
  /// What is wrong: lower case, no full stop, the author's words in backticks.
  public let message: String
  /// The smallest text that the author must change.
  public let span: SourceSpan
  /// What to write instead; one line each.
  public let help: [String]
  /// The text that stands for the span's once it is right; `nil` where that is not for a program.
  public let replacement: String?

  public init(
    code: String, severity: Severity = .error, message: String, span: SourceSpan,
    help: [String] = [], replacement: String? = nil
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.span = span
    self.help = help
    self.replacement = replacement
  }

  /// The order in which a person reads them: file, line, column, code.
  public static func precedes(_ left: Diagnostic, _ right: Diagnostic) -> Bool {
    if left.span.path != right.span.path { return left.span.path < right.span.path }
    if left.span.start != right.span.start { return left.span.start < right.span.start }
    if left.code != right.code { return left.code < right.code }
    return left.message < right.message
  }
}

/// A value made from what an author wrote, or the reasons why there is none, or both (warnings).
public struct Checked<Value: Sendable>: Sendable {
  /// The value; `nil` where an error kept it from being made.
  public let value: Value?
  /// Everything that was found, in reading order.
  public let diagnostics: [Diagnostic]

  public init(_ value: Value?, _ diagnostics: [Diagnostic] = []) {
    self.value = diagnostics.contains { $0.severity == .error } ? nil : value
    self.diagnostics = diagnostics.sorted(by: Diagnostic.precedes)
  }
}

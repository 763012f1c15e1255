internal import Documents

/// Says what the code of a diagnostic means, and the way out.
struct ExplainCommand: Command {
  static let name = "explain"
  static let summary = "what a diagnostic means, and the way out"
  static let manual = """
    kintsugi explain CODE

    CODE stands in brackets behind a diagnostic, as `unknown-key`. Leaves with 2 when there is no
    such code.
    """

  private let entry: DiagnosticManual.Entry
  private let code: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    _ = try ProjectFolder(&arguments)
    let words = try arguments.operands()
    guard let code = words.first, words.count == 1 else {
      throw .missing("the CODE of a diagnostic", command: Self.name)
    }
    guard let entry = DiagnosticManual.entry(code) else {
      throw .unknownCode(code, known: DiagnosticManual.entries.flatMap(\.codes))
    }
    self.code = code
    self.entry = entry
  }

  func run() async -> ExitCode {
    let others = entry.codes.filter { $0 != code }
    Terminal.out("\(code)\n  what is wrong  \(entry.wrong)\n  the way out    \(entry.wayOut)\n")
    if !others.isEmpty { Terminal.out("  see also       \(others.joined(separator: ", "))\n") }
    return .fine
  }
}

internal import Documents
internal import Linting

/// Which diagnostics a caller of `lint` wants to see.
struct LintSelection {
  private let only: Set<String>
  private let skipped: Set<String>
  /// The files and folders that were named; all where none was.
  let paths: [String]

  /// Reads `--only` and `--skip`; the rest of the line are paths.
  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    only = try Self.codes("--only", &arguments)
    skipped = try Self.codes("--skip", &arguments)
    if let code = skipped.sorted().first(where: SafetyCodes.all.contains) {
      throw .badValue(
        "--skip", code, wanted: "it is about safety, and nobody can have that left out")
    }
    paths = try arguments.operands().map { word in
      var path = word[...]
      while path.hasPrefix("./") { path = path.dropFirst(2) }
      while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
      return String(path)
    }
  }

  private static func codes(
    _ option: String, _ arguments: inout ArgumentReader
  ) throws(UsageError) -> Set<String> {
    guard let text = try arguments.option(option) else { return [] }
    let known = DiagnosticManual.entries.flatMap(\.codes)
    let codes = text.split(separator: ",").map(String.init)
    for code in codes where !known.contains(code) { throw .unknownCode(code, known: known) }
    return Set(codes)
  }

  /// Whether a diagnostic is shown: one of safety always is, wherever it is looked for.
  func contains(_ diagnostic: Diagnostic) -> Bool {
    guard contains(diagnostic.span.path) else { return false }
    if SafetyCodes.all.contains(diagnostic.code) { return true }
    return !skipped.contains(diagnostic.code) && (only.isEmpty || only.contains(diagnostic.code))
  }

  /// Whether a file is one of those that were named, or below one.
  func contains(_ path: String) -> Bool {
    paths.isEmpty || paths.contains { $0 == "." || path == $0 || path.hasPrefix($0 + "/") }
  }
}

internal import Configurations
internal import Documents
internal import Glibc
internal import Healing
internal import Reporting

/// Lays configuration and test files out in the one canonical form.
struct FormatCommand: Command {
  static let name = "fmt"
  static let summary = "lays files out: order of keys, quotes, conditions; comments stay"
  static let manual = """
    kintsugi fmt [PATH…] [--check] [--diff] [-C DIR]

    Writes the files anew, each wholly or not at all; without a PATH, all files of the project. A
    folder stands for the YAML files below it, - for standard input, which goes to standard output.
    --check  change nothing; list the files that would change, and leave with 1 when there is one
    --diff   change nothing; print what would change as a unified diff

    Says how many files it wrote. A file that cannot be read as YAML is told and left untouched, and
    fmt leaves with 3.
    """

  private let project: ProjectFolder
  private let paths: [String]
  private let checks: Bool
  private let showsDiff: Bool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    checks = arguments.flag("--check")
    showsDiff = arguments.flag("--diff")
    paths = try arguments.operands()
    if paths.contains("-"), paths.count > 1 {
      throw .badValue("PATH", "-", wanted: "alone, without files")
    }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let files = paths == ["-"] ? [try Self.standardInput()] : try project.formattedFiles(paths)
      var tally = Tally()
      for file in files { format(file, &tally) }
      return end(tally, of: files.count)
    } catch {
      return project.report(error)
    }
  }

  /// What came of the files so far.
  private struct Tally {
    var changed = 0
    var refused = 0
    var unwritten = 0
  }

  private func format(_ file: SourceFile, _ tally: inout Tally) {
    switch ConfigurationFormatter.format(file) {
    case .refused(let diagnostics):
      tally.refused += 1
      let renderer = DiagnosticRenderer(sources: [file], color: project.color.isOn)
      for diagnostic in diagnostics { Terminal.err(renderer.text(diagnostic) + "\n") }
    case .text(let text):
      let bytes = Array(text.utf8)
      let isChanged = bytes != file.bytes
      if isChanged { tally.changed += 1 }
      if showsDiff, isChanged { Terminal.out(Self.diff(file, text)) }
      if checks, isChanged, !showsDiff { Terminal.out(Terminal.plain(file.path) + "\n") }
      guard !checks, !showsDiff else { return }
      if paths == ["-"] { return Terminal.out(text) }
      if isChanged { write(bytes, to: file.path, &tally) }
    }
  }

  private func write(_ bytes: [UInt8], to path: String, _ tally: inout Tally) {
    do throws(FileReplacement.Failure) { try FileReplacement.write(bytes, to: path) } catch {
      tally.unwritten += 1
      let place = Terminal.plain(path)
      Terminal.err("kintsugi: \(place) cannot be written: \(error.reason)\n")
    }
  }

  private static func diff(_ file: SourceFile, _ text: String) -> String {
    let old = String(decoding: file.bytes, as: UTF8.self)
    return UnifiedDiff(path: Terminal.plain(file.path), old: old, new: text).text
  }

  private func end(_ tally: Tally, of count: Int) -> ExitCode {
    if !showsDiff, paths != ["-"] {
      let verb = checks ? "would change" : "changed"
      let refused = tally.refused > 0 ? ", \(tally.refused) left untouched" : ""
      let changed = tally.changed - tally.unwritten
      let files = "\(count) file\(count == 1 ? "" : "s")"
      Terminal.err("\(files): \(changed) \(verb)\(refused)\n")
    }
    if tally.unwritten > 0 { return .worldFailed }
    if tally.refused > 0 { return .notLoaded }
    return checks && tally.changed > 0 ? .problems : .fine
  }

  private static func standardInput() throws(LoadFailure) -> SourceFile {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= WholeFile.maximumBytes {
      let count = buffer.withUnsafeMutableBytes { read(STDIN_FILENO, $0.baseAddress, $0.count) }
      if count == 0 { return SourceFile(path: "-", bytes: bytes) }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .message("standard input cannot be read: \(String(cString: strerror(errno)))")
      }
      bytes += buffer.prefix(count)
    }
    throw .message("standard input is larger than \(WholeFile.maximumBytes) bytes")
  }
}

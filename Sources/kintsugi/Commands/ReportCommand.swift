internal import Evaluations
internal import FoundationEssentials
internal import Reporting

/// Writes the record of an evaluation as a page for people.
struct ReportCommand: Command {
  static let name = "report"
  static let summary = "an evaluation as one page: charts, tables, how to make it again"
  static let manual = """
    kintsugi report FILE [--to FILE.html]

    FILE is what `kintsugi evaluate -o json=FILE` wrote. The page is one HTML file without script
    and without anything from elsewhere: readable on a phone, in print, in the dark. The same
    record gives the same bytes.
    --to  where it goes, wholly or not at all (standard output)

    Leaves with 3 when FILE cannot be read or is no evaluation, with 4 when the page cannot be
    written.
    """

  private let path: String
  private let target: String?

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    target = try arguments.option("--to")
    _ = try ProjectFolder(&arguments)
    let words = try arguments.operands()
    guard let path = words.first else { throw .missing("a FILE", command: Self.name) }
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    self.path = path
  }

  func run() async -> ExitCode {
    let record: EvaluationRecord
    do throws(EvaluationFile.Failure) { record = try EvaluationFile.record(at: path) } catch {
      Terminal.err("kintsugi: \(Terminal.plain(path)) \(Terminal.plain(error.reason))\n")
      return .notLoaded
    }
    let html = EvaluationReport(record).html
    guard let target else {
      Terminal.out(html)
      return .fine
    }
    do throws(FileReplacement.Failure) {
      try FileReplacement.create(Array(html.utf8), at: target)
      return .fine
    } catch {
      Terminal.err("kintsugi: \(Terminal.plain(target)) cannot be written: \(error.reason)\n")
      return .worldFailed
    }
  }
}

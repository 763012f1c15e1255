internal import FoundationEssentials
internal import Glibc
internal import Reporting

/// One `-o FORMAT` or `-o FORMAT=FILE`: a form of the answer, and where it goes.
struct OutputRequest {
  let format: ReportFormat
  /// Standard output where there is no file.
  let path: String?

  /// Reads all of them; without one, the pretty form goes to standard output.
  static func all(_ arguments: inout ArgumentReader) throws(UsageError) -> [OutputRequest] {
    var requests: [OutputRequest] = []
    for name in ["-o", "--output"] {
      while let text = try arguments.first(name) { requests.append(try request(text)) }
    }
    guard requests.count(where: { $0.path == nil }) <= 1 else {
      throw .badValue("-o", "two formats", wanted: "one on standard output, the others as =FILE")
    }
    return requests.isEmpty ? [OutputRequest(format: .pretty, path: nil)] : requests
  }

  private static func request(_ text: String) throws(UsageError) -> OutputRequest {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let known = ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")
    guard let format = ReportFormat(rawValue: String(parts[0])) else {
      throw .badValue("-o", String(parts[0]), wanted: known)
    }
    guard parts.count < 2 || !parts[1].isEmpty else { throw .missingValue("-o \(format)=") }
    return OutputRequest(format: format, path: parts.count > 1 ? String(parts[1]) : nil)
  }

  /// Writes a report wherever it was asked for; says which file could not be written.
  static func write(_ report: ProblemReport, to requests: [OutputRequest], color: Bool) -> Bool {
    write(to: requests) { report.text(as: $0.format, color: $0.path == nil && color) }
  }

  /// Writes what `text` gives for each request.
  static func write(to requests: [OutputRequest], _ text: (OutputRequest) -> String) -> Bool {
    var isWritten = true
    for request in requests {
      let text = text(request)
      guard let path = request.path else {
        Terminal.out(text)
        continue
      }
      do { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
        Terminal.err("kintsugi: \(Terminal.plain(path)) cannot be written\n")
        isWritten = false
      }
    }
    return isWritten
  }
}

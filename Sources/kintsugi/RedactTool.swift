internal import FoundationEssentials
internal import Healing

/// Shows text as it would be kept: without secrets.
struct RedactTool {
  let path: String
  let isJSONLines: Bool

  func run() throws(RecordingError) -> ExitCode {
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    let redactor = Redactor()
    guard isJSONLines else {
      for line in redactor.redacted(bytes).split(
        separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      {
        Terminal.out(Terminal.plain(String(decoding: line, as: UTF8.self)) + "\n")
      }
      return .fine
    }
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let record = try JSONFile.decode(RedactedRecord.self, from: Array(line), path: path)
      let clean = redactor.redacted(record.text)
      Terminal.line(
        RedactedRecord(id: record.id, text: clean, isChanged: clean != record.text))
    }
    return .fine
  }
}

/// One record of JSON lines, before and after.
private struct RedactedRecord: Codable {
  let id: String?
  let text: String
  var isChanged: Bool?

  enum CodingKeys: String, CodingKey {
    case id, text
    case isChanged = "changed"
  }
}

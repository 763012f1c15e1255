internal import Incidents

/// What Glue measured of batches, as profiles: results of Data Quality, and column statistics of
/// the catalog, in the service's own words.
public enum GlueProfiles {
  private struct Answer: Decodable {
    let quality: GlueQuality?
    let statistics: GlueStatistics?

    private enum CodingKeys: String, CodingKey {
      case rules = "RuleResults"
      case analyzers = "AnalyzerResults"
      case columns = "ColumnStatisticsList"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      let isQuality = fields.contains(.rules) || fields.contains(.analyzers)
      quality = isQuality ? try GlueQuality(from: decoder) : nil
      statistics = fields.contains(.columns) ? try GlueStatistics(from: decoder) : nil
    }

    /// The figures; `nil` where nobody counted the rows.
    func profile() throws(Refusal) -> TableProfile? {
      guard quality != nil || statistics != nil else {
        throw Refusal(
          reason: "it is no answer of `GetDataQualityResult` or `GetColumnStatisticsForTable`")
      }
      return quality?.profile ?? statistics?.profile
    }

    /// The batch, or why there is none.
    func record() throws(Refusal) -> ProfileRecord {
      guard let profile = try profile() else {
        throw Refusal(
          reason: "nobody counted the rows: it needs the analyzer `RowCount`, or a `RecordCount`")
      }
      return ProfileRecord(table: quality?.table ?? "", time: quality?.completed, profile: profile)
    }
  }

  private struct Refusal: Error {
    let reason: String
  }

  /// The batches of a file: one answer, or one a line.
  public static func records(
    in bytes: [UInt8], path: String
  ) throws(RecordingError) -> [ProfileRecord] {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let full = lines.enumerated().filter { line in line.element.contains { $0 > 0x20 } }
    if full.count < 2 || (try? JSONFile.decode(Answer.self, from: bytes, path: path)) != nil {
      return [try record(in: bytes, path: path, line: nil)]
    }
    return try full.map { (index, line) throws(RecordingError) in
      try record(in: Array(line), path: path, line: index + 1)
    }
  }

  /// The batches that a recording has before the one in question, one a line; one of which nobody
  /// counted the rows tells nothing.
  static func history(in bytes: [UInt8], path: String) throws(RecordingError) -> [TableProfile] {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var profiles: [TableProfile] = []
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      let profile = try read(Array(line), path: path, line: index + 1) {
        answer throws(Refusal) in try answer.profile()
      }
      if let profile { profiles.append(profile) }
    }
    return profiles
  }

  private static func record(
    in bytes: [UInt8], path: String, line: Int?
  ) throws(RecordingError) -> ProfileRecord {
    try read(bytes, path: path, line: line) { answer throws(Refusal) in try answer.record() }
  }

  /// What is taken from an answer; what is wrong with it is told with its line.
  private static func read<Result>(
    _ bytes: [UInt8], path: String, line: Int?, _ take: (Answer) throws(Refusal) -> Result
  ) throws(RecordingError) -> Result {
    let place = line.map { "line \($0): " } ?? ""
    let answer: Answer
    do throws(RecordingError) {
      answer = try JSONFile.decode(Answer.self, from: bytes, path: path)
    } catch {
      guard case .malformed(_, let reason) = error else { throw error }
      throw .malformed(path: path, reason: place + reason)
    }
    do throws(Refusal) {
      return try take(answer)
    } catch {
      throw .malformed(path: path, reason: place + error.reason)
    }
  }
}

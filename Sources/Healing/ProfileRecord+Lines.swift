internal import FoundationEssentials
internal import Incidents

extension ProfileRecord {
  /// The longest line that is read.
  public static let maximumLineBytes = 64 << 20

  /// Reads the lines of a profile file; blank lines are passed over.
  ///
  /// Throws for the first line that is no profile, with its number from 1.
  public static func records(in bytes: [UInt8]) throws(ProfileLineError) -> [ProfileRecord] {
    var records: [ProfileRecord] = []
    var number = 0
    for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      number += 1
      if let record = try record(inLine: line, number: number) { records.append(record) }
    }
    return records
  }

  /// Reads one line; `nil` for a blank one.
  static func record(
    inLine line: ArraySlice<UInt8>, number: Int
  ) throws(ProfileLineError) -> ProfileRecord? {
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) { return nil }
    guard line.count <= maximumLineBytes else {
      throw ProfileLineError(line: number, reason: "it is longer than \(maximumLineBytes) bytes")
    }
    do throws(RecordingError) {
      return try JSONFile.decode(ProfileRecord.self, from: Array(line), path: "")
    } catch {
      throw ProfileLineError(line: number, reason: error.reason)
    }
  }

  /// The record as one line, with its keys in the order of their names; without a line feed.
  public var line: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers that are not finite have been left out, and nothing else cannot be written.
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}

/// A line that is not a profile.
public struct ProfileLineError: Error, Sendable, Hashable, CustomStringConvertible {
  /// From 1.
  public let line: Int
  public let reason: String

  public var description: String { "line \(line): \(reason)" }
}

extension RecordingError {
  fileprivate var reason: String {
    switch self {
    case .malformed(_, let reason), .unreadable(_, let reason): reason
    case .missing: description
    }
  }
}

/// What the format does not allow, in words.
struct ProfileMistake: Error, CustomStringConvertible {
  let description: String

  init(_ words: String, at path: [any CodingKey]) {
    let place = path.map { $0.intValue.map { "[\($0)]" } ?? "." + $0.stringValue }.joined()
    description = "`\(place.drop { $0 == "." })`: \(words)"
  }
}

extension ProfileRecord: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case kintsugi, table, index, id, batch, time, bytes, digest, rows
    case duplicateRows = "duplicate_rows"
    case excluded, columns
  }

  public init(from decoder: any Decoder) throws {
    try ProfileKey.refuseOthers(than: Key.self, in: decoder)
    let fields = try decoder.container(keyedBy: Key.self)
    if let format = try fields.decodeIfPresent(String.self, forKey: .kintsugi),
      format != Self.format
    {
      throw ProfileMistake("only `\(Self.format)` is read here", at: [Key.kintsugi])
    }
    table = try fields.decodeIfPresent(String.self, forKey: .table) ?? ""
    index = try fields.decodeIfPresent(Int.self, forKey: .index)
    id = try fields.decodeIfPresent(String.self, forKey: .id)
    batch = try fields.decodeIfPresent(String.self, forKey: .batch)
    time = try fields.decodeIfPresent(String.self, forKey: .time).map { text in
      guard let time = Timestamp(rfc3339: text) else {
        throw ProfileMistake("this is no time as 2013-04-18T06:00:00Z", at: [Key.time])
      }
      return time
    }
    bytes = try fields.decodeIfPresent(Int.self, forKey: .bytes)
    digest = try fields.decodeIfPresent(String.self, forKey: .digest)
    isExcluded = try fields.decodeIfPresent(Bool.self, forKey: .excluded) ?? false
    profile = TableProfile(
      rows: try fields.decode(Int.self, forKey: .rows),
      columns: try fields.decode([ProfileColumn].self, forKey: .columns).map(\.profile),
      duplicateRows: try fields.decodeIfPresent(Int.self, forKey: .duplicateRows))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(Self.format, forKey: .kintsugi)
    if !table.isEmpty { try fields.encode(table, forKey: .table) }
    try fields.encodeIfPresent(index, forKey: .index)
    try fields.encodeIfPresent(id, forKey: .id)
    try fields.encodeIfPresent(batch, forKey: .batch)
    try fields.encodeIfPresent(time?.description, forKey: .time)
    try fields.encodeIfPresent(bytes, forKey: .bytes)
    try fields.encodeIfPresent(digest, forKey: .digest)
    if isExcluded { try fields.encode(true, forKey: .excluded) }
    try fields.encode(profile.rows, forKey: .rows)
    try fields.encodeIfPresent(profile.duplicateRows, forKey: .duplicateRows)
    try fields.encode(profile.columns.map(ProfileColumn.init), forKey: .columns)
  }
}

/// A key of any name: to find the ones that nobody knows.
struct ProfileKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }

  /// Throws for a key that the format has not.
  static func refuseOthers<Known: CodingKey & CaseIterable>(
    than known: Known.Type, in decoder: any Decoder
  ) throws {
    let names = known.allCases.map(\.stringValue)
    for key in try decoder.container(keyedBy: ProfileKey.self).allKeys
    where !names.contains(key.stringValue) {
      throw ProfileMistake(
        "unknown key; known are \(names.joined(separator: ", "))", at: decoder.codingPath + [key])
    }
  }
}

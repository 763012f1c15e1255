/// How the objects of a table are written.
public enum ObjectFormat: String, Sendable, Hashable, CaseIterable {
  case csv, jsonLines, parquet

  /// Reads the catalog's word (the table's parameter `classification`), else the key's ending.
  ///
  /// `nil` when neither says a format that is read here.
  public init?(classification: String?, key: String) {
    if let word = classification?.lowercased() {
      guard let format = Self.words[word] else { return nil }
      self = format
      return
    }
    var name = key.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(".gz".count) }
    guard let ending = name.split(separator: ".").last.map(String.init), name.contains("."),
      let format = Self.words[ending]
    else { return nil }
    self = format
  }

  private static let words: [String: ObjectFormat] = [
    "csv": .csv, "json": .jsonLines, "jsonl": .jsonLines, "ndjson": .jsonLines,
    "parquet": .parquet,
  ]
}

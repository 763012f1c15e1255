import Incidents

/// Reads JSON lines, one object on each, into the profile of a table.
///
/// Strict RFC 8259; a name twice in one object is an error. A missing field and `null` are nulls.
/// Empty lines are passed over. Columns come in the order in which their names first appear.
struct JSONLinesReader {
  private let text: TextSource
  private let types: [String: ColumnType]
  private var tallies: [ColumnTally] = []
  private var indices: [[UInt8]: Int] = [:]
  /// The record from 1 in which each column was seen last.
  private var lastSeen: [Int] = []
  private var rows = 0

  init(text: TextSource, expecting columns: [Column]) {
    self.text = text
    types = Dictionary(columns.map { ($0.name, $0.type) }) { first, _ in first }
  }

  /// Reads to the end of the text.
  mutating func profile() throws(ReadFailure) -> TableProfile {
    let text = text
    let bytes = text.bytes.span
    var start = text.start
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != .newline { end += 1 }
      try read(bytes.extracting(start..<end), at: start)
      start = end + 1
    }
    return TableProfile(rows: rows, columns: tallies.map { $0.profile(rows: rows) })
  }

  /// Reads one line.
  private mutating func read(_ line: Span<UInt8>, at start: Int) throws(ReadFailure) {
    var scanner = JSONScanner()
    scanner.skipSpace(line)
    if scanner.position == line.count { return }
    rows += 1
    do throws(JSONError) {
      try readRecord(line, &scanner)
    } catch {
      if case .tooManyColumns = error {
        throw .unread("the records name more than \(ProfileLimits.columns) columns")
      }
      throw .damaged(
        "a record is malformed: \(error.reason)", line: text.line(of: start))
    }
  }

  private mutating func readRecord(
    _ line: Span<UInt8>, _ scanner: inout JSONScanner
  ) throws(JSONError) {
    guard scanner.take(UInt8(ascii: "{"), in: line) else { throw .malformed("it is no object") }
    scanner.skipSpace(line)
    var predicted = 0
    if !scanner.take(UInt8(ascii: "}"), in: line) {
      repeat {
        predicted = try readField(line, &scanner, predicted: predicted) + 1
      } while try scanner.hasMore(closing: UInt8(ascii: "}"), in: line)
    }
    scanner.skipSpace(line)
    guard scanner.position == line.count else { throw .malformed("text follows the object") }
  }

  /// Reads `"name": value` and returns the column's index.
  private mutating func readField(
    _ line: Span<UInt8>, _ scanner: inout JSONScanner, predicted: Int
  ) throws(JSONError) -> Int {
    scanner.skipSpace(line)
    let column: Int
    let name = try scanner.readString(line)
    if name.isUnescaped {
      column = try index(of: scanner.unescaped.span, predicted: predicted)
    } else {
      column = try index(of: line.extracting(name.range), predicted: predicted)
    }
    guard lastSeen[column] < rows else { throw .malformed("a name appears twice") }
    lastSeen[column] = rows
    scanner.skipSpace(line)
    guard scanner.take(UInt8(ascii: ":"), in: line) else { throw .malformed("a `:` is missing") }
    scanner.skipSpace(line)
    let value = try scanner.readValue(line)
    if let kind = value.kind {
      if value.isUnescaped {
        tallies[column].add(scanner.unescaped.span, kind: kind)
      } else {
        tallies[column].add(line.extracting(value.range), kind: kind)
      }
    }
    return column
  }

  /// The column with a name. Records mostly name the same fields in the same order, so the column
  /// after the last one is tried first.
  private mutating func index(
    of name: Span<UInt8>, predicted: Int
  ) throws(JSONError) -> Int {
    if predicted < tallies.count, tallies[predicted].isNamed(name) { return predicted }
    let key = name.withUnsafeBufferPointer { Array($0) }
    if let index = indices[key] { return index }
    guard tallies.count < ProfileLimits.columns else { throw .tooManyColumns }
    let type = types[String(decoding: key, as: UTF8.self)]
    // How many columns there will be is not known yet: the first few count as a narrow table does,
    // the others as the widest.
    let full = ProfileLimits.distinctValuesOfTable / ProfileLimits.distinctValues
    let count = tallies.count < full ? full : ProfileLimits.columns
    tallies.append(ColumnTally(name: key, expected: type, among: count))
    lastSeen.append(0)
    indices[key] = tallies.count - 1
    return tallies.count - 1
  }
}

import Incidents

/// Reads CSV (RFC 4180) with a header row into the profile of a table.
///
/// Quoted fields may hold commas, line ends and doubled quotes; a quote inside an unquoted field is
/// text. An empty field is null, quoted or not. Empty lines are passed over, as Spark does.
struct CSVReader {
  private let text: TextSource
  private let expected: [Column]
  private var position: Int
  private var row = CSVRow()

  init(text: TextSource, expecting columns: [Column]) {
    self.text = text
    expected = columns
    position = text.start
  }

  /// Reads to the end of the text.
  mutating func profile() throws(ReadFailure) -> TableProfile {
    let text = text
    let bytes = text.bytes.span
    guard try readRow(bytes) else { throw .damaged("the file has no header row", line: 1) }
    var tallies = try columns(of: bytes)
    var rows = 0
    while try readRow(bytes) {
      guard row.fields.count == tallies.count else { throw wrongCount(expected: tallies.count) }
      rows += 1
      for index in tallies.indices { add(row.fields[index], of: bytes, to: &tallies[index]) }
    }
    return TableProfile(rows: rows, columns: tallies.map { $0.profile(rows: rows) })
  }

  private func add(_ field: CSVRow.Field, of bytes: Span<UInt8>, to tally: inout ColumnTally) {
    if field.range.isEmpty { return }
    if field.isUnescaped {
      tally.add(row.unescaped.span.extracting(field.range), kind: .field)
    } else {
      tally.add(bytes.extracting(field.range), kind: .field)
    }
  }

  /// The columns that the header names.
  private func columns(of bytes: Span<UInt8>) throws(ReadFailure) -> [ColumnTally] {
    let count = row.fields.count
    guard count <= ProfileLimits.columns else {
      throw .unread("the header names more than \(ProfileLimits.columns) columns")
    }
    let types = Dictionary(expected.map { ($0.name, $0.type) }) { first, _ in first }
    return row.fields.map { field in
      let name = field.isUnescaped ? row.unescaped[field.range] : text.bytes[field.range]
      let type = types[String(decoding: name, as: UTF8.self)]
      return ColumnTally(name: Array(name), expected: type, among: count)
    }
  }

  private func wrongCount(expected count: Int) -> ReadFailure {
    let isCutOff = position == text.bytes.count && text.bytes.last != .newline
    let found = row.fields.count == 1 ? "1 field" : "\(row.fields.count) fields"
    return .damaged(
      "a row has \(found), the header has \(count)" + (isCutOff ? ", and the file ends in it" : ""),
      line: text.line(of: row.start))
  }

  /// Reads the next row that is not an empty line into `row`; false at the end of the text.
  private mutating func readRow(_ bytes: Span<UInt8>) throws(ReadFailure) -> Bool {
    skipEmptyLines(bytes)
    guard position < bytes.count else { return false }
    row.begin(at: position)
    while true {
      let isLast: Bool
      if position < bytes.count, bytes[position] == .quote {
        isLast = try readQuoted(bytes)
      } else {
        isLast = readPlain(bytes)
      }
      if isLast { return true }
      guard row.fields.count <= ProfileLimits.columns else { return true }
    }
  }

  private mutating func skipEmptyLines(_ bytes: Span<UInt8>) {
    while position < bytes.count {
      if bytes[position] == .newline {
        position += 1
      } else if bytes[position] == .carriageReturn, endsLine(bytes, at: position + 1) {
        position += 1
      } else {
        return
      }
    }
  }

  private func endsLine(_ bytes: Span<UInt8>, at offset: Int) -> Bool {
    offset >= bytes.count || bytes[offset] == .newline
  }

  /// Reads a field without quotes and its end; true when it is the last of its row.
  private mutating func readPlain(_ bytes: Span<UInt8>) -> Bool {
    let start = position
    var end = start
    while end < bytes.count, bytes[end] != .comma, bytes[end] != .newline { end += 1 }
    let isLast = end == bytes.count || bytes[end] == .newline
    position = min(end + 1, bytes.count)
    if isLast, end > start, bytes[end - 1] == .carriageReturn { end -= 1 }
    row.fields.append(CSVRow.Field(range: start..<end, isUnescaped: false))
    return isLast
  }

  /// Reads a field in quotes and its end; true when it is the last of its row.
  private mutating func readQuoted(_ bytes: Span<UInt8>) throws(ReadFailure) -> Bool {
    let open = position
    let unescapedStart = row.unescaped.count
    var start = open + 1
    var isUnescaped = false
    while true {
      let end = try closingQuote(bytes, from: start, opened: open)
      guard end + 1 < bytes.count, bytes[end + 1] == .quote else {
        if isUnescaped { row.unescape(bytes.extracting(start..<end)) }
        let range = isUnescaped ? unescapedStart..<row.unescaped.count : start..<end
        row.fields.append(CSVRow.Field(range: range, isUnescaped: isUnescaped))
        return try endQuoted(bytes, at: end + 1, opened: open)
      }
      isUnescaped = true
      row.unescape(bytes.extracting(start...end))
      start = end + 2
    }
  }

  private func closingQuote(
    _ bytes: Span<UInt8>, from start: Int, opened: Int
  ) throws(ReadFailure) -> Int {
    var end = start
    while end < bytes.count, bytes[end] != .quote { end += 1 }
    guard end < bytes.count else {
      throw .damaged("a quoted field is never closed", line: text.line(of: opened))
    }
    return end
  }

  /// Steps over the comma or line end behind a closing quote.
  private mutating func endQuoted(
    _ bytes: Span<UInt8>, at offset: Int, opened: Int
  ) throws(ReadFailure) -> Bool {
    guard offset < bytes.count else {
      position = bytes.count
      return true
    }
    switch bytes[offset] {
    case .comma:
      position = offset + 1
      return false
    case .newline:
      position = offset + 1
      return true
    case .carriageReturn where endsLine(bytes, at: offset + 1):
      position = min(offset + 2, bytes.count)
      return true
    default:
      throw .damaged(
        "a quoted field goes on after its closing quote", line: text.line(of: opened))
    }
  }
}

/// The fields of one row, as places in the text; the storage is used again for every row.
private struct CSVRow {
  /// The bytes of one field.
  struct Field {
    let range: Range<Int>
    /// The range is one of `unescaped`, not of the text.
    let isUnescaped: Bool
  }

  private(set) var start = 0
  var fields: [Field] = []
  /// The text of the fields that hold doubled quotes.
  private(set) var unescaped: [UInt8] = []

  mutating func begin(at offset: Int) {
    start = offset
    fields.removeAll(keepingCapacity: true)
    unescaped.removeAll(keepingCapacity: true)
  }

  mutating func unescape(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { unescaped.append(contentsOf: $0) }
  }
}

import Incidents

/// Reads JSON lines, one object on each, into the profile of a table.
///
/// Strict RFC 8259; a name twice in one object is an error. A missing field and `null` are nulls.
/// Empty lines are passed over. Columns come in the order in which their names first appear.
struct JSONLinesReader<Tally: CellTally> {
  private var window: TextWindow
  /// The row from 1 in which each column was seen last.
  private var lastSeen: [Int] = []
  private var rows = 0

  init(_ window: TextWindow) {
    self.window = window
  }

  /// Reads to the end of the text.
  mutating func read(into table: inout TableTally<Tally>) throws(ReadFailure) {
    lastSeen = [Int](repeating: 0, count: table.tallies.count)
    var searched = window.start
    while true {
      if let end = LineEnd.first(in: window.bytes.span.bytes, searched..<window.end) {
        try read(window.start..<end, into: &table)
        window.take(to: end + 1)
        searched = end + 1
      } else if window.isLast {
        return try read(window.start..<window.end, into: &table)
      } else {
        let unread = window.end - window.start
        try window.fill()
        searched = window.start + unread
      }
    }
  }

  /// Reads one line.
  private mutating func read(
    _ range: Range<Int>, into table: inout TableTally<Tally>
  ) throws(ReadFailure) {
    var scanner = JSONScanner()
    let text = window.bytes
    let line = text.span.extracting(range)
    scanner.skipSpace(line)
    if scanner.position == line.count { return }
    rows += 1
    table.beginRow()
    do throws(JSONError) {
      try readRecord(line, &scanner, &table)
    } catch {
      if case .tooManyColumns = error {
        throw .unread("the records name more than \(ProfileLimits.columns) columns")
      }
      throw .damaged(
        "a record is malformed: \(error.reason)", line: window.line(of: range.lowerBound))
    }
    table.endRow()
  }

  private mutating func readRecord(
    _ line: Span<UInt8>, _ scanner: inout JSONScanner, _ table: inout TableTally<Tally>
  ) throws(JSONError) {
    guard scanner.take(UInt8(ascii: "{"), in: line) else { throw .malformed("it is no object") }
    scanner.skipSpace(line)
    var predicted = 0
    if !scanner.take(UInt8(ascii: "}"), in: line) {
      repeat {
        predicted = try readField(line, &scanner, &table, predicted: predicted) + 1
      } while try scanner.hasMore(closing: UInt8(ascii: "}"), in: line)
    }
    scanner.skipSpace(line)
    guard scanner.position == line.count else { throw .malformed("text follows the object") }
  }

  /// Reads `"name": value` and returns the column's index.
  private mutating func readField(
    _ line: Span<UInt8>, _ scanner: inout JSONScanner, _ table: inout TableTally<Tally>,
    predicted: Int
  ) throws(JSONError) -> Int {
    scanner.skipSpace(line)
    let column: Int
    let name = try scanner.readString(line)
    if name.isUnescaped {
      column = try index(of: scanner.unescaped.span, &table, predicted: predicted)
    } else {
      column = try index(of: line.extracting(name.range), &table, predicted: predicted)
    }
    guard lastSeen[column] < rows else { throw .malformed("a name appears twice") }
    lastSeen[column] = rows
    scanner.skipSpace(line)
    guard scanner.take(UInt8(ascii: ":"), in: line) else { throw .malformed("a `:` is missing") }
    scanner.skipSpace(line)
    let value = try scanner.readValue(line)
    if let kind = value.kind {
      if value.isUnescaped {
        let text = scanner.unescaped.span.bytes
        table.add(text, start: 0, count: text.byteCount, kind: kind, column: column)
      } else {
        table.add(
          line.bytes, start: value.range.lowerBound, count: value.range.count, kind: kind,
          column: column)
      }
    }
    return column
  }

  /// The column with a name. Records mostly name the same fields in the same order, so the column
  /// after the last one is tried first.
  private mutating func index(
    of name: Span<UInt8>, _ table: inout TableTally<Tally>, predicted: Int
  ) throws(JSONError) -> Int {
    if predicted < table.tallies.count, table.tallies[predicted].isNamed(name) {
      return predicted
    }
    let key = name.withUnsafeBufferPointer { Array($0) }
    guard let index = table.index(of: key) else { throw .tooManyColumns }
    if index == lastSeen.count { lastSeen.append(0) }
    return index
  }
}

/// Finding the ends of lines.
enum LineEnd {
  /// The first line feed in a range of bytes.
  static func first(in bytes: RawSpan, _ range: Range<Int>) -> Int? {
    var offset = range.lowerBound
    while offset &+ 8 <= range.upperBound {
      let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
      if SpecialBytes.lineFeeds(in: word) > 0 { break }
      offset &+= 8
    }
    while offset < range.upperBound {
      if bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) == .newline { return offset }
      offset &+= 1
    }
    return nil
  }
}

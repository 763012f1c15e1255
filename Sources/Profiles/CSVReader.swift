import Incidents

/// Reads CSV (RFC 4180) with a header row, row by row, into the tally of a table.
///
/// An empty field is null, quoted or not.
struct CSVReader<Tally: CellTally> {
  private var window: TextWindow
  private var tokenizer = CSVTokenizer()

  init(_ window: TextWindow) {
    self.window = window
  }

  /// Reads to the end of the text.
  mutating func read(into table: inout TableTally<Tally>) throws(ReadFailure) {
    guard try readBlock(width: nil, limit: 1) else {
      throw .damaged("the file has no header row", line: 1)
    }
    let columns = try columns(of: &table)
    // Enough rows to look at one column for a while, few enough for the fields to stay near.
    let share = max(1, min(RowHashes.rows, (1 << 16) / columns.count))
    let period = TableTally<Tally>.rowsBetweenLooks
    while try readBlock(
      width: columns.count, limit: min(share, period - table.rows % period))
    {
      table.add(tokenizer.block, of: window.bytes.span.bytes, columns: columns)
    }
  }

  /// Reads the next rows; false at the end of the text.
  private mutating func readBlock(width: Int?, limit: Int) throws(ReadFailure) -> Bool {
    while true {
      let next: Int
      do throws(CSVTokenizer.Mistake) {
        let text = window.bytes
        next = try tokenizer.read(
          text.span.bytes, from: window.start, to: window.end, width: width, limit: limit,
          isLast: window.isLast)
      } catch {
        throw failure(error, width: width ?? 0)
      }
      window.take(to: next)
      if tokenizer.block.rows > 0 { return true }
      if window.isLast { return false }
      try window.fill()
    }
  }

  /// The columns that the header names. A name that comes again is that of another column.
  private func columns(of table: inout TableTally<Tally>) throws(ReadFailure) -> [Int] {
    let block = tokenizer.block
    var found: [Int] = []
    var isTaken: Set<Int> = []
    for field in block.fields[..<block.width] {
      let bytes = field.isUnescaped ? block.unescaped : window.bytes
      let name = Array(bytes[field.start..<(field.start + field.count)])
      var index = table.index(of: name)
      if let first = index, isTaken.contains(first) {
        index =
          table.tallies.indices.first { !isTaken.contains($0) && table.tallies[$0].name == name }
          ?? table.append(name)
      }
      guard let index else {
        throw .unread("the header names more than \(ProfileLimits.columns) columns")
      }
      isTaken.insert(index)
      found.append(index)
    }
    return found
  }

  private func failure(_ mistake: CSVTokenizer.Mistake, width: Int) -> ReadFailure {
    switch mistake {
    case .wrongCount(let count, let row, let isCutOff):
      let found = count == 1 ? "1 field" : "\(count) fields"
      return .damaged(
        "a row has \(found), the header has \(width)"
          + (isCutOff ? ", and the file ends in it" : ""),
        line: window.line(of: row))
    case .neverClosed(let place):
      return .damaged("a quoted field is never closed", line: window.line(of: place))
    case .goesOn(let place):
      return .damaged(
        "a quoted field goes on after its closing quote", line: window.line(of: place))
    }
  }
}

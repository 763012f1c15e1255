/// A table in the middle of its training, to the bit: what `train --resume` goes on from.
public struct Checkpoint: Sendable {
  /// What is trained, in a line: another world, mix or seed cannot go on from it.
  public let subject: String
  public let table: ValueTable

  private static let mostCells = 100_000_000
  static let header = "# kintsugi: checkpoint/v1"

  public init(_ table: ValueTable, of subject: String) {
    self.table = table
    self.subject = subject
  }

  /// The text: a line for each visited cell, its numbers as the bits of the machine.
  public var text: String {
    var lines = [
      Self.header, "# \(subject)", "\(table.states) \(table.actions) \(table.incidents)",
    ]
    for place in 0..<table.states * table.actions {
      let cell = table[place / table.actions, place % table.actions]
      guard cell.visits > 0 else { continue }
      let numbers = [cell.value, cell.tally.mean, cell.tally.squares].map {
        String($0.bitPattern, radix: 16)
      }
      lines.append("\(place) \(cell.visits) \(cell.updated) \(numbers.joined(separator: " "))")
    }
    return lines.joined(separator: "\n") + "\nend\n"
  }

  /// Reads the text; says in which line it is not one. A text without its end was cut off.
  public init(reading text: String) throws(ValueFileError) {
    let rows = text.split(separator: "\n", omittingEmptySubsequences: true)
    guard rows.count >= 4, rows[0] == Self.header, rows[1].hasPrefix("# ") else {
      throw .notValues(line: 1, reason: "it is no checkpoint")
    }
    let size = rows[2].split(separator: " ").compactMap { Int($0) }
    guard size.count == 3, size.allSatisfy({ 0...Self.mostCells ~= $0 }), size[1] <= 64,
      size[0] * size[1] <= Self.mostCells
    else {
      throw .notValues(line: 3, reason: "it does not say how large the table is")
    }
    guard rows.last == "end" else {
      throw .notValues(line: rows.count, reason: "it was cut off")
    }
    var table = ValueTable(states: size[0], actions: size[1])
    table.incidents = size[2]
    for (index, row) in rows.dropFirst(3).dropLast().enumerated() {
      let words = row.split(separator: " ")
      let numbers = words.dropFirst(3).compactMap { UInt64($0, radix: 16) }
      guard words.count == 6, numbers.count == 3, let place = Int(words[0]),
        0..<size[0] * size[1] ~= place, let visits = Int(words[1]), visits > 0,
        let updated = Int(words[2]),
        numbers.allSatisfy({ Double(bitPattern: $0).isFinite })
      else { throw .notValues(line: index + 4, reason: "it is no cell of the table") }
      let known = numbers.map { Double(bitPattern: $0) }
      var tally = ValueTable.Tally()
      (tally.visits, tally.updated) = (visits, updated)
      (tally.mean, tally.squares) = (known[1], known[2])
      table[place / size[1], place % size[1]] = ValueTable.Cell(value: known[0], tally: tally)
    }
    subject = String(rows[1].dropFirst(2))
    self.table = table
  }
}

import Foundation
import Incidents
import Testing

@testable import Profiles

/// Every figure against a slow and obvious computation, over random tables.
@Suite struct ReferenceProfileTests {
  /// A random table as cells; an empty cell is null.
  struct Table {
    let header: [String]
    let rows: [[String]]

    init(seed: Int, rows count: Int) {
      var generator = SplitMix64(state: UInt64(seed))
      header = ["whole", "real", "text", "day", "time", "mixed", "odd, \"name\""]
      var rows: [[String]] = []
      for _ in 0..<count {
        if !rows.isEmpty, Int.random(in: 0..<10, using: &generator) == 0 {
          rows.append(rows[Int.random(in: 0..<rows.count, using: &generator)])
          continue
        }
        rows.append((0..<7).map { Self.cell($0, &generator) })
      }
      self.rows = rows
    }

    private static let texts = ["N7MQ", "a,b", "say \"hi\"", "line\nbreak", "naïve 日本", "x"]

    private static func cell(_ column: Int, _ generator: inout SplitMix64) -> String {
      if Int.random(in: 0..<8, using: &generator) == 0 { return "" }
      let number = Int.random(in: -40...40, using: &generator)
      switch column {
      case 0: return "\(number * number * number)"
      case 1: return "\(Double(number) / 8)"
      case 2: return texts[abs(number) % texts.count]
      case 3: return "2013-04-\(abs(number) % 20 + 10)"
      case 4: return "2013-04-18T0\(abs(number) % 10):00:00Z"
      case 5: return number > 20 ? "n/a" : "\(number)"
      default: return String(repeating: "long value ", count: abs(number) % 5 + 1) + "\(number)"
      }
    }

    func csv(_ range: Range<Int>? = nil) -> String {
      ([header] + rows[range ?? 0..<rows.count]).map { cells in
        cells.map(Self.quoted).joined(separator: ",") + "\n"
      }.joined()
    }

    private static func quoted(_ cell: String) -> String {
      guard cell.contains(where: { ",\"\n".contains($0) }) else { return cell }
      return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }
  }

  private func profile(_ texts: [String]) throws -> TableProfile {
    var batch = BatchProfiler()
    for text in texts {
      try batch.read(HeldBytes(Array(text.utf8)), key: "a.csv", format: .csv)
    }
    return batch.profile
  }

  @Test(arguments: 0..<6)
  func `agrees with the obvious computation`(seed: Int) throws {
    let table = Table(seed: seed, rows: 40 + seed * 53)
    let profile = try profile([table.csv()])
    #expect(profile.rows == table.rows.count)
    #expect(profile.duplicateRows == table.rows.count - Set(table.rows).count)
    for (index, name) in table.header.enumerated() {
      let column = try #require(profile.column(name))
      let values = table.rows.map { $0[index] }.filter { !$0.isEmpty }
      #expect(column.nulls == table.rows.count - values.count)
      #expect(column.distinct == Set(values).count)
      #expect(column.isDistinctExact)
      #expect(column.statistics?.top == top(values))
      switch index {
      case 0: check(column, values.compactMap(Double.init), "int bigint double string")
      case 1: check(column, values.compactMap(Double.init), "double string")
      case 3: checkTimes(column, values.map { $0 + "T00:00:00Z" }, "date timestamp string")
      case 4: checkTimes(column, values, "timestamp string")
      default: checkTexts(column, values)
      }
    }
  }

  private func top(_ values: [String]) -> [ColumnStatistics.ValueCount] {
    var counts: [String: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.sorted { first, second in
      first.value != second.value
        ? first.value > second.value
        : Array(first.key.utf8).lexicographicallyPrecedes(
          Array(second.key.utf8))
    }.prefix(20).map { ColumnStatistics.ValueCount(value: $0.key, count: $0.value) }
  }

  private func check(_ column: ColumnProfile, _ numbers: [Double], _ types: String) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let square = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    #expect(column.words == types)
    expectNear(column.mean, mean)
    expectNear(column.statistics?.deviation, square.squareRoot())
    checkQuantiles(column, numbers)
    #expect(column.statistics?.lengths == nil)
    #expect(column.statistics?.shapes == nil)
  }

  private func checkTimes(_ column: ColumnProfile, _ texts: [String], _ types: String) {
    let format = ISO8601DateFormatter()
    #expect(column.words == types)
    checkQuantiles(column, texts.compactMap { format.date(from: $0)?.timeIntervalSince1970 })
    #expect(column.mean == nil)
  }

  private func checkQuantiles(_ column: ColumnProfile, _ numbers: [Double]) {
    let sorted = numbers.sorted()
    func quantile(_ share: Double) -> Double {
      let place = share * Double(sorted.count - 1)
      let low = sorted[Int(place)]
      let high = sorted[min(Int(place) + 1, sorted.count - 1)]
      return low + (high - low) * (place - place.rounded(.down))
    }
    let found = column.statistics?.quantiles
    for (value, share) in [
      (found?.p01, 0.01), (found?.p05, 0.05), (found?.p25, 0.25), (found?.p50, 0.5),
      (found?.p75, 0.75), (found?.p95, 0.95), (found?.p99, 0.99),
    ] {
      expectNear(value, quantile(share))
    }
  }

  private func checkTexts(_ column: ColumnProfile, _ texts: [String]) {
    let lengths = texts.map(\.unicodeScalars.count)
    let found = column.statistics?.lengths
    #expect(column.words == "string")
    #expect(found?.minimum == lengths.min())
    #expect(found?.maximum == lengths.max())
    expectNear(found?.mean, Double(lengths.reduce(0, +)) / Double(lengths.count))
    let sorted = texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    #expect(column.minimum == sorted.first.map { .text($0) })
    #expect(column.maximum == sorted.last.map { .text($0) })
    #expect(column.statistics?.shapes?.map(\.count).reduce(0, +) == texts.count)
  }

  private func expectNear(_ value: Double?, _ wanted: Double) {
    #expect(abs((value ?? .infinity) - wanted) <= max(1, abs(wanted)) * 1e-9)
  }

  @Test(arguments: 0..<6)
  func `says of the parts together what it says of the whole`(seed: Int) throws {
    let table = Table(seed: 100 + seed, rows: 90)
    let cuts = [0, 7 * seed, 50, 90]
    let parts = zip(cuts, cuts.dropFirst()).map { table.csv($0..<$1) }
    #expect(try profile(parts) == profile([table.csv()]))
  }

  @Test func `says the same when columns stand in another order, or are missing`() throws {
    let profile = try profile(["a,b\n1,x\n2,y\n", "b,a\nx,1\n", "a\n1\n"])
    #expect(profile.rows == 4)
    #expect(profile.duplicateRows == 1)
    #expect(profile.column("a")?.distinct == 2)
    #expect(profile.column("b")?.nulls == 1)
  }

  // Rows and quotes that lie across the end of a window have to be found again.
  @Test func `reads a text of many windows`() throws {
    let table = Table(seed: 77, rows: 300)
    let times = 3 * TextWindow.size / table.csv().utf8.count
    let rows = table.csv().drop { $0 != "\n" }.dropFirst()
    let text = table.csv() + String(repeating: String(rows), count: times - 1)
    let whole = try profile([text])
    let once = try profile([table.csv()])
    #expect(whole.rows == once.rows * times)
    for (many, one) in zip(whole.columns, once.columns) {
      #expect(many.nulls == one.nulls.map { $0 * times })
      #expect(many.distinct == one.distinct)
      #expect(many.minimum == one.minimum)
      #expect(
        many.statistics?.top
          == one.statistics?.top?.map {
            ColumnStatistics.ValueCount(value: $0.value, count: $0.count * times)
          })
    }
  }

  @Test(arguments: 0..<4)
  func `finds the same types when nothing else is asked for`(seed: Int) throws {
    let table = Table(seed: 200 + seed, rows: 60)
    var quick = BatchProfiler(.types)
    try quick.read(HeldBytes(Array(table.csv().utf8)), key: "a.csv", format: .csv)
    let full = try profile([table.csv()])
    #expect(quick.profile.rows == full.rows)
    #expect(quick.profile.columns.map(\.values) == full.columns.map(\.values))
    #expect(quick.profile.columns.map(\.nulls) == full.columns.map(\.nulls))
  }
}

/// The tokenizer against a reader that goes byte by byte.
@Suite struct CSVTokenizerTests {
  /// The rows of a text; `nil` where it is damaged.
  private func reference(_ bytes: [UInt8]) -> [[[UInt8]]]? {
    var rows: [[[UInt8]]] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == .newline || bytes[place...].starts(with: [.carriageReturn, .newline])
        || bytes[place...].elementsEqual([.carriageReturn])
      {
        place += bytes[place] == .newline ? 1 : 2
        continue
      }
      guard let row = readRow(bytes, &place) else { return nil }
      if let width = rows.first?.count, width != row.count { return nil }
      rows.append(row)
    }
    return rows
  }

  private func readRow(_ bytes: [UInt8], _ place: inout Int) -> [[UInt8]]? {
    var row: [[UInt8]] = []
    while true {
      var field: [UInt8] = []
      if place < bytes.count, bytes[place] == .quote {
        place += 1
        while true {
          guard place < bytes.count else { return nil }
          if bytes[place] != .quote {
            field.append(bytes[place])
          } else if place + 1 < bytes.count, bytes[place + 1] == .quote {
            field.append(.quote)
            place += 1
          } else {
            break
          }
          place += 1
        }
        place += 1
        if bytes[place...].starts(with: [.carriageReturn, .newline])
          || bytes[place...].elementsEqual([.carriageReturn])
        {
          place += 1
        }
        if place < bytes.count, bytes[place] != .comma, bytes[place] != .newline { return nil }
      } else {
        while place < bytes.count, bytes[place] != .comma, bytes[place] != .newline {
          field.append(bytes[place])
          place += 1
        }
        let isLast = place == bytes.count || bytes[place] == .newline
        if isLast, field.last == .carriageReturn { field.removeLast() }
      }
      row.append(field)
      guard place < bytes.count else { return row }
      place += 1
      if bytes[place - 1] == .newline { return row }
    }
  }

  /// The rows that the tokenizer finds when it sees the text in parts of growing size.
  private func tokens(_ bytes: [UInt8], limit: Int, step: Int) -> [[[UInt8]]]? {
    var tokenizer = CSVTokenizer()
    var rows: [[[UInt8]]] = []
    var (place, end) = (0, 0)
    while true {
      let isLast = end == bytes.count
      do throws(CSVTokenizer.Mistake) {
        place = try tokenizer.read(
          bytes.span.bytes, from: place, to: end, width: rows.first?.count,
          limit: rows.isEmpty ? 1 : limit, isLast: isLast)
      } catch {
        return nil
      }
      let block = tokenizer.block
      for row in 0..<block.rows {
        rows.append(
          block.fields[(row * block.width)..<((row + 1) * block.width)].map { field in
            let text = field.isUnescaped ? block.unescaped : bytes
            return Array(text[field.start..<(field.start + field.count)])
          })
      }
      if block.rows == 0 {
        if isLast { return rows }
        end = min(bytes.count, end + step)
      }
    }
  }

  @Test(arguments: 0..<40)
  func `finds what a reader finds that goes byte by byte`(seed: Int) {
    var generator = SplitMix64(state: UInt64(seed))
    let marks = Array("a,\"\n\r,b\n,".utf8)
    for _ in 0..<60 {
      let count = Int.random(in: 0..<90, using: &generator)
      let few = Int.random(in: 2...marks.count, using: &generator)
      let bytes = (0..<count).map { _ in marks[Int.random(in: 0..<few, using: &generator)] }
      let wanted = reference(bytes)
      let limit = Int.random(in: 1...5, using: &generator)
      let step = Int.random(in: 1...100, using: &generator)
      let found = tokens(bytes, limit: limit, step: step)
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(
        found == wanted, "seed \(seed), limit \(limit), step \(step): \(text.debugDescription)")
    }
  }
}

import Incidents
import Testing

@testable import Profiles

/// The values of pages, against figures that Arrow and pandas computed (`data/pages.py`).
@Suite struct ParquetPagesTests {
  static let files: [String] = ["none", "snappy", "gzip", "zstd"].flatMap { codec in
    ["v1_dictionary", "v1_plain", "v2_dictionary", "v2_plain"].map { "\(codec)_\($0).parquet" }
  }

  /// One line of `pages.tsv`.
  struct Figures {
    let fields: [String]

    init(_ line: Substring) {
      fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }

    var column: String { fields[0] }
    func integer(_ index: Int) -> Int? { Int(fields[index]) }
    func number(_ index: Int) -> Double? { Double(fields[index]) }
  }

  private static func profile(_ bytes: [UInt8]) -> ObjectProfile.Content {
    var batch = BatchProfiler()
    do throws(ReadFailure) {
      try batch.readParquet(HeldObject(bytes))
      return .table(batch.profile)
    } catch {
      return error.content
    }
  }

  private static func table(_ name: String) throws -> TableProfile {
    guard case .table(let table) = profile(try Samples.bytes("pages/\(name)")) else {
      throw ReadFailure.unread(name)
    }
    return table
  }

  @Test(arguments: files)
  func `agrees with Arrow on every page, codec and encoding`(_ name: String) throws {
    let table = try Self.table(name)
    #expect(table.rows == 300)
    let lines = try Samples.text("pages/pages.tsv").split(separator: "\n").dropFirst()
    #expect(lines.count == 11)
    for line in lines {
      let figures = Figures(line)
      let column = try #require(table.column(figures.column))
      #expect(column.nulls == figures.integer(1), "\(line)")
      #expect(column.distinct == figures.integer(2), "\(line)")
      #expect(shown(column.minimum) == figures.fields[3], "\(line)")
      #expect(shown(column.maximum) == figures.fields[4], "\(line)")
      expectNear(column.mean, figures.number(5), "\(line)")
      expectNear(column.statistics?.deviation, figures.number(6), "\(line)")
      expectNear(column.statistics?.quantiles?.p25, figures.number(7), "\(line)")
      expectNear(column.statistics?.quantiles?.p50, figures.number(8), "\(line)")
      let top = try #require(column.statistics?.top?.first)
      #expect(top.value == figures.fields[9], "\(line)")
      #expect(top.count == figures.integer(10), "\(line)")
    }
  }

  private func shown(_ scalar: ColumnProfile.Scalar?) -> String {
    switch scalar {
    case .integer(let value): String(value)
    case .number(let value): "\(value)"
    case .text(let text): text
    case nil: ""
    }
  }

  private func expectNear(_ value: Double?, _ wanted: Double?, _ line: Comment) {
    guard let wanted else {
      #expect(value == nil, line)
      return
    }
    // A mean near zero of numbers near 2⁶⁰ is known as well as their sum is.
    #expect(abs((value ?? .infinity) - wanted) <= max(abs(wanted) * 1e-9, 1e-9), line)
  }

  @Test func `tells lengths and shapes of texts, and of nested columns nothing`() throws {
    let table = try Self.table("zstd_v2_dictionary.parquet")
    let text = try #require(table.column("text")?.statistics)
    #expect(text.lengths?.minimum == 0)
    #expect(text.lengths?.maximum == 6)
    #expect(text.shapes?.map(\.value).sorted() == ["", "A9A", "U", "a a", "aUa"])
    #expect(table.column("many")?.statistics?.shapes?.first?.value == "a-9-a-a-a-a")
    let list = try #require(table.column("list"))
    #expect(list.declared == "array<bigint>")
    #expect(list.distinct == nil)
    #expect(list.statistics == nil)
  }

  @Test func `leaves a column to its footer where an encoding or codec is not read`() throws {
    let column = try #require(try Self.table("delta_lz4.parquet").column("whole"))
    #expect(column.declared == "int")
    #expect(column.nulls == 42)
    #expect(column.minimum == .integer(-50))
    #expect(column.distinct == nil)
  }

  @Test func `counts the values of several files together`() throws {
    var batch = BatchProfiler()
    for name in ["none_v1_plain.parquet", "zstd_v2_dictionary.parquet"] {
      try batch.readParquet(HeldObject(try Samples.bytes("pages/\(name)")))
    }
    let one = try Self.table("none_v1_plain.parquet")
    let both = batch.profile
    #expect(both.rows == 600)
    for column in one.columns where column.distinct != nil {
      let twice = try #require(both.column(column.name))
      #expect(twice.distinct == column.distinct)
      #expect(twice.nulls == column.nulls.map { $0 * 2 })
      #expect(twice.statistics?.top?.first?.value == column.statistics?.top?.first?.value)
    }
  }

  @Test(arguments: ["none_v1_plain", "snappy_v2_dictionary", "gzip_v1_dictionary", "zstd_v2_plain"])
  func `survives pages with bytes flipped`(_ name: String) throws {
    let bytes = try Samples.bytes("pages/\(name).parquet")
    for seed in 0..<60 {
      var generator = SplitMix64(state: UInt64(seed))
      var mutant = bytes
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = Int.random(in: 4..<mutant.count, using: &generator)
        mutant[place] = UInt8.random(in: 0...255, using: &generator)
      }
      #expect(Self.profile(mutant) == Self.profile(mutant), "seed \(seed)")
    }
  }

  @Test(arguments: ["none_v1_plain", "snappy_v2_dictionary", "gzip_v1_dictionary", "zstd_v2_plain"])
  func `tells damage where a piece of the pages is missing`(_ name: String) throws {
    let bytes = try Samples.bytes("pages/\(name).parquet")
    for start in stride(from: 5, to: bytes.count / 2, by: 397) {
      let mutant = Array(bytes[..<start] + bytes[(start + 64)...])
      guard case .unreadable = Self.profile(mutant) else {
        Issue.record("64 bytes from \(start) are not missed")
        continue
      }
    }
  }

  @Test func `tells damage wherever the first pages are cut off`() throws {
    let bytes = try Samples.bytes("pages/snappy_v1_dictionary.parquet")
    let footer = try ParquetFile(bytes)
    let (column, chunks) = try #require(try footer.columns().first)
    let chunk = try #require(chunks.first)
    let leaf = try #require(column.leaf)
    // Without a checksum, other bytes at the very end may be other values.
    for count in 0..<(chunk.start + chunk.size - 64) {
      // Everything that is missing reads as zeros, which no page head is.
      let mutant = Array(bytes[..<count]) + [UInt8](repeating: 0, count: bytes.count - count)
      var table = TableTally<ColumnTally>(expecting: [], countsDuplicates: false)
      _ = table.append([], leaf: leaf)
      #expect(throws: ReadFailure.self, "cut to \(count) bytes") {
        var pages = try ParquetPages(chunk, of: leaf, in: HeldObject(mutant), column: 0)
        try pages.read(into: &table)
      }
    }
  }
}

@Suite struct RunReaderTests {
  private func values(_ bytes: [UInt8], width: Int, most: Int) -> [Int] {
    var runs = RunReader(bytes[...], width: width)
    var values: [Int] = []
    while values.count < most, let (value, times) = runs.next(most: most - values.count) {
      values += [Int](repeating: value, count: times)
    }
    return values
  }

  @Test func `reads runs and packed bits`() {
    #expect(values([0x08, 0x05], width: 3, most: 10) == [5, 5, 5, 5])
    // The example of parquet-format's Encodings.md: 0 to 7 in three bits each.
    let packed: [UInt8] = [0x03, 0b1000_1000, 0b1100_0110, 0b1111_1010]
    #expect(values(packed, width: 3, most: 8) == [0, 1, 2, 3, 4, 5, 6, 7])
    #expect(values(packed + [0x04, 0x01], width: 3, most: 10) == [0, 1, 2, 3, 4, 5, 6, 7, 1, 1])
    #expect(values([0x06], width: 0, most: 2) == [0, 0])
  }

  @Test(arguments: [[], [0x80], [0x02], [0x03], [0x03, 0xFF], [0x00], [0x00, 0x00, 0x00]])
  func `ends where the bytes end`(_ bytes: [UInt8]) {
    #expect(values(bytes, width: 17, most: 8).count <= 8)
  }
}

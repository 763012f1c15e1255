import Incidents
import Testing

@testable import Profiles

@Suite struct RankSketchTests {
  enum Order: String, CaseIterable, Sendable {
    case rising, falling, shuffled, zigzag
  }

  private func numbers(_ count: Int, _ order: Order) -> [Double] {
    let rising = (0..<count).map { Double($0) }
    switch order {
    case .rising: return rising
    case .falling: return rising.reversed()
    case .shuffled:
      var generator = SplitMix64(state: 4)
      return rising.shuffled(using: &generator)
    case .zigzag: return rising.map { $0.truncatingRemainder(dividingBy: 2) == 0 ? $0 : -$0 }
    }
  }

  @Test(arguments: Order.allCases)
  func `keeps ranks within the error that its page states`(_ order: Order) throws {
    let count = 40_000
    let size = 256
    let values = numbers(count, order)
    var sketch = RankSketch(size: size)
    for value in values { sketch.add(value) }
    #expect(sketch.count == count)
    let sorted = values.sorted()
    let heights = 8.0  // log₂(40,000 / 256) is 7.3.
    let error = Int((Double(count) * heights / Double(size)).rounded(.up))
    let shares = [0.001, 0.01, 0.25, 0.5, 0.75, 0.99, 1]
    let found = try #require(sketch.values(at: shares))
    for (share, value) in zip(shares, found) {
      let rank = sorted.firstIndex(of: value) ?? -count
      #expect(abs(rank - Int(share * Double(count))) <= error, "\(share)")
    }
  }

  @Test func `takes a number many times as it takes many numbers`() throws {
    var sketch = RankSketch(size: 64)
    for value in 0..<100 { sketch.add(Double(value), times: 1 + value * 1_000) }
    #expect(sketch.count == 100 + 1_000 * 4_950)
    let median = try #require(sketch.values(at: [0.5])?[0])
    #expect(69...71 ~= median)
  }

  @Test func `has no value before the first`() {
    #expect(RankSketch(size: 64).values(at: [0.5]) == nil)
  }

  @Test func `sorts as the library sorts`() {
    var generator = SplitMix64(state: 9)
    for count in [0, 1, 255, 257, 3_000] {
      var values = (0..<count).map { _ -> Double in
        let value = Double.random(in: -1e9...1e9, using: &generator)
        return Bool.random(using: &generator) ? value.rounded() : value / 1e12
      }
      let sorted = values.sorted()
      SortedDoubles.sort(&values)
      #expect(values == sorted)
    }
  }
}

@Suite struct CardinalitySketchTests {
  @Test(arguments: [0, 1, 5, 100, 2_000, 50_000])
  func `estimates within four standard errors`(_ count: Int) {
    var sketch = CardinalitySketch()
    for _ in 0..<2 {
      for value in 0..<count { sketch.add(CellKey.hash(UInt64(value), 0, 8)) }
    }
    #expect(abs(sketch.count - count) <= Int(0.033 * Double(count)) + 1)
  }
}

@Suite struct FrequentCellsTests {
  @Test func `finds the values of one row in a hundred among ever new ones`() {
    var cells = FrequentCells(CellTable(limit: 10, byteLimit: 100), size: 512)
    func add(_ text: String) {
      let bytes = Array(text.utf8)
      let key = CellKey(bytes.span.bytes, start: 0, count: bytes.count, kind: .field)
      cells.add(key, of: bytes.span.bytes, start: 0, times: 1)
    }
    let count = 20_000
    for value in 0..<count {
      add("new-value-that-is-long-\(value)")
      if value % 20 == 0 { add("-999") }
      if value % 50 == 7 { add("a frequent value of many bytes") }
    }
    let total = count + count / 20 + count / 50
    let top = cells.listed(of: total) { ColumnSummary.text($0) }
    #expect(top.map(\.value) == ["-999", "a frequent value of many bytes"])
    // Too low by 2 / 512 of all values at most.
    #expect((1_000 - total / 256)...1_000 ~= top[0].count)
    #expect((400 - total / 256)...400 ~= top[1].count)
  }
}

@Suite struct ShapeMaskTests {
  @Test(arguments: [
    ("N725MQ", "A9A"), ("", ""), ("New York", "Aa Aa"), ("a  \t b", "a a"), ("12.50", "9.9"),
    ("2013-04-18T06:00:00Z", "9-9-9A9:9:9A"), ("__x__", "__a__"), ("naïve", "aUa"),
    ("日本語", "U"), ("5 €", "9 €"), ("é1ü", "U9U"), ("(+1) 555", "(+9) 9"),
    (String(repeating: ".", count: 60), String(repeating: ".", count: 40)),
    (String(repeating: "€", count: 60), String(repeating: "€", count: 40)),
    (String(repeating: "a1", count: 60), String(repeating: "a9", count: 20)),
  ])
  func `writes a sign for each run`(_ text: String, _ mask: String) {
    let bytes = Array(text.utf8)
    var written: [UInt8] = []
    ShapeMask.write(bytes.span, into: &written)
    #expect(String(decoding: written, as: UTF8.self) == mask)
  }
}

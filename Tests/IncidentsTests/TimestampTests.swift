import Incidents
import Testing

@Suite struct TimestampTests {
  /// A text, and the instant that it names.
  struct Named: Sendable, CustomTestStringConvertible {
    let text: String
    let seconds: Int64
    let nanoseconds: Int32
    var testDescription: String { text }

    init(_ text: String, _ seconds: Int64, _ nanoseconds: Int32 = 0) {
      (self.text, self.seconds, self.nanoseconds) = (text, seconds, nanoseconds)
    }

    var instant: Timestamp { Timestamp(seconds: seconds, nanoseconds: nanoseconds) }
  }

  @Test(arguments: [
    Named("1970-01-01T00:00:00Z", 0), Named("2026-11-23T17:29:36Z", 1_795_454_976),
    Named("1969-12-31T23:59:59Z", -1), Named("2000-02-29T12:00:00Z", 951_825_600),
    Named("2100-02-28T23:59:59Z", 4_107_542_399), Named("0001-01-01T00:00:00Z", -62_135_596_800),
    Named("9999-12-31T23:59:59Z", 253_402_300_799),
    Named("2026-11-23T17:29:36.500Z", 1_795_454_976, 500_000_000),
    Named("1969-12-31T23:59:59.001Z", -1, 1_000_000),
  ])
  func `reads and prints RFC 3339`(_ named: Named) {
    #expect(Timestamp(rfc3339: named.text) == named.instant)
    #expect(named.instant.description == named.text)
  }

  @Test(arguments: [
    Named("2026-11-23 17:29:36Z", 1_795_454_976), Named("2026-11-23T17:29:36+00:00", 1_795_454_976),
    Named("2026-11-23T18:29:36+01:00", 1_795_454_976),
    Named("2026-11-23T07:59:36-09:30", 1_795_454_976),
    Named("2026-11-24T00:29:36+07:00", 1_795_454_976),
    Named("2026-11-23T17:29:36.5Z", 1_795_454_976, 500_000_000),
    Named("2026-11-23T17:29:36.123456789+00:00", 1_795_454_976, 123_456_789),
    Named("2026-11-23T17:29:36.000000001Z", 1_795_454_976, 1),
    Named("1970-01-01T00:00:00+00:01", -60),
  ])
  func `reads offsets and fractions`(_ named: Named) {
    #expect(Timestamp(rfc3339: named.text) == named.instant)
  }

  @Test(arguments: [
    "", "2026", "2026-11-23", "2026-11-23T17:29:36", "2026-11-23T17:29Z", "2026-11-23T24:00:00Z",
    "2026-11-23T17:60:00Z", "2026-11-23T17:29:60Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-11-31T00:00:00Z", "2026-11-00T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
    "26-11-23T17:29:36Z", "2026-1-23T17:29:36Z", "2026-11-23T17:29:36.Z", "2026-11-23T17:29:36z",
    "2026-11-23T17:29:36.1234567890Z", "2026-11-23T17:29:36+1:00", "2026-11-23T17:29:36+24:00",
    "2026-11-23T17:29:36+01:60", "2026-11-23T17:29:36Z ", " 2026-11-23T17:29:36Z",
    "+026-11-23T17:29:36Z", "٢٠٢٦-11-23T17:29:36Z", "2026-11-23T17:29:36ZZ",
  ])
  func `refuses what is no time`(_ text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  // Such an instant was printed with a year of five digits, or a negative one, and never read
  // again.
  @Test(arguments: [
    "9999-12-31T23:59:59-00:01", "0001-01-01T00:00:00+00:01", "0000-12-31T23:59:59Z",
  ])
  func `refuses an instant that could not be printed`(_ text: String) {
    #expect(Timestamp(rfc3339: text) == nil)
  }

  @Test(arguments: (1...10).map(UInt64.init))
  func `reads back what it prints, and what it writes as JSON`(_ seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    for _ in 1...200 {
      let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &generator)
      let milliseconds = Int32.random(in: 0...999, using: &generator)
      let printed = Timestamp(seconds: seconds, nanoseconds: milliseconds * 1_000_000)
      #expect(Timestamp(rfc3339: printed.description) == printed, "seed \(seed)")
      let exact = Timestamp(
        seconds: seconds, nanoseconds: Int32.random(in: 0..<1_000_000_000, using: &generator))
      #expect(try Samples.reread(exact) == exact, "seed \(seed)")
    }
  }

  @Test func `prints milliseconds only where there are any`() {
    #expect(Timestamp(seconds: 0, nanoseconds: 999).description == "1970-01-01T00:00:00Z")
    #expect(
      Timestamp(seconds: 0, nanoseconds: 1_999_999).description == "1970-01-01T00:00:00.001Z")
  }

  @Test func `agrees with a calendar that counts day by day`() {
    var seconds: Int64 = -62_135_596_800
    for year in 1...2400 {
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      for (month, count) in zip(1..., days) {
        let digits = String(year + 10_000).dropFirst()
        let text = "\(digits)-\(month < 10 ? "0" : "")\(month)-\(count)T00:00:00Z"
        seconds += Int64(count) * 86_400
        let lastDay = Timestamp(seconds: seconds - 86_400)
        #expect(Timestamp(rfc3339: text) == lastDay)
        #expect(lastDay.description == text)
      }
    }
  }

  @Test func `adds and subtracts spans over the seconds' edges`() {
    let instant = Timestamp(seconds: 10, nanoseconds: 600_000_000)
    #expect(instant + .milliseconds(500) == Timestamp(seconds: 11, nanoseconds: 100_000_000))
    #expect(instant - .milliseconds(700) == Timestamp(seconds: 9, nanoseconds: 900_000_000))
    #expect(instant - .seconds(20) == Timestamp(seconds: -10, nanoseconds: 600_000_000))
    #expect(instant + .zero == instant)
    #expect(
      Timestamp(seconds: 0) - .nanoseconds(1) == Timestamp(seconds: -1, nanoseconds: 999_999_999))
    #expect(instant - Timestamp(seconds: 12) == .milliseconds(-1400))
  }

  @Test(arguments: (1...10).map(UInt64.init))
  func `gives back the span that was added`(_ seed: UInt64) {
    var generator = SplitMix64(state: seed)
    for _ in 1...200 {
      let start = Timestamp(
        seconds: Int64.random(in: -1_000_000_000...4_000_000_000, using: &generator),
        nanoseconds: Int32.random(in: 0..<1_000_000_000, using: &generator))
      let span = Duration.nanoseconds(
        Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &generator))
      #expect((start + span) - start == span, "seed \(seed)")
      #expect((start + span) - span == start, "seed \(seed)")
      #expect(((start + span) < start) == (span < .zero), "seed \(seed)")
    }
  }

  @Test func `takes the fractional seconds of AWS to the millisecond`() {
    #expect(Timestamp(epochSeconds: 0) == Timestamp(seconds: 0))
    #expect(Timestamp(epochSeconds: -0.25) == Timestamp(seconds: -1, nanoseconds: 750_000_000))
    #expect(Timestamp(epochSeconds: 253_402_300_799) != nil)
    #expect(Timestamp(epochSeconds: -62_135_596_800) != nil)
    for bad in [Double.nan, .infinity, -.infinity, 253_402_300_800, -62_135_596_801, 1e300] {
      #expect(Timestamp(epochSeconds: bad) == nil)
    }
  }

  // Rounding down took a millisecond from most instants, since a double holds them a little lower.
  @Test func `gives back each millisecond that AWS wrote`() {
    for millisecond in Int32(0)...999 {
      let instant = Timestamp(seconds: 1_795_454_976, nanoseconds: millisecond * 1_000_000)
      #expect(Timestamp(epochSeconds: instant.epochSeconds) == instant)
    }
  }

  @Test func `orders by seconds, then by their parts`() {
    let sorted = [
      Timestamp(seconds: -1, nanoseconds: 5), Timestamp(seconds: 0),
      Timestamp(seconds: 0, nanoseconds: 1), Timestamp(seconds: 1),
    ]
    #expect(Array(sorted.reversed()).sorted() == sorted)
  }

  @Test func `refuses JSON that is no time`() {
    #expect(throws: (any Error).self) { try Samples.decode(Timestamp.self, "\"yesterday\"") }
  }
}

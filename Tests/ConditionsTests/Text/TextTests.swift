import Testing

@testable import Conditions

/// Numbers, times and quantities as text, there and back.
@Suite struct TextTests {
  @Test(arguments: [
    (1.0, "1"), (-0.0, "-0"), (0.1, "0.1"), (123.456, "123.456"), (-4.5e-3, "-0.0045"),
    (1e20, "100000000000000000000"), (1e21, "1e+21"), (6.02214e23, "6.02214e+23"),
    (1e-5, "1e-05"), (1.5e-300, "1.5e-300"), (.nan, "NaN"), (.infinity, "Infinity"),
    (-.infinity, "-Infinity"), (.leastNonzeroMagnitude, "5e-324"),
  ])
  func `writes doubles`(value: Double, text: String) {
    #expect(NumberText.text(value) == text)
    let back = NumberText.double(text)
    #expect(back == value || (value.isNaN && back?.isNaN == true))
  }

  @Test(arguments: ["", " 1", "0x10", "1_000", "١", "1e", "nano", "--1", "inf1"])
  func `reads no double in`(text: String) {
    #expect(NumberText.double(text) == nil)
  }

  @Test(
    arguments: [
      ("1h45m47s", 6_347_000_000_000), ("-1.5s", -1_500_000_000), ("250ms", 250_000_000),
      ("1us", 1_000), ("1µs", 1_000), ("0", 0), ("+1ns", 1), ("1.000000001s", 1_000_000_001),
      ("-9223372036854775808ns", .min), ("9223372036854775807ns", .max),
      ("0.5h", 1_800_000_000_000),
    ] as [(String, Int64)])
  func `reads durations`(text: String, nanoseconds: Int64) {
    var text = text
    #expect(text.withUTF8 { DurationText.nanoseconds($0) } == nanoseconds)
  }

  @Test(arguments: ["", "5", "5d", "h", "1h 5m", "--1s", "9223372036854775808ns", "1e3s", ".s"])
  func `reads no duration in`(text: String) {
    var text = text
    #expect(text.withUTF8 { DurationText.nanoseconds($0) } == nil)
  }

  @Test func `reads back the timestamps and durations that it writes`() {
    var random = SplitMix64(seed: 4)
    for _ in 0..<5_000 {
      let seconds = Int64(random.next() % 315_537_897_600) - 62_135_596_800
      let nanoseconds = Int32(random.next() % 4 == 0 ? 0 : random.next() % 1_000_000_000)
      var text = TimestampText.text(seconds: seconds, nanoseconds: nanoseconds)
      let back = text.withUTF8 { TimestampText.parse($0) }
      #expect(back?.seconds == seconds && back?.nanoseconds == nanoseconds, "\(text)")
      let span = Int64(bitPattern: random.next()) / 1_000_000
      var duration = DurationText.text(nanoseconds: span)
      #expect(duration.withUTF8 { DurationText.nanoseconds($0) } == span, "\(duration)")
    }
  }

  @Test(arguments: [
    "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:00:60Z", "0000-12-31T23:59:59Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00",
    "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0100", "9999-12-31T23:59:59-00:01",
    "2026-01-01T00:00:00.1234567890Z",
  ])
  func `reads no timestamp in`(text: String) {
    var text = text
    #expect(text.withUTF8 { TimestampText.parse($0) } == nil)
  }

  @Test(
    arguments: [
      ("16Gi", 17_179_869_184), ("500M", 500_000_000), ("1.5Ki", 1_536), ("512", 512),
      ("10GB", 10_000_000_000),
      ("1G", 1_000_000_000), ("9999999P", nil), ("Gi", nil), ("10Gb", nil), ("1 Gi", nil),
      ("1gi", nil),
      ("8GiB", 8_589_934_592),
    ] as [(String, Int64?)])
  func `reads quantities of bytes`(text: String, bytes: Int64?) {
    #expect(Quantity.bytes(text) == bytes)
  }
}

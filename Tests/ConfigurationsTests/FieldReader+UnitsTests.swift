import Documents
import Testing

@testable import Configurations

@Suite struct UnitsTests {
  @Test(arguments: [
    ("5%", 0.05), ("0%", 0), ("100%", 1), ("0.5%", 0.005), ("31 %", 0.31), ("-0%", 0),
    (".5%", 0.005),
  ])
  func `reads a share`(_ text: String, _ share: Double) {
    #expect(Samples.read("a: \(text)") { $0.share("a") }.value == share)
  }

  @Test(arguments: [
    "5", "0.05", "5 percent", "'%'", "five%", "5%%", "'5% '", "nan%", "inf%", "0x10%", "1e1%",
    "1_0%", "5,5%", "1.2.3%",
  ])
  func `takes no number without its unit for a share`(_ text: String) {
    #expect(Samples.read("a: \(text)") { $0.share("a") }.mistakes == ["1:4 missing-unit"])
  }

  @Test(arguments: ["101%", "-1%", "100.1%", "1000000%"])
  func `takes no share out of its range`(_ text: String) {
    let reading = Samples.read("a: \(text)") { $0.share("a") }
    #expect(reading.mistakes == ["1:4 out-of-range"])
    #expect(reading.diagnostics.first?.help == ["0% to 100% is allowed"])
  }

  @Test(arguments: [
    ("1s", 1), ("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86_400), ("2w", 1_209_600),
    ("1h30m", 5400), ("1w2d3h4m5s", 788_645), ("007m", 420), ("3650d", 315_360_000),
    ("315360000s", 315_360_000),
  ])
  func `reads a length of time`(_ text: String, _ seconds: Int) {
    #expect(Samples.read("a: \(text)") { $0.duration("a") }.value == .seconds(seconds))
  }

  @Test(arguments: [
    "15", "0", "0s", "m", "15 m", "1.5h", "-1h", "+1h", "1h1h", "30m1h", "1h30", "1y", "1H", "1ms",
    "3651d", "315360001s", "99999999999999999999s", "1w99999999999d", "an hour", "١h",
  ])
  func `takes nothing else for a length of time`(_ text: String) {
    #expect(Samples.read("a: \(text)") { $0.duration("a") }.mistakes == ["1:4 missing-unit"])
  }

  @Test func `prints a length of time in the words that it reads`() throws {
    for seconds in [1, 59, 60, 61, 3600, 5400, 86_399, 86_400, 90_061, 1_209_600, 315_360_000] {
      let text = Duration.seconds(seconds).unitText
      #expect(Duration(unitText: text) == .seconds(seconds), "\(text)")
    }
    #expect(Duration.milliseconds(400).unitText == "0.4s")
    #expect(Duration.seconds(5400).unitText == "1h30m")
  }

  @Test func `reads a count with what is counted`() throws {
    let reading = Samples.read("a: 3 actions") { $0.count("a", of: ["actions", "dpu_hours"]) }
    let count = try #require(reading.value)
    #expect((count.count, count.unit) == (3, "actions"))
    for text in [
      "3", "actions", "3 runs", "three actions", "3 actions now", "3.5 actions", "3actions",
    ] {
      let reading = Samples.read("a: \(text)") { $0.count("a", of: ["actions"]) }
      #expect(reading.mistakes == ["1:4 missing-unit"], "\(text)")
      #expect(reading.diagnostics.first?.help == ["write a number with its unit, as `3 actions`"])
    }
    for text in ["0 actions", "-1 actions", "1000001 actions"] {
      let reading = Samples.read("a: \(text)") { $0.count("a", of: ["actions"]) }
      #expect(reading.mistakes == ["1:4 out-of-range"], "\(text)")
    }
  }

  @Test func `reads a whole number within its range`() {
    #expect(Samples.read("a: 20") { $0.wholeNumber("a", in: 1...20) }.value == 20)
    #expect(
      Samples.read("a: 21") { $0.wholeNumber("a", in: 1...20) }.mistakes == ["1:4 out-of-range"])
    #expect(
      Samples.read("a: 0") { $0.wholeNumber("a", in: 1...20) }.mistakes == ["1:4 out-of-range"])
    for text in ["1.0", "'1'", "one", "[1]", "true"] {
      #expect(
        Samples.read("a: \(text)") { $0.wholeNumber("a", in: 1...20) }.mistakes == [
          "1:4 wrong-kind"
        ])
    }
  }

  @Test(arguments: [
    (0.378, "37.8 %"), (0, "0.0 %"), (1, "100.0 %"), (-0.05, "-5.0 %"), (0.0004, "0.0 %"),
    (-0.0004, "0.0 %"), (0.0005, "0.1 %"), (12, "1200.0 %"),
  ])
  func `prints a share with one decimal`(_ share: Double, _ text: String) {
    #expect(PercentText.text(share) == text)
  }

  @Test(arguments: [
    ("G.025X", 0.25), ("Standard", 1), ("G.1X", 1), ("G.2X", 2), ("G.4X", 4), ("G.8X", 8),
    ("G.16X", nil), ("", nil),
  ])
  func `knows what a worker costs`(_ type: String, _ dpus: Double?) {
    #expect(WorkerSize.dpus(type) == dpus)
  }
}

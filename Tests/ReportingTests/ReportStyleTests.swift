import Evaluations
import Testing

@testable import Reporting

/// Colours, and figures in words.
@Suite struct ReportStyleTests {
  @Test(arguments: [ReportStyle.light, ReportStyle.dark])
  func `writes nothing with a contrast below 4.5, and draws nothing below 3`(
    scheme: ReportStyle.Scheme
  ) {
    for (name, text, ground) in scheme.texts {
      #expect(text.contrast(with: ground) >= 4.5, "\(scheme.name): \(name)")
    }
    for (name, mark, ground) in scheme.marks {
      #expect(mark.contrast(with: ground) >= 3, "\(scheme.name): \(name)")
    }
    #expect(scheme.heat.count == 9)
  }

  @Test func `measures contrast as WCAG does`() {
    let white = ReportStyle.Colour("#FFFFFF")
    #expect(abs(ReportStyle.Colour("#000000").contrast(with: white) - 21) < 1e-9)
    #expect(abs(ReportStyle.Colour("#777777").contrast(with: white) - 4.478) < 0.001)
    #expect(white.contrast(with: white) == 1)
  }

  @Test func `uses no colour that is not one of the checked constants`() {
    let known = [ReportStyle.light, ReportStyle.dark].flatMap { scheme in
      [
        scheme.paper, scheme.card, scheme.ink, scheme.soft, scheme.line, scheme.gold, scheme.blue,
        scheme.grey, scheme.track, scheme.band,
      ] + scheme.heat.flatMap { [$0.ground, $0.text] }
    }.map(\.hex)
    for colour in ReportStyle.sheet.matches(of: /#[0-9A-Fa-f]{3,8}\b/) {
      #expect(known.contains(String(colour.0)) || colour.0 == "#fff", "\(colour.0)")
    }
  }

  @Test(arguments: [
    (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (-0.05, 1, "−0.1"), (1234.5, 1, "1,234.5"),
    (0.995, 2, "1.00"), (1e40, 1, "1.0e40"), (-2.5e300, 1, "−2.5e300"), (12, 0, "12"),
  ])
  func `says a number with its decimals`(number: Double, digits: Int, text: String) {
    #expect(Figure.fixed(number, digits) == text)
  }

  @Test func `says bounds, differences, counts and times`() {
    #expect(Figure.bound(0.0001) == "0.010\u{A0}%")
    #expect(Figure.bound(0.000_100_01) == "0.011\u{A0}%")
    #expect(Figure.bound(0) == "0.000\u{A0}%")
    #expect(Figure.signed(0.004, 2) == "0.00" && Figure.signed(0.005, 2) == "+0.01")
    #expect(Figure.signed(-0.02, 2) == "−0.02")
    #expect(
      [0, 999, 1000, 1500, 48_211, 1_000_000].map(Figure.short) == [
        "0", "999", "1k", "1.5k", "48.2k", "1M",
      ])
    #expect(Figure.count(.min) == "−9.2e18")
    #expect(
      [5.0, 99.9, 120, 4319, 4320].map(Figure.time) == [
        "5.0\u{A0}min", "99.9\u{A0}min", "2.0\u{A0}h", "72.0\u{A0}h", "3.0\u{A0}d",
      ])
  }

  @Test(arguments: [
    ([], "–"), ([42], "42"), ([42, 43, 44, 71], "42–44, 71"), ([3, 2, 1], "3, 2, 1"),
    ([UInt64.max, 0, 1], "18446744073709551615, 0–1"),
  ])
  func `says seeds as ranges`(seeds: [UInt64], text: String) {
    #expect(Figure.seeds(seeds) == text)
  }

  @Test(arguments: [
    ([0.0, 54.3], 0.0, 60.0), ([-1.2, 1.6], -2.0, 2.0), ([0, 0], 0, 0.2),
    ([44.1, 53.9], 44, 54), ([-1e300, 1e300], -1e300, 1e300),
  ])
  func `ends a scale at round numbers around all values`(
    values: [Double], low: Double, high: Double
  ) {
    let axis = ChartAxis(over: values)
    #expect(axis.low <= (values.min() ?? 0) && axis.high >= (values.max() ?? 0))
    #expect(abs(axis.low - low) <= abs(low) / 5 && abs(axis.high - high) <= abs(high) / 5)
    #expect(axis.ticks.count <= 8)
  }

  @Test(arguments: [
    (true, 0.001, 0.002, DifferenceVerdict.same), (false, 0.001, 0.02, .more),
    (false, -0.02, -0.001, .fewer), (false, -0.02, 0.001, .open), (true, -0.001, 0.001, .same),
  ])
  func `says of a difference what its interval lets one say`(
    isEquivalent: Bool, low: Double, high: Double, verdict: DifferenceVerdict
  ) throws {
    var record = try #require(try EvaluationReportTests.record().mixes.first?.differences.first)
    record.isEquivalent = isEquivalent
    record.difference = .init(value: (low + high) / 2, low: low, high: high)
    #expect(DifferenceVerdict(record) == verdict)
  }
}

import Documents
import Incidents
import Testing

@testable import Configurations

@Suite struct StateFeatureTests {
  private static func read(_ fields: String) -> Samples.Reading<StateFeature> {
    Samples.read(fields) { StateFeature(name: "f", &$0) }
  }

  @Test(
    arguments: [
      ("under 2", nil, 2), ("2 to under 4", 2, 4), ("4 or more", 4, nil), ("under 2%", nil, 0.02),
      ("2% to under 20%", 0.02, 0.2), ("-1 to under 0.5", -1, 0.5), ("20% or more", 0.2, nil),
    ] as [(String, Double?, Double?)])
  func `reads the range of a bin`(_ text: String, _ from: Double?, _ under: Double?) {
    let bin = StateFeature.Bin(label: "x", range: text)
    #expect(bin == StateFeature.Bin(label: "x", from: from, under: under))
  }

  @Test(arguments: [
    "", "2", "over 2", "under", "under two", "2 to 4", "4 to under 2", "2 to under 2", "2 or less",
    "nan or more", "under inf", "0x2 or more", "under 1e3", "under 2 %",
  ])
  func `takes nothing else for a range`(_ text: String) {
    #expect(StateFeature.Bin(label: "x", range: text) == nil)
  }

  @Test(arguments: [
    ("a: under 2, b: 2 or more", nil),
    ("b: 2 or more, a: under 2", nil),
    ("a: under 2, b: 2 to under 4, c: 4 or more", nil),
    ("a: under 2, b: 3 or more", "there is a gap between `a` and `b`"),
    ("a: under 3, b: 2 or more", "`a` and `b` overlap"),
    ("a: under 2, b: under 3, c: 3 or more", "overlap"),
    ("a: under 2, b: 2 or more, c: 3 or more", "overlap"),
    ("b: 2 or more", "nothing below 2.0 has a bin"),
    ("a: under 2, b: 2 to under 4", "nothing from 4.0 on has a bin"),
  ])
  func `proves that bins cover the line once`(_ bins: String, _ gap: String?) {
    let reading = Self.read("{from: run.rows_read, bins: {\(bins)}, no_data: a}")
    #expect(reading.mistakes == (gap == nil ? [] : ["1:29 bins-cover"]))
    if let gap { #expect(reading.diagnostics.first?.message.hasSuffix(gap) == true) }
  }

  @Test func `gives every number exactly one bin`() throws {
    let feature = try #require(
      Self.read(
        "{from: run.rows_read, bins: {a: under 2, b: 2 to under 4, c: 4 or more}, no_data: a}"
      )
      .value)
    guard case .bins(let bins) = feature.cut else {
      Issue.record("the feature has no bins")
      return
    }
    for number in [-1e300, -1, 0, 1.999, 2, 3.999, 4, 1e300, .infinity, -.infinity] {
      #expect(bins.count { $0.contains(number) } == 1, "\(number)")
    }
  }

  @Test func `lists its labels in declared order, missing evidence last, none twice`() throws {
    let values = try #require(
      Self.read("{from: job.owner, values: [team, b], otherwise: c, no_data: d}").value)
    #expect(values.labels == ["team", "b", "c", "d"])
    let shared = try #require(
      Self.read("{from: job.owner, values: [team, b], otherwise: b, no_data: b}").value)
    #expect(shared.labels == ["team", "b"])
    let last = try #require(Self.read("{from: job.owner, values: [a, b], no_data: b}").value)
    #expect(last.labels == ["a", "b"])
  }

  @Test(arguments: [
    ("{from: job.owner, values: [team, b], otherwise: c, no_data: d}", "team"),
    ("{from: job.owner, values: [a, b], otherwise: c, no_data: d}", "c"),
    ("{from: run.error, values: [a, b], otherwise: c, no_data: d}", "d"),
    ("{from: runs.active, bins: {a: under 1, b: 1 or more}, no_data: d}", "a"),
    ("{from: run.rows_read, bins: {a: under 1, b: 1 or more}, no_data: d}", "d"),
  ])
  func `labels what the evidence says`(_ fields: String, _ label: String) throws {
    let reading = Self.read(fields)
    let feature = try #require(reading.value, "\(reading.mistakes)")
    let facts = EvidenceValues(Samples.evidence()).facts(on: nil, at: Samples.now)
    #expect(feature.label(with: facts) == label)
  }

  @Test(arguments: [
    WrongFields("{values: [a], no_data: a}", "1:2 missing-key"),
    WrongFields("{from: job.owner, no_data: a}", "1:2 missing-key"),
    WrongFields("{from: job.owner, values: [a]}", "1:2 missing-key"),
    WrongFields("{from: job.owner, values: [], no_data: a}", "1:2 missing-key"),
    WrongFields("{from: run.rows_read, bins: {}, no_data: a}", "1:29 bins-cover"),
    WrongFields("{from: run.rows_read, bins: [a], no_data: a}", "1:29 wrong-kind"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { StateFeature(name: "f", &$0) } }
}

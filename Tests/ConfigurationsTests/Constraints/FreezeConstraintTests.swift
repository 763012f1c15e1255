import Incidents
import Testing

@testable import Configurations

@Suite struct FreezeConstraintTests {
  private static func freeze(_ fields: String) throws -> FreezeConstraint {
    let reading = Samples.read("{id: x, title: frozen, \(fields)}") { FreezeConstraint(&$0) }
    return try #require(reading.value, "\(reading.mistakes)")
  }

  /// A time in the week, and whether it is frozen.
  struct Moment: Sendable, CustomTestStringConvertible {
    let time: String
    let isFrozen: Bool
    var testDescription: String { "\(time) is \(isFrozen ? "frozen" : "free")" }

    init(_ time: String, _ isFrozen: Bool) { (self.time, self.isFrozen) = (time, isFrozen) }
  }

  // 2026-11-27 is a Friday; Berlin is an hour ahead in winter.
  @Test(arguments: [
    Moment("2026-11-27T16:59:59Z", false), Moment("2026-11-27T17:00:00Z", true),
    Moment("2026-11-28T12:00:00Z", true), Moment("2026-11-29T23:30:00Z", true),
    Moment("2026-11-30T04:59:59Z", true), Moment("2026-11-30T05:00:00Z", false),
    Moment("2026-12-02T12:00:00Z", false), Moment("1969-12-27T12:00:00Z", true),
    Moment("1970-01-01T12:00:00Z", false),
  ])
  func `holds every weekend, over the end of the week`(_ moment: Moment) throws {
    let freeze = try Self.freeze("weekly: Fri 18:00 to Mon 06:00, zone: Europe/Berlin")
    let now = try #require(Timestamp(rfc3339: moment.time))
    Judged(moment.time, Proposals.proposal(at: now), moment.isFrozen ? "deny freeze" : "-")
      .check(freeze)
  }

  @Test(arguments: [
    Moment("2026-11-24T21:59:59Z", false), Moment("2026-11-24T22:00:00Z", true),
    Moment("2026-11-25T04:59:00Z", true), Moment("2026-11-25T05:00:00Z", false),
  ])
  func `holds within the week`(_ moment: Moment) throws {
    let freeze = try Self.freeze("weekly: Tue 23:00 to Wed 06:00, zone: Europe/Berlin")
    let now = try #require(Timestamp(rfc3339: moment.time))
    #expect(freeze.contains(now) == moment.isFrozen)
  }

  // Berlin is two hours ahead in summer, and puts its clocks back on the last Sunday of October.
  @Test(arguments: [
    Moment("2026-06-26T15:59:59Z", false), Moment("2026-06-26T16:00:00Z", true),
    Moment("2026-06-29T03:59:59Z", true), Moment("2026-06-29T04:00:00Z", false),
    Moment("2026-10-23T15:59:59Z", false), Moment("2026-10-23T16:00:00Z", true),
    Moment("2026-10-26T04:59:59Z", true), Moment("2026-10-26T05:00:00Z", false),
  ])
  func `follows the clocks of its zone`(_ moment: Moment) throws {
    let freeze = try Self.freeze("weekly: Fri 18:00 to Mon 06:00, zone: Europe/Berlin")
    let now = try #require(Timestamp(rfc3339: moment.time))
    #expect(freeze.contains(now) == moment.isFrozen)
  }

  @Test func `tells a zone that nobody knows, at its name`() {
    let fields = "{id: x, title: a, weekly: Fri 18:00 to Mon 06:00, zone: Europe/Berlinn}"
    WrongFields(fields, "1:57 unknown-zone").check { FreezeConstraint(&$0) }
  }

  @Test(arguments: [
    Moment("2026-12-19T22:59:59Z", false), Moment("2026-12-19T23:00:00Z", true),
    Moment("2027-01-01T22:59:59Z", true), Moment("2027-01-01T23:00:00Z", false),
  ])
  func `holds once, without its end`(_ moment: Moment) throws {
    let freeze = try Self.freeze(
      "from: \"2026-12-20T00:00:00+01:00\", until: \"2027-01-02T00:00:00+01:00\"")
    let now = try #require(Timestamp(rfc3339: moment.time))
    #expect(freeze.contains(now) == moment.isFrozen)
  }

  @Test func `holds only where it is for`() throws {
    let freeze = try Self.freeze(
      "for: {env: [prod], jobs: [\"j*\"]}, from: \"2026-01-01T00:00:00Z\", "
        + "until: \"2027-01-01T00:00:00Z\"")
    Judged("prod", Proposals.proposal(in: "prod", job: "j1"), "deny freeze").check(freeze)
    Judged("dev", Proposals.proposal(in: "dev", job: "j1"), "-").check(freeze)
    Judged("another job", Proposals.proposal(in: "prod", job: "k"), "-").check(freeze)
  }

  @Test(arguments: [
    WrongFields("{id: x, title: a}", "1:2 missing-key", "1:2 missing-key"),
    WrongFields("{id: x, title: a, zone: Europe/Berlin}", "1:2 missing-key"),
    WrongFields("{id: x, title: a, weekly: Fri 18:00 to Mon 06:00}", "1:2 missing-key"),
    WrongFields("{id: x, title: a, weekly: Friday, zone: Europe/Berlin}", "1:27 bad-window"),
    WrongFields(
      "{id: x, title: a, weekly: Fri 24:00 to Mon 06:00, zone: Europe/Berlin}", "1:27 bad-window"),
    WrongFields(
      "{id: x, title: a, weekly: Fri 8:00 to Mon 06:00, zone: Europe/Berlin}", "1:27 bad-window"),
    WrongFields(
      "{id: x, title: a, weekly: Fri 18:00 to Fri 18:00, zone: Europe/Berlin}", "1:27 bad-window"),
    WrongFields(
      "{id: x, title: a, weekly: fri 18:00 to Mon 06:00, zone: Europe/Berlin}", "1:27 bad-window"),
    WrongFields("{id: x, title: a, from: \"2026-01-01T00:00:00Z\"}", "1:2 missing-key"),
    WrongFields(
      "{id: x, title: a, from: 2026-01-01, until: \"2027-01-01T00:00:00Z\"}", "1:25 bad-time"),
    WrongFields(
      "{id: x, title: a, from: \"2027-01-01T00:00:00Z\", until: \"2026-01-01T00:00:00Z\"}",
      "1:1 bad-window"),
    WrongFields(
      "{id: x, title: a, for: {env: []}, from: \"2026-01-01T00:00:00Z\", "
        + "until: \"2027-01-01T00:00:00Z\"}", "1:30 empty-scope"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { FreezeConstraint(&$0) } }
}

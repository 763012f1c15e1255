import Incidents
import Testing

@Suite struct TableEvidenceTests {
  @Test func `gives the share of empty values by column`() {
    let batch = Samples.batch(rows: 20, nulls: ["a": 0, "b": 5, "c": nil])
    let table = Samples.table(batch: .known(batch))
    #expect(table.nullRates == .known(["a": 0, "b": 0.25]))
    #expect(TableEvidence.nullRates(Samples.batch(rows: 0, nulls: ["a": 0])) == [:])
    #expect(Samples.table().nullRates == .unknown("not read"))
  }

  /// A table parameter, and the tags that it puts on the table.
  struct Tagged: Sendable, CustomTestStringConvertible {
    let text: String?
    let tags: [String]
    var testDescription: String { text ?? "no parameter" }

    init(_ text: String?, _ tags: [String]) { (self.text, self.tags) = (text, tags) }
  }

  // A space before a comma was part of the tag, so that a legal hold was not seen.
  @Test(arguments: [
    Tagged(nil, []), Tagged("", []), Tagged("legal-hold", ["legal-hold"]),
    Tagged("legal-hold,pii", ["legal-hold", "pii"]),
    Tagged(" legal-hold , pii ", ["legal-hold", "pii"]),
    Tagged("legal-hold=2026, owner = flights", ["legal-hold", "owner"]),
    Tagged("a,,b", ["a", "b"]), Tagged(" , ", []), Tagged("two words", ["two words"]),
    Tagged("\tlegal-hold\t,\npii", ["legal-hold", "pii"]),
  ])
  func `reads the tags of governance`(_ tagged: Tagged) {
    #expect(Samples.version(tags: tagged.text).tags == tagged.tags)
  }

  @Test func `knows which readers go by position`() {
    #expect(Samples.version(format: "csv").readsByPosition)
    #expect(Samples.version(format: "CSV").readsByPosition)
    #expect(!Samples.version(format: "parquet").readsByPosition)
    #expect(!Samples.version(format: "json").readsByPosition)
  }

  @Test func `finds the version that was current at an instant`() {
    func version(_ id: String, _ seconds: Int64?) -> TableVersion {
      Samples.version(id, updated: seconds.map { Timestamp(seconds: $0) })
    }
    let versions = [version("3", 300), version("2", 200), version("1", 100)]
    func current(_ seconds: Int64?, _ versions: [TableVersion]) -> Known<String> {
      TableVersion.current(at: seconds.map { Timestamp(seconds: $0) }, among: versions).map(\.id)
    }
    #expect(current(250, versions) == .known("2"))
    #expect(current(200, versions) == .known("2"))
    #expect(current(1000, versions.reversed()) == .known("3"))
    #expect(current(99, versions).value == nil)
    #expect(current(nil, versions).value == nil)
    #expect(current(250, [version("2", nil), version("1", 100)]).value == nil)
    #expect(current(250, []).value == nil)
    #expect(current(nil, [version("1", nil)]) == .known("1"))
  }

  @Test func `names the version that the catalog holds now`() {
    let versions = [Samples.version("2"), Samples.version("1")]
    #expect(Samples.table(versions: .known(versions)).current?.id == "2")
    #expect(Samples.table(versions: .unknown("x")).current == nil)
  }
}

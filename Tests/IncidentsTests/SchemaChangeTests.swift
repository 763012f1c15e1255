import Incidents
import Testing

@Suite struct SchemaChangeTests {
  /// A catalog's columns, those of the data, and how they differ for readers by name and by place.
  struct Compared: Sendable, CustomTestStringConvertible {
    let name: String
    let catalog, data: String
    /// `kind column`, with `!` where following loses something.
    let byPosition, byName: [String]
    var testDescription: String { name }

    init(
      _ name: String, _ catalog: String, _ data: String, byPosition: [String], byName: [String]
    ) {
      (self.name, self.catalog, self.data) = (name, catalog, data)
      (self.byPosition, self.byName) = (byPosition, byName)
    }

    init(_ name: String, _ catalog: String, _ data: String, _ both: [String]) {
      self.init(name, catalog, data, byPosition: both, byName: both)
    }
  }

  @Test(arguments: [
    Compared("nothing changed", "a int;b string", "a int;b string", []),
    Compared("added at the end", "a int", "a int;b string", ["added b"]),
    Compared("added in the middle", "a int;c int", "a int;b string;c int", ["added b"]),
    Compared("removed", "a int;b string", "a int", ["!removed b"]),
    Compared("all removed", "a int;b int", "", ["!removed a", "!removed b"]),
    Compared(
      "renamed in place", "a int;b string", "a int;c string", byPosition: ["renamed b"],
      byName: ["!renamed b"]),
    Compared(
      "gone and come of another type", "a int;b string", "a int;c int", ["!removed b", "added c"]),
    Compared(
      "gone and come at another place", "a int;b int", "c int;a int", ["!removed b", "added c"]),
    Compared(
      "gone and come with another count", "a int;b int", "a int;c int;d int",
      ["!removed b", "added c", "added d"]),
    Compared(
      "swapped", "a int;b int", "b int;a int", byPosition: ["!reordered a", "!reordered b"],
      byName: ["reordered a", "reordered b"]),
    Compared("shifted by an added one", "a int;b int", "x int;a int;b int", ["added x"]),
    Compared("widened", "a int;b int", "a bigint;b int", ["widening a"]),
    Compared("narrowed", "a bigint", "a int", ["!narrowing a"]),
    Compared("incompatible", "a int", "a string", ["!incompatible a"]),
    Compared(
      "widened and moved", "a int;b int", "b int;a bigint",
      byPosition: ["widening a", "!reordered a", "!reordered b"],
      byName: ["widening a", "reordered a", "reordered b"]),
    Compared(
      "two renamed", "a int;b int", "c int;d int", byPosition: ["renamed a", "renamed b"],
      byName: ["!renamed a", "!renamed b"]),
    Compared(
      "other letters are other names", "a int;b int", "a int;B int;c int",
      ["!removed b", "added B", "added c"]),
  ])
  func `tells how the data differ from the catalog`(_ compared: Compared) {
    for (format, expected) in [("csv", compared.byPosition), ("parquet", compared.byName)] {
      let comparison = SchemaComparison(
        catalog: Samples.version("1", compared.catalog, format: format),
        batch: Samples.batch(compared.data))
      let changes = comparison.changes.map {
        "\($0.isLossless ? "" : "!")\($0.kind.rawValue) \($0.column)"
      }
      #expect(changes == expected, "\(format)")
      #expect(comparison.observed == Samples.columns(compared.data))
    }
  }

  // Names in a catalog or a header are hostile: the place of a second `a` was looked up in the
  // data.
  @Test(arguments: [
    ("a int;a int;b int", "a int;b int"), ("a int;b int", "a int;a int;b int"),
    ("a int;a int", "a int"), ("b int;a int;a int;c int", "c int;a int;b int"),
  ])
  func `stands names that are there twice`(_ catalog: String, _ data: String) {
    for format in ["csv", "parquet"] {
      let comparison = SchemaComparison(
        catalog: Samples.version("1", catalog, format: format), batch: Samples.batch(data))
      #expect(comparison.observed.count == Samples.columns(data).count)
    }
  }

  @Test func `says what a renamed column is called now, and both types of a changed one`() throws {
    let renamed = try #require(
      SchemaComparison(catalog: Samples.version("1", "a int"), batch: Samples.batch("b int"))
        .changes.first)
    #expect((renamed.column, renamed.observedName) == ("a", "b"))
    let widened = try #require(
      SchemaComparison(catalog: Samples.version("1", "a int"), batch: Samples.batch("a bigint"))
        .changes.first)
    #expect((widened.catalogType, widened.observedType) == (.int, .bigint))
  }

  @Test func `compares with the current version and with that of the last good run`() {
    let now = Samples.version("2", "a int;b int")
    let before = Samples.version("1", "a int")
    let table = Samples.table(
      versions: .known([now, before]), lastGood: .known(before),
      batch: .known(Samples.batch("a int")))
    #expect(table.comparison.value?.changes.map(\.kind) == [.removed])
    #expect(table.observedFitsLastGood == .known(true))
  }

  @Test func `does not compare what is unknown, and says why`() {
    let batch = Known.known(Samples.batch("a int"))
    #expect(
      Samples.table(versions: .unknown("no right"), batch: batch).observedFitsLastGood
        == .unknown("no good run"))
    #expect(Samples.table(versions: .unknown("no right"), batch: batch).reason == "no right")
    #expect(Samples.table().reason == "not read")
    #expect(
      Samples.table(versions: .known([]), batch: batch).reason
        == "the catalog has no version of flights.raw")
  }
}

extension TableEvidence {
  /// Why the catalog and the data cannot be compared.
  fileprivate var reason: String? {
    guard case .unknown(let reason) = comparison else { return nil }
    return reason
  }
}

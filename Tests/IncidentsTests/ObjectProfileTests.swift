import Incidents
import Testing

@Suite struct ObjectProfileTests {
  /// What a text column parses as, the catalog's type, and the type that the column has.
  struct Seen: Sendable, CustomTestStringConvertible {
    let parses: [ColumnType]
    let catalog: ColumnType?
    let observed: ColumnType
    var testDescription: String { "\(parses) against \(catalog?.catalogText ?? "nothing")" }

    init(_ parses: [ColumnType], _ catalog: ColumnType?, _ observed: ColumnType) {
      (self.parses, self.catalog, self.observed) = (parses, catalog, observed)
    }
  }

  @Test(arguments: [
    Seen([.int, .bigint, .double, .string], .int, .int),
    Seen([.int, .bigint, .double, .string], .bigint, .bigint),
    Seen([.bigint, .double, .string], .int, .bigint),
    Seen([.int, .bigint, .double, .string], nil, .int),
    Seen([.int, .double, .string], .float, .float),
    Seen([.string], .float, .string),
    Seen([.int, .string], .string, .string), Seen([.int, .string], .binary, .binary),
    Seen([.string], .int, .string), Seen([.date, .string], .timestamp, .date),
    Seen(
      [.decimal(precision: 5, scale: 2), .string], .decimal(precision: 10, scale: 2),
      .decimal(precision: 10, scale: 2)),
    Seen(
      [.decimal(precision: 5, scale: 2), .string], .decimal(precision: 4, scale: 2),
      .decimal(precision: 5, scale: 2)),
    Seen([], .int, .string),
  ])
  func `sees text from what the catalog says`(_ seen: Seen) {
    let column = ColumnProfile(name: "a", values: .parses(seen.parses))
    #expect(column.observedType(catalog: seen.catalog) == seen.observed)
  }

  @Test func `takes a file that declares a type at its word`() {
    let column = ColumnProfile(name: "a", values: .declared(.bigint))
    #expect(column.observedType(catalog: .int) == .bigint)
    #expect(column.observedType(catalog: nil) == .bigint)
  }

  @Test func `tells damage from what was only not read`() {
    func object(_ content: ObjectProfile.Content) -> ObjectProfile {
      ObjectProfile(key: "a", bytes: 1, content: content)
    }
    let damage = Damage(reason: "cut off", line: 3)
    #expect(object(.unreadable(damage)).damage == damage)
    #expect(object(.unreadable(damage)).table == nil)
    #expect(object(.unread("too large")).damage == nil)
    #expect(object(.unread("too large")).table == nil)
    #expect(object(.table(Samples.batch("a int"))).table?.column("a") != nil)
    #expect(object(.table(Samples.batch("a int"))).table?.column("A") == nil)
  }
}

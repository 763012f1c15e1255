import Incidents
import Testing

@Suite struct ColumnTypeTests {
  /// A catalog's text, and the type that it names.
  struct Named: Sendable, CustomTestStringConvertible {
    let text: String
    let type: ColumnType
    var testDescription: String { "\(text) is \(type)" }

    init(_ text: String, _ type: ColumnType) { (self.text, self.type) = (text, type) }
  }

  @Test(arguments: [
    Named("int", .int), Named("INT", .int), Named(" Integer ", .int), Named("byte", .tinyint),
    Named("short", .smallint), Named("long", .bigint), Named("varchar", .string),
    Named("varchar(20)", .string), Named("char(3)", .string),
    Named("decimal", .decimal(precision: 10, scale: 0)),
    Named("decimal(5)", .decimal(precision: 5, scale: 0)),
    Named("Decimal( 10 , 2 )", .decimal(precision: 10, scale: 2)),
    Named("decimal(38,38)", .decimal(precision: 38, scale: 38)),
    Named("array<int>", .other("array<int>")),
    Named("struct<a:int,b:string>", .other("struct<a:int,b:string>")),
    Named("", .other("")), Named("intt", .other("intt")),
  ])
  func `reads the words of the catalog`(_ named: Named) {
    #expect(ColumnType(catalog: named.text) == named.type)
  }

  // A bound that is no number was read as 0, and bounds beyond 64 bits ended the program.
  @Test(arguments: [
    "decimal()", "decimal(,2)", "decimal(10,x)", "decimal(x,2)", "decimal(10,2,3)", "decimal(10,)",
    "decimal(0,0)", "decimal(39,0)", "decimal(5,6)", "decimal(-5,2)", "decimal(5,-2)",
    "decimal(9223372036854775807,-9223372036854775808)", "decimal(10,2", "decimal(+5,2)",
  ])
  func `does not look into a decimal that cannot be`(_ text: String) {
    let type = ColumnType(catalog: text)
    #expect(type == .other(text))
    #expect(!type.widens(to: .decimal(precision: 38, scale: 10)))
    #expect(!ColumnType.int.widens(to: type))
  }

  static let all: [ColumnType] =
    [
      .boolean, .tinyint, .smallint, .int, .bigint, .float, .double, .date, .timestamp, .string,
      .binary, .other("array<int>"),
    ]
    + [(1, 0), (3, 0), (5, 0), (5, 2), (10, 0), (10, 2), (12, 2), (19, 0), (21, 2), (38, 10)].map {
      .decimal(precision: $0, scale: $1)
    }

  @Test(arguments: all)
  func `reads back what it prints`(_ type: ColumnType) throws {
    #expect(ColumnType(catalog: type.catalogText) == type)
    #expect(try Samples.reread(type) == type)
  }

  /// Two types, the second of which holds every value of the first.
  struct Step: Sendable, CustomTestStringConvertible {
    let from, to: String
    var testDescription: String { "\(from) → \(to)" }

    init(_ from: String, _ to: String) { (self.from, self.to) = (from, to) }
  }

  @Test(arguments: [
    Step("tinyint", "smallint"), Step("tinyint", "bigint"), Step("int", "bigint"),
    Step("smallint", "float"), Step("tinyint", "float"), Step("int", "double"),
    Step("float", "double"), Step("date", "timestamp"), Step("tinyint", "decimal(3,0)"),
    Step("int", "decimal(10,0)"), Step("int", "decimal(12,2)"), Step("bigint", "decimal(19,0)"),
    Step("decimal(5,2)", "decimal(6,2)"), Step("decimal(5,2)", "decimal(6,3)"),
  ])
  func `widens where no value is lost`(_ step: Step) {
    let (from, to) = (ColumnType(catalog: step.from), ColumnType(catalog: step.to))
    #expect(from.widens(to: to))
    #expect(!to.widens(to: from))
    #expect(TypeRelation(catalog: from, observed: to) == .widening)
    #expect(TypeRelation(catalog: to, observed: from) == .narrowing)
  }

  @Test(arguments: [
    Step("int", "float"), Step("bigint", "double"), Step("bigint", "float"),
    Step("int", "string"), Step("string", "int"), Step("boolean", "tinyint"),
    Step("double", "decimal(38,10)"), Step("decimal(5,2)", "double"), Step("timestamp", "bigint"),
    Step("int", "decimal(9,0)"), Step("int", "decimal(11,2)"), Step("bigint", "decimal(18,0)"),
    Step("decimal(5,2)", "decimal(6,4)"), Step("decimal(6,3)", "decimal(6,2)"),
    Step("array<int>", "string"), Step("binary", "string"),
  ])
  func `does not widen where a value or its meaning may be lost`(_ step: Step) {
    let (from, to) = (ColumnType(catalog: step.from), ColumnType(catalog: step.to))
    #expect(!from.widens(to: to))
  }

  @Test func `is a strict order: never both ways, and never a step without its sum`() {
    for low in Self.all {
      #expect(!low.widens(to: low))
      for middle in Self.all where low.widens(to: middle) {
        #expect(!middle.widens(to: low), "\(low) and \(middle)")
        for high in Self.all where middle.widens(to: high) {
          #expect(low.widens(to: high), "\(low), \(middle), \(high)")
        }
      }
    }
  }

  @Test(arguments: all)
  func `compares each pair of types one way`(_ type: ColumnType) {
    #expect(TypeRelation(catalog: type, observed: type) == nil)
    for other in Self.all where other != type {
      let there = TypeRelation(catalog: type, observed: other)
      let back = TypeRelation(catalog: other, observed: type)
      switch there {
      case .widening?: #expect(back == .narrowing)
      case .narrowing?: #expect(back == .widening)
      case .incompatible?: #expect(back == .incompatible)
      case nil: Issue.record("\(type) and \(other) agree")
      }
    }
  }
}

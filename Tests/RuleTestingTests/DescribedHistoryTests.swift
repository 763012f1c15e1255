import Configurations
import Decisions
import Documents
import Foundation
import Goldens
import Incidents
import Testing

@testable import RuleTesting

@Suite struct DescribedHistoryTests {
  private static let described = """
    table: d.t
    rows: 1000
    columns:
      id: {type: bigint, from: 1, to: 100000}
      price: {type: double, from: 10, to: 20, nulls: 2%}
      state: {type: string, values: {paid: 60%, open: 30%, void: 10%}}
      code: {type: string, like: AB-12, distinct: 700}
      seen: {type: timestamp, from: 6h, to: 18h}
      day: {type: date, to: 30h}
      odd: {type: bigint, values: {"7": 50%}, from: 0, to: 10, max: 99}
    """

  private static func history(_ text: String = described) throws -> DescribedHistory {
    let file = SourceFile(path: "x", text: text)
    let root = try #require(DocumentParser.parse(file).value?.root)
    var fields = FieldReader(root, subject: "evidence", scope: .evidence)
    let history = DescribedHistory(&fields)
    #expect(fields.finish().map(\.message) == [])
    return history
  }

  @Test func `gives the batch in question exactly the figures that are written`() throws {
    let batch = try Self.history().batch(changedBy: nil, after: [])
    #expect(batch.rows == 1000)
    #expect(batch.duplicateRows == 0)
    #expect(batch.origin.name == "day=2026-11-23")
    #expect(batch.origin.arrived?.description == "2026-11-24T06:00:00Z")
    let price = try #require(batch.column("price"))
    #expect(price.nulls == 20)
    #expect(price.minimum == .number(10))
    #expect(price.maximum == .number(20))
    #expect(abs((price.mean ?? 0) - 15) < 1e-9)
    #expect(abs((price.statistics?.deviation ?? 0) - 10 / 12.0.squareRoot()) < 0.02)
    #expect(abs((price.statistics?.quantiles?.p25 ?? 0) - 12.5) < 0.03)
    #expect(price.distinct == 980)
    let state = try #require(batch.column("state"))
    #expect(state.distinct == 3)
    #expect(state.statistics?.top?.map(\.value) == ["paid", "open", "void"])
    #expect(state.statistics?.top?.map(\.count) == [600, 300, 100])
    #expect(state.statistics?.shapes?.map(\.value) == ["a"])
    #expect(state.statistics?.lengths?.mean == 4)
    let code = try #require(batch.column("code"))
    #expect(code.distinct == 700)
    #expect(code.statistics?.shapes?.map(\.value) == ["A-9"])
    #expect(code.statistics?.top == nil)
    let day = Double(20_780) * 86_400
    let seen = batch.column("seen")?.statistics?.quantiles
    #expect(abs((seen?.p50 ?? 0) - day - 12 * 3600) < 120)
    #expect(batch.column("day")?.distinct == 2)
    #expect(batch.column("day")?.statistics?.quantiles?.p99 == day + 86_400)
    let odd = try #require(batch.column("odd"))
    #expect(odd.maximum == .integer(99))
    #expect(odd.distinct == 12)
    #expect(odd.statistics?.quantiles?.p50 == 7)
  }

  @Test func `lets earlier batches swing, and the same way each time`() throws {
    let earlier = try Self.history().earlier
    #expect(earlier.count == 60)
    #expect(try Self.history().earlier == earlier)
    #expect(Set(earlier.map(\.rows)).count > 20)
    #expect(earlier.allSatisfy { abs($0.rows - 1000) <= 30 })
    #expect(Set(earlier.compactMap(\.origin.digest)).count == 60)
    #expect(earlier.first?.origin.name == "day=2026-09-24")
    for batch in earlier {
      let state = try #require(batch.column("state"))
      #expect(state.statistics?.top?.reduce(0) { $0 + $1.count } == batch.rows)
      #expect(batch.columns.allSatisfy { ($0.distinct ?? 0) <= batch.rows })
    }
  }

  @Test func `swings not at all where nothing is to swing`() throws {
    let earlier = try Self.history("{swing: 0%, batches: 5, rows: 7}").earlier
    #expect(earlier.map(\.rows) == [7, 7, 7, 7, 7])
  }

  /// The findings on a fixture of this description, with a case that says what is otherwise.
  private static func fired(_ batch: String, history: String = described) throws -> [String] {
    let text = """
      kintsugi: tests/v1
      env: dev
      evidence:
        it:
      \(history.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
      tests:
        - {name: a, given: it, \(batch) expect: {fires: []}}
      """
    let configuration = try Repository.configuration()
    let checked = RuleTestFile.read(SourceFile(path: "x", text: text), for: configuration)
    if !checked.diagnostics.isEmpty { return checked.diagnostics.map(\.message) }
    let runner = RuleTestRunner(engine: Engine(configuration))
    return try runner.results(of: #require(checked.value), in: ".").flatMap {
      $0.decision.findings.map(\.rule)
    }.sorted()
  }

  @Test(
    arguments: [
      ("", []), ("batch: {late: 3h},", ["late"]), ("batch: {same_as: 2},", ["delivered-again"]),
      ("batch: {columns: {state: {nulls: 20%}}},", ["null-spike", "nulls-unusual"]),
      ("batch: {columns: {price: {min: -900}}},", ["value-out-of-range"]),
      ("batch: {columns: {state: {values: {n/a: 5%}, like: paid}}},", ["placeholder-new"]),
      ("batch: {columns: {new: {type: int}}},", ["column-new"]),
      ("batch: {columns: {id: {type: string}}},", ["type-broken"]),
      ("unset: [table.observed.code],", ["column-gone"]),
    ] as [(String, [String])])
  func `makes rules about the past of a table fire`(change: String, rules: [String]) throws {
    #expect(try Self.fired(change).filter(rules.contains) == rules)
    if rules.isEmpty { #expect(try Self.fired(change) == []) }
  }

  @Test(arguments: [
    ("batch: {columns: {new: {nulls: 5%}}},", "the column `new` has no type"),
    ("batch: {columns: {id: {from: 5h}}},", "`id` holds no times, and this is one"),
    ("batch: {columns: {seen: {from: 500}}},", "`seen` holds times, and this is none"),
    ("batch: {columns: {id: {from: soon}}},", "`from` is no number and no time of the day"),
    ("batch: {columns: {id: {from: 9, to: 8}}},", "`from` lies above `to`"),
    ("batch: {columns: {id: {type: bgint}}},", "`bgint` is no type of Hive"),
    (
      "batch: {columns: {state: {values: {a: 70%, b: 60%}}}},",
      "`values` stand in more than all rows"
    ),
    ("batch: {same_as: 61},", "there are only 60 earlier batches"),
    ("batch: {row: 5},", "unknown key `row` in `batch`"),
    ("batch: {columns: {id: {nul: 5%}}},", "unknown key `nul` in a column"),
    ("batch: {columns: {id: {nulls: 5}}},", "`5` is not a share with its unit"),
  ])
  func `tells what no batch can be like`(change: String, message: String) throws {
    #expect(try Self.fired(change) == [message])
  }
}

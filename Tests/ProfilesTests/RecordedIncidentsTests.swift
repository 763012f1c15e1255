import Foundation
import Incidents
import Testing

@testable import Profiles

/// The objects of recorded incidents, against figures that Python's csv module and Arrow computed.
@Suite struct RecordedIncidentsTests {
  /// One line of `figures.tsv`.
  struct Figures: Sendable, CustomTestStringConvertible {
    let object, column, minimum, maximum: String
    let rows, nulls, distinct: Int?
    let mean: Double?
    var testDescription: String { "\(object) \(column)" }

    init?(_ line: Substring) {
      let fields = line.split(separator: "\t").map(String.init)
      guard fields.count == 8, fields[0] != "object" else { return nil }
      (object, column, minimum, maximum) = (fields[0], fields[2], fields[5], fields[6])
      (rows, nulls, distinct) = (Int(fields[1]), Int(fields[3]), Int(fields[4]))
      mean = Double(fields[7])
    }
  }

  static let figures: [Figures] = {
    let text = (try? Samples.text("figures.tsv")) ?? ""
    return text.split(separator: "\n").compactMap(Figures.init)
  }()

  @Test(arguments: figures)
  func `agrees with figures computed elsewhere`(_ figures: Figures) throws {
    let bytes = try Samples.bytes(figures.object)
    let format = try #require(ObjectFormat(classification: nil, key: figures.object))
    let profile = Profiler.profile(key: figures.object, bytes: bytes, format: format)
    let column = try #require(profile.table?.column(figures.column))
    #expect(profile.table?.rows == figures.rows)
    #expect(column.nulls == figures.nulls)
    #expect(text(column.minimum) == figures.minimum)
    #expect(text(column.maximum) == figures.maximum)
    guard format != .parquet else { return }
    #expect(column.distinct == figures.distinct)
    if let expected = figures.mean {
      #expect(abs((column.mean ?? .infinity) - expected) <= abs(expected) * 1e-12)
    } else {
      #expect(column.mean == nil)
    }
  }

  private func text(_ scalar: ColumnProfile.Scalar?) -> String? {
    switch scalar {
    case .integer(let value): String(value)
    case .number(let value): String(value)
    case .text(let value): value
    case nil: nil
    }
  }

  @Test func `finds every figure of the list`() {
    #expect(Self.figures.count == 49)
  }

  @Test func `sees the column that was added, in its place`() throws {
    let bytes = try Samples.bytes("added_column.csv")
    let table = try #require(Profiler.profile(key: "a", bytes: bytes, format: .csv).table)
    #expect(table.columns[4].name == "gate")
    #expect(table.columns[0].words == "int bigint double string")
    #expect(table.columns[2].words == "double string")
    #expect(table.columns[12].words == "timestamp string")
  }

  @Test func `sees the types that changed`() throws {
    let good = try #require(Samples.parquet("good.parquet").table)
    let widened = try #require(Samples.parquet("widened.parquet").table)
    let broken = try #require(Samples.parquet("number_became_text.parquet").table)
    #expect(good.column("flight")?.declared == "int")
    #expect(widened.column("flight")?.declared == "bigint")
    #expect(good.column("distance")?.declared == "int")
    #expect(broken.column("distance")?.declared == "string")
  }

  @Test func `tells the file that was cut off in transfer`() throws {
    let damage = try Samples.parquet("truncated.parquet").damage
    #expect(
      damage
        == Damage(reason: "the file ends early: it has no Parquet footer", offset: 4540))
  }

  @Test func `tells the line of the record that was half written`() throws {
    let bytes = try Samples.bytes("malformed.json.gz")
    let profile = Profiler.profile(key: "p.json.gz", bytes: bytes, format: .jsonLines)
    #expect(
      profile.damage == Damage(reason: "a record is malformed: it ends early", line: 101))
  }
}

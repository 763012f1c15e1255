import Foundation
import Incidents

/// Short ways to make the nouns of a healing.
enum Samples {
  static let start = Timestamp(seconds: 1_795_516_800)

  static let event = Event(
    id: "e-1", account: "123456789012", region: "eu-west-1", time: start, job: "ingest_flights",
    run: "jr_1", state: .failed, message: "it broke")

  /// Columns by `name type`, split by semicolons.
  static func columns(_ text: String) -> [Column] {
    text.split(separator: ";").map { part in
      let words = part.split(separator: " ")
      return Column(
        name: String(words.first ?? ""), type: ColumnType(catalog: String(words.last ?? "")))
    }
  }

  static func version(
    _ id: String = "1", _ columns: String = "a int", format: String = "csv",
    updated: Timestamp? = nil, tags: String? = nil
  ) -> TableVersion {
    var parameters = ["classification": format]
    parameters["kintsugi:tags"] = tags
    return TableVersion(
      id: id, columns: Self.columns(columns), partitionKeys: [], location: "s3://b/t",
      updated: updated, parameters: parameters)
  }

  /// A batch whose file declares its columns' types.
  static func batch(_ columns: String, rows: Int = 10) -> TableProfile {
    TableProfile(
      rows: rows,
      columns: Self.columns(columns).map {
        ColumnProfile(name: $0.name, values: .declared($0.type))
      })
  }

  /// A batch with a number of empty values by column.
  static func batch(rows: Int, nulls: [String: Int?]) -> TableProfile {
    TableProfile(
      rows: rows,
      columns: nulls.keys.sorted().map {
        ColumnProfile(name: $0, values: .declared(.int), nulls: nulls[$0] ?? nil)
      })
  }

  static func table(
    versions: Known<[TableVersion]> = .known([version()]),
    lastGood: Known<TableVersion> = .unknown("no good run"),
    objects: Known<[ObjectProfile]> = .unknown("not listed"),
    batch: Known<TableProfile> = .unknown("not read"),
    history: Known<[TableProfile]> = .known([])
  ) -> TableEvidence {
    TableEvidence(
      name: "flights.raw", role: .reads, versions: versions, lastGoodVersion: lastGood,
      objects: objects, batch: batch, history: history)
  }

  static func finding(
    _ rule: String, cause: Cause = .symptom, severity: Severity = .medium, mode: RuleMode = .heal
  ) -> Finding {
    Finding(
      rule: rule, title: rule, kind: "volume", anomalyClass: rule, severity: severity,
      cause: cause, mode: mode, detection: Detection(explanation: "seen"), message: "seen",
      runbook: nil)
  }

  static func action(
    _ name: String = "retry", passive: Bool = false, onlyNotifies: Bool = false
  ) -> Action {
    Action(
      name: name, title: name, steps: [],
      traits: ActionTraits(
        changesData: false, changesCatalog: false, changesCost: true, startsRun: true,
        canUndo: false, isPassive: passive, onlyNotifies: onlyNotifies))
  }

  static func decision(
    _ action: Action = action(), findings: [Finding] = [], attempt: Int = 0
  ) -> Decision {
    Decision(
      environment: "dev", at: start, attempt: attempt, run: "jr_1", evidence: [],
      findings: findings, missing: [], state: nil,
      proposal: Proposal(action: action.name, origin: .prior(row: 1), candidates: []),
      figures: ProposalFigures(share: nil, dpuHours: nil),
      judgement: Judgement(verdict: .allow, because: [], rulings: [], approval: nil),
      executed: action.name, action: action)
  }

  /// Writes a value as JSON and reads it again.
  static func reread<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  /// Reads a value out of JSON.
  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }
}

/// A small generator that a seed alone reproduces (Steele, Lea & Flood 2014, SplitMix64).
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

import Documents

@testable import Conditions

/// A condition in a file of its own, compiled and evaluated in one go.
struct Conditioned {
  let file: SourceFile
  let checked: Checked<Condition>

  init(
    _ text: String, _ schema: Schema = Schema(variables: []), mode: Condition.Mode = .strict,
    expecting type: ConditionType? = nil, budget: Int = ConditionLimits.staticCost
  ) {
    let file = SourceFile(path: "rule", text: text)
    self.file = file
    checked = Condition.compile(
      ConditionSource(text: text) { file.span($0) }, schema: schema, mode: mode,
      expecting: type, budget: budget)
  }

  /// What the condition gives, in words: a value, `unknown: fields`, `error: message`, or the
  /// codes of what is wrong with it.
  func outcome(_ values: [String: Value], _ schema: Schema) -> String {
    guard let condition = checked.value else {
      return "refused: " + checked.diagnostics.map(\.code).joined(separator: " ")
    }
    switch condition.evaluate(Facts(values, schema: schema)) {
    case .value(let value): return "\(value)"
    case .unknown(let fields): return "unknown: " + fields.joined(separator: " ")
    case .error(let error): return "error: \(error.message)"
    }
  }

  /// The mistakes as an author sees them, without the source line.
  var mistakes: [String] {
    checked.diagnostics.map { diagnostic in
      let range = diagnostic.span.start.offset..<diagnostic.span.end.offset
      let text = String(decoding: file.bytes[range], as: UTF8.self)
      return "\(diagnostic.code) at `\(text)`: \(diagnostic.message)"
        + diagnostic.help.map { " | \($0)" }.joined()
    }
  }
}

/// Evidence as rules see it, in small.
enum SmallEvidence {
  static let schema = Schema(
    records: [
      RecordType(
        name: "run",
        fields: [
          Field(name: "state", type: .string), Field(name: "workers", type: .int),
          Field(name: "hours", type: .double), Field(name: "error", type: .string),
          Field(name: "started", type: .timestamp),
          Field(name: "parent", type: .string, isOptional: true),
          Field(
            name: "arguments", type: .map(key: .string, value: .string), isHidden: true),
        ],
        methods: [
          RecordMethod(name: "arg", field: "arguments", answer: .entry(otherwise: .string("")))
        ]),
      RecordType(
        name: "column",
        fields: [Field(name: "name", type: .string), Field(name: "nulls", type: .double)]),
      RecordType(
        name: "table",
        fields: [
          Field(name: "rows", type: .int),
          Field(name: "columns", type: .list(.record("column")), maximumSize: 2_000),
          Field(name: "rates", type: .map(key: .string, value: .double)),
          Field(name: "tags", type: .list(.string), isHidden: true),
        ],
        methods: [RecordMethod(name: "has_tag", field: "tags", answer: .membership)]),
    ],
    variables: [
      Field(name: "run", type: .record("run")), Field(name: "table", type: .record("table")),
      Field(name: "tables", type: .list(.record("table")), maximumSize: 50),
      Field(name: "env", type: .string), Field(name: "now", type: .timestamp),
    ])

  static func column(_ name: String, nulls: Double? = 0) -> Value {
    .record(["name": .string(name), "nulls": nulls.map { .double($0) } ?? .unknown])
  }

  static let run: [String: Value] = [
    "state": .string("FAILED"), "workers": .int(10), "hours": .double(0.5),
    "error": .string("java.lang.OutOfMemoryError: Java heap space"),
    "started": .timestamp(seconds: 1_700_000_000, nanoseconds: 0),
    "arguments": .map([.string("--day"): .string("2026-01-31")]),
  ]

  static let table: [String: Value] = [
    "rows": .int(1_000), "columns": .list([column("price"), column("tail", nulls: 0.4)]),
    "rates": .map([.string("price"): .double(0.25)]), "tags": .list([.string("pii")]),
  ]

  static let values: [String: Value] = [
    "run": .record(run), "table": .record(table), "tables": .list([.record(table)]),
    "env": .string("prod"), "now": .timestamp(seconds: 1_700_100_000, nanoseconds: 0),
  ]
}

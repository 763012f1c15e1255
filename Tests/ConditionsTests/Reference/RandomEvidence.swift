@testable import Conditions

/// Facts for random expressions: every variable now and then unknown.
struct RandomEvidence {
  static let kinds: [(name: String, kind: Kind)] = [
    ("flag", .bool), ("n", .int), ("m", .int), ("u", .uint), ("d", .double), ("s", .string),
    ("t", .string), ("by", .bytes), ("du", .duration), ("ts", .timestamp), ("li", .list(.int)),
    ("ls", .list(.string)), ("ld", .list(.double)), ("lb", .list(.bool)), ("mi", .map(.int)),
    ("ms", .map(.string)), ("oi", .optional(.int)), ("os", .optional(.string)),
  ]

  private static let fields: [(name: String, kind: Kind)] = [
    ("n", .int), ("s", .string), ("d", .double), ("li", .list(.int)), ("mi", .map(.int)),
  ]

  /// Everything that an expression may name, the fields of the record `r` with a dot.
  static let names = kinds + fields.map { (name: "r." + $0.name, kind: $0.kind) }

  static let schema = Schema(
    records: [
      RecordType(name: "r", fields: fields.map { Field(name: $0.name, type: $0.kind.type) })
    ],
    variables: kinds.map { Field(name: $0.name, type: $0.kind.type) }
      + [Field(name: "r", type: .record("r"))])

  /// The same facts for the machine and for the reference.
  let values: [String: Value]
  let reference: Reference

  init(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    func values(_ names: [(name: String, kind: Kind)]) -> [String: Value] {
      var values: [String: Value] = [:]
      for (name, kind) in names where Int.random(in: 0..<8, using: &numbers) > 0 {
        values[name] = Self.value(kind, &numbers)
      }
      return values
    }
    let variables = values(Self.kinds)
    let record = values(Self.fields)
    self.values = variables.merging(["r": .record(record)]) { $1 }
    func outcomes(
      _ names: [(name: String, kind: Kind)], _ values: [String: Value], _ prefix: String
    ) -> [String: Outcome] {
      Dictionary(
        names.map { ($0.name, values[$0.name].map { .value($0) } ?? .unknown([prefix + $0.name])) }
      ) { first, _ in first }
    }
    reference = Reference(
      variables: outcomes(Self.kinds, variables, ""),
      records: ["r": outcomes(Self.fields, record, "r.")])
  }

  static func value(_ kind: Kind, _ numbers: inout SeededNumbers) -> Value {
    let count = Int.random(in: 0..<4, using: &numbers)
    switch kind {
    case .list(let element): return .list((0..<count).map { _ in value(element, &numbers) })
    case .map(let element):
      let keys = ["a", "b", "", "é"].shuffled(using: &numbers).prefix(count)
      return .map(
        Dictionary(keys.map { (.string($0), value(element, &numbers)) }) { first, _ in first })
    case .optional(let wrapped): return .optional(count == 0 ? nil : value(wrapped, &numbers))
    default: return scalar(kind, &numbers)
    }
  }

  /// A value of a simple type: edges of its range and what is usual, each about as often.
  static func scalar(_ kind: Kind, _ numbers: inout SeededNumbers) -> Value {
    func pick<Element>(_ elements: [Element]) -> Element {
      elements[Int.random(in: 0..<elements.count, using: &numbers)]
    }
    switch kind {
    case .bool: return .bool(pick([true, false]))
    case .int:
      return .int(pick([0, 1, 2, 3, -1, 7, 64, .max, .min, 1 << 53, (1 << 53) + 1, .max - 1]))
    case .uint: return .uint(pick([0, 1, 2, 3, 63, .max, 1 << 63, (1 << 53) + 1]))
    case .double:
      return .double(
        pick([0, -0.0, 1, 2, 0.5, -1.5, 2.5, 0x1p53, 0x1p63, -0x1p63, 0x1p64, 1e300, 0x1p-1074]))
    case .string:
      return .string(pick(["", "a", "b", "ab", "a,b", "Ab é", " a\n", "12", "-7", "true", "日本🙂"]))
    case .bytes: return .bytes(pick([[], [0x61], [0xFF], [0x61, 0x62], [0, 1]]))
    case .duration: return .duration(nanoseconds: pick([0, 1, -1, 90_000_000_000, .max, .min]))
    case .timestamp:
      return .timestamp(
        seconds: pick([0, 1_700_000_000, -62_135_596_800, 253_402_300_799, -86_401, 951_868_799]),
        nanoseconds: pick([0, 1, 999_999_999]))
    case .type: return .type("int")
    case .list, .map, .optional: return .null
    }
  }
}

extension Kind {
  /// The type as a schema has it.
  var type: ConditionType {
    switch self {
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .duration: .duration
    case .timestamp: .timestamp
    case .type: .type
    case .list(let element): .list(element.type)
    case .map(let value): .map(key: .string, value: value.type)
    case .optional(let wrapped): .optional(wrapped.type)
    }
  }
}

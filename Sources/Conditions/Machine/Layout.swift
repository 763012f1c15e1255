/// How the variables of a schema lie in memory: what programs and facts must agree on.
///
/// Schemas of one family start alike: facts of the longer one serve programs of the shorter one.
/// A class, since it is shared by all facts and schemas of a kind and compared by identity first.
final class Layout: Sendable {
  let slots: [String: Int]
  /// A hash for each variable of all that its value may be made of.
  let shapes: [UInt64]
  /// Whether a chain of selections may be one variable, as `a.b`.
  let hasDottedNames: Bool
  private let prefixes: [UInt64]

  init(records: [RecordType], variables: [Field]) {
    slots = Dictionary(
      variables.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    hasDottedNames = variables.contains { $0.name.utf8.contains(UInt8(ascii: ".")) }
    let shapes = ShapeHash(records).hashes(of: variables)
    self.shapes = shapes
    var hash = ShapeHash.start
    prefixes = zip(variables, shapes).map { variable, shape in
      ShapeHash.add(variable.name, to: &hash)
      ShapeHash.add(shape, to: &hash)
      return hash
    }
  }

  /// Tells layouts apart without counting references.
  var identity: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

  /// The layout up to a slot.
  func prefix(through slot: Int?) -> LayoutPrefix {
    slot.map { LayoutPrefix(slot: $0, hash: prefixes[$0]) } ?? LayoutPrefix(slot: -1, hash: 0)
  }

  /// Whether the variables up to the prefix's last lie here just as there.
  @inline(__always)
  func starts(with prefix: LayoutPrefix) -> Bool {
    prefix.slot < 0 || (prefix.slot < prefixes.count && prefixes[prefix.slot] == prefix.hash)
  }
}

/// The first variables of a layout, told apart by a hash.
struct LayoutPrefix: Sendable {
  let slot: Int
  let hash: UInt64
}

/// FNV-1a over names and types, with all record types that a type reaches.
private struct ShapeHash {
  static let start: UInt64 = 0xcbf2_9ce4_8422_2325
  private let records: [RecordType]
  private let index: [String: Int]

  init(_ records: [RecordType]) {
    self.records = records
    index = Dictionary(
      records.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func hashes(of variables: [Field]) -> [UInt64] {
    variables.map { variable in
      var hash = Self.start
      Self.add("\(variable.type)", to: &hash)
      var reached: Set<Int> = []
      reach(variable.type, &reached)
      for number in reached.sorted() {
        Self.add(UInt64(number), to: &hash)
        Self.add(records[number].name, to: &hash)
        for field in records[number].fields {
          Self.add("\(field.name):\(field.type)\(field.isOptional ? "?" : "")", to: &hash)
        }
      }
      return hash
    }
  }

  private func reach(_ type: ConditionType, _ reached: inout Set<Int>) {
    switch type {
    case .record(let name):
      guard let number = index[name], reached.insert(number).inserted else { return }
      for field in records[number].fields { reach(field.type, &reached) }
    case .list(let element), .optional(let element): reach(element, &reached)
    case .map(let key, let value):
      reach(key, &reached)
      reach(value, &reached)
    case .opaque(_, let arguments): for argument in arguments { reach(argument, &reached) }
    case .null, .bool, .int, .uint, .double, .string, .bytes, .duration, .timestamp, .type, .dyn,
      .parameter, .variable, .mistaken:
      return
    }
  }

  static func add(_ text: String, to hash: inout UInt64) {
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ 0xFF) &* 0x100_0000_01b3
  }

  static func add(_ number: UInt64, to hash: inout UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) {
      hash = (hash ^ (number >> UInt64(shift) & 0xFF)) &* 0x100_0000_01b3
    }
  }
}

internal import Conditions
internal import Configurations

/// The classes into which tests cut the values of one reading, each by a value that reads well.
struct ValueClasses {
  private let reading: Outline.Reading
  private let tests: [Outline.Test]
  private let known: KnownValues

  init(_ reading: Outline.Reading, _ tests: [Outline.Test], _ known: KnownValues) {
    self.reading = reading
    self.tests = tests
    self.known = known
  }

  /// One value of each class, the unknown last; `nil` where there are too many to go over.
  var values: [Value]? {
    guard let candidates else { return nil }
    var values: [Value]
    if tests.count <= Self.testsAtMost {
      var seen: Set<[Int8]> = []
      values = candidates.filter { seen.insert(Self.signature(of: $0, tests)).inserted }
    } else {
      // Of very many constants only the order is looked at: what lies between two is one class.
      values = betweenCuts(candidates)
    }
    if Self.canBeUnknown(reading) { values.append(.unknown) }
    return values
  }

  /// Up to so many tests, each is asked about each candidate.
  static let testsAtMost = 100

  private func betweenCuts(_ candidates: [Value]) -> [Value] {
    let cuts = Set(constants.compactMap(\.place)).sorted()
    var seenPlaces: Set<Double> = []
    var seenValues: Set<Value> = []
    return candidates.filter { value in
      guard let place = value.place, !place.isNaN else { return seenValues.insert(value).inserted }
      var (low, high) = (0, cuts.count)
      while low < high {
        let middle = (low + high) / 2
        if cuts[middle] < place { low = middle + 1 } else { high = middle }
      }
      let isCut = low < cuts.count && cuts[low] == place
      return seenPlaces.insert(Double(low) + (isCut ? 0.5 : 0)).inserted
    }
  }

  /// What the tests say of a value: the same for values of one class.
  static func signature(of value: Value, _ tests: [Outline.Test]) -> [Int8] {
    var signs: [Int8] = []
    signs.reserveCapacity(tests.count + 1)
    for test in tests { signs.append(sign(of: value, test)) }
    signs.append(value == .unknown ? 1 : 0)
    return signs
  }

  private static func sign(of value: Value, _ test: Outline.Test) -> Int8 {
    switch test {
    case .isTrue: value == .bool(true) ? 1 : 0
    case .compared(.equal, let other): value == other ? 1 : 0
    case .compared(_, let other): order(of: value, other)
    case .oneOf(let others): others.contains(value) ? 1 : 0
    case .holds(let text):
      if case .list(let items) = value { items.contains(.string(text)) ? 1 : 0 } else { 0 }
    }
  }

  /// Below, at, above, or not to be compared.
  private static func order(of value: Value, _ other: Value) -> Int8 {
    if value == other { return 0 }
    switch (value, other) {
    case (.duration(let a), .duration(let b)): return a < b ? -1 : 1
    case (.timestamp(let a, let x), .timestamp(let b, let y)): return (a, x) < (b, y) ? -1 : 1
    case (.string(let a), .string(let b)):
      return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
    case (.bool(let a), .bool(let b)): return !a && b ? -1 : 1
    default:
      guard let a = value.number, let b = other.number, !a.isNaN, !b.isNaN else { return 2 }
      return a < b ? -1 : 1
    }
  }

  // MARK: Candidates

  private var constants: [Value] {
    tests.flatMap { test -> [Value] in
      switch test {
      case .isTrue, .holds: []
      case .compared(_, let value): [value]
      case .oneOf(let values): values
      }
    }
  }

  private var candidates: [Value]? {
    switch reading.type {
    case .bool: [.bool(false), .bool(true)]
    case .string: texts
    case .int, .uint: integers
    case .double: doubles
    case .duration:
      neighbours(constants.compactMap { if case .duration(let n) = $0 { n } else { nil } }) {
        .duration(nanoseconds: $0)
      }
    case .timestamp:
      neighbours(
        constants.compactMap { if case .timestamp(let s, _) = $0 { s } else { nil } }
      ) { .timestamp(seconds: $0, nanoseconds: 0) } + constants
    case .list(.string): lists
    case .null, .bytes, .type, .dyn, .list, .map, .optional, .record, .opaque, .parameter,
      .variable, .mistaken:
      nil
    }
  }

  /// The literals, and one text that is none of them and sorts beside them.
  private var texts: [Value] {
    let literals = constants.compactMap { if case .string(let text) = $0 { text } else { nil } }
    if let words = known.words[reading.field], reading.key == nil {
      return words.map { .string($0) }
    }
    let isOrdered = tests.contains {
      if case .compared(let relation, _) = $0 { relation != .equal } else { false }
    }
    let between = isOrdered ? literals.map { $0 + "~" } + ["", "~~~~"] : []
    var other = "other"
    while literals.contains(other) { other += "-" }
    // An entry that is not there is empty.
    let absent = reading.key == nil ? [] : [""]
    return ([other] + absent + literals + between).map { .string($0) }
  }

  private var integers: [Value] {
    let bounds = known.bounds[reading.field]
    let cuts = constants.compactMap(\.number).filter(\.isFinite)
    var found: [Double] = [max(0, bounds?.lowerBound ?? 0)]
    for cut in cuts {
      found += [cut.rounded(.down) - 1, cut.rounded(.down), cut.rounded(.up), cut.rounded(.up) + 1]
    }
    let inside = found.filter { bounds?.contains($0) ?? true }.sorted()
    return inside.compactMap { Int64(exactly: $0).map { .int($0) } }
      + constants.filter { if case .int = $0 { true } else { false } }
  }

  private var doubles: [Value] {
    let bounds = known.bounds[reading.field]
    let cuts = Set(constants.compactMap(\.number).filter(\.isFinite)).sorted()
    let low = bounds?.lowerBound ?? -.infinity
    let high = bounds?.upperBound ?? .infinity
    var found: [Double] = []
    var before = low
    for cut in cuts {
      found.append(before.isFinite ? Self.between(before, cut) : cut - 1)
      found.append(cut)
      before = cut
    }
    found.append(
      high.isFinite ? (before.isFinite ? Self.between(before, high) : high) : before + 1)
    if cuts.isEmpty { found = [low.isFinite ? low : 0] }
    let inside = found.filter { low <= $0 && $0 <= high }
    // Only a field whose bounds are known is never NaN.
    return inside.map { .double($0) } + (bounds == nil ? [.double(.nan)] : [])
  }

  /// A number between two, with as few digits as there are.
  private static func between(_ low: Double, _ high: Double) -> Double {
    let middle = (low + high) / 2
    for scale in [1.0, 10, 100, 1_000, 10_000, 100_000, 1_000_000] {
      let short = (middle * scale).rounded() / scale
      if low < short, short < high { return short }
    }
    return middle
  }

  private func neighbours(_ cuts: [Int64], _ make: (Int64) -> Value) -> [Value] {
    let second: Int64 = reading.type == .duration ? 1_000_000_000 : 1
    return (cuts.isEmpty ? [0] : []).map(make)
      + cuts.sorted().flatMap { [$0 - second, $0, $0 + second] }.map(make)
  }

  /// Every set of the texts that are looked for.
  private var lists: [Value]? {
    var texts: [String] = []
    for case .holds(let text) in tests where !texts.contains(text) { texts.append(text) }
    guard texts.count <= 6 else { return nil }
    return (0..<(1 << texts.count)).map { bits in
      .list(texts.indices.filter { bits >> $0 & 1 == 1 }.map { .string(texts[$0]) })
    }
  }

  // MARK: What is always known

  /// What the event, the project and the engine itself say is never unknown.
  static func canBeUnknown(_ reading: Outline.Reading) -> Bool {
    if reading.path.first == "incident", reading.path.count == 2 { return false }
    if ["event", "job", "env", "now", "action", "anomalies"].contains(reading.path.first) {
      return false
    }
    if reading.path == ["tables"] { return false }
    let known: Set<String> = [
      "anomaly.rule", "anomaly.kind", "anomaly.class", "anomaly.severity", "anomaly.cause",
      "anomaly.table", "anomaly.column", "anomaly.message", "anomaly.objects", "anomaly.facts",
      "table.name", "table.role", "column.name", "column.type", "object.key", "object.bytes",
      "object.readable", "object.reason", "change.kind", "change.column", "change.observed_name",
      "change.from", "change.to", "change.lossless",
    ]
    return !known.contains(reading.field) || reading.path.first == "incident"
      || reading.path.first == "table"
  }
}

extension Value {
  /// Where the value lies among others of its type; `nil` for texts and the like.
  fileprivate var place: Double? {
    switch self {
    case .duration(let nanoseconds): Double(nanoseconds)
    case .timestamp(let seconds, _): Double(seconds)
    default: number
    }
  }

  /// The number that the value is, as a double.
  var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}

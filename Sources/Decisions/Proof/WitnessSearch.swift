internal import Conditions
internal import Configurations
internal import Documents

/// Looks for facts under which a part that is not taken apart comes out in a certain way: by trying
/// values near the numbers and words in its text.
struct WitnessSearch {
  private let text: String
  private let readings: [Outline.Reading]
  private let condition: Condition?

  /// The elements that judges tell apart, by the way of their list.
  private let elements: [[String]: [Value]]

  /// The most sets of facts that are tried.
  static let triesAtMost = 3_000

  /// How many different sets of facts are looked for.
  static let witnessesAtMost = 12

  init(_ text: String, elements: [[String]: [Value]]) {
    self.text = text
    self.elements = elements
    let schema = EvidenceScope.safety.schema
    readings = Outline.readings(in: text, schema)
    condition =
      Condition.compile(
        ConditionSource(text: text) { _ in .start(of: "proof") }, schema: schema
      ).value
  }

  /// Some sets of facts; none where none were found. `outcome` is as parts are set: `true` or
  /// `false` in words, unknown, or anything else for an error.
  func witnesses(for outcome: Value) -> [[FactSetting]] {
    guard let condition, !readings.isEmpty else { return [] }
    var found: [[FactSetting]] = []
    let choices = readings.map { reading in
      candidates(for: reading).map {
        FactSetting(path: reading.path, key: reading.key, value: $0)
      }
    }
    var place = [Int](repeating: 0, count: choices.count)
    for _ in 0..<Self.triesAtMost {
      let facts = choices.indices.map { choices[$0][place[$0]] }
      var draft = CaseDraft([])
      draft.set(.facts(facts))
      let known = draft.proposedCase(EvidenceScope.safety.schema).facts
      if Self.isSame(condition.evaluate(known), as: outcome) {
        found.append(facts)
        if found.count == Self.witnessesAtMost { return found }
      }
      var index = choices.count - 1
      while index >= 0 {
        place[index] += 1
        if place[index] < choices[index].count { break }
        place[index] = 0
        index -= 1
      }
      if index < 0 { return found }
    }
    return found
  }

  private static func isSame(_ evaluation: Evaluation, as outcome: Value) -> Bool {
    switch (evaluation, outcome) {
    case (.value(.bool(true)), .string("true")), (.value(.bool(false)), .string("false")),
      (.unknown, .unknown), (.error, .string("?")):
      true
    default: false
    }
  }

  // MARK: Candidates

  private func candidates(for reading: Outline.Reading) -> [Value] {
    let known: [Value] =
      switch reading.type {
      case .bool: [.bool(false), .bool(true)]
      case .int: numbers.compactMap { Int64(exactly: $0.rounded()).map { .int($0) } }
      case .double: numbers.map { .double($0) }
      case .string: words.map { .string($0) }
      case .duration: numbers.map { .duration(nanoseconds: Int64($0.rounded()) * 1_000_000_000) }
      case .list(.record): lists(of: reading)
      case .list(.string): counts.map { count in .list((0..<count).map { .string("t\($0)") }) }
      case .map(.string, .double):
        [.map([:])]
          + words.flatMap { word in
            numbers.map { .map([.string(word): .double($0)]) }
          }
      default: []
      }
    return known + (ValueClasses.canBeUnknown(reading) ? [.unknown] : [])
      + (known.isEmpty ? [.unknown] : [])
  }

  /// Lists of one kind of element each; of nothing known where no judge looks at any.
  private func lists(of reading: Outline.Reading) -> [Value] {
    let kinds = elements[reading.path] ?? [.record([:])]
    return kinds.flatMap { kind in
      counts.map { .list(Array(repeating: kind, count: $0)) }
    }
  }

  /// How many elements a list could have: as the numbers say.
  private var counts: [Int] {
    let all = numbers.filter { (0...64).contains($0) }.map { Int($0) } + [0, 1]
    return Set(all).sorted()
  }

  /// The numbers of the text and those beside them, the smallest first.
  private var numbers: [Double] {
    let digits = text.split { !($0.isNumber || $0 == ".") }.compactMap { Double($0) }
    let near = digits.flatMap { [$0 - 1, $0, $0 + 1, $0 / 2] }
    return Set(near + [0, 1, 2]).filter { $0 >= 0 && $0 < 1e12 }.sorted()
  }

  /// The texts in quotes, as they are and without what only patterns have.
  private var words: [String] {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    let quoted = parts.indices.filter { $0 % 2 == 1 }.map { String(parts[$0]) }
    let plain = quoted.map { $0.filter { !"^$.*+?()[]{}|\\".contains($0) } }
    return ["", "other"] + quoted + plain
  }
}

/// Whether a statement can hold at all: a small check that never calls a possible one impossible.
///
/// The statement becomes a disjunction of conjunctions; a conjunction is impossible when the
/// comparisons of one subject leave no value. Relations between subjects are not looked at, and
/// beyond a bound nothing is said: both only make it silent. What is unknown or fails makes a
/// condition hold only where it would hold whatever the value, so it needs no case of its own.
public struct Satisfiability: Sendable {
  fileprivate let domains: KnownValues
  /// The closed sets of words, made once for all comparisons with them.
  fileprivate let words: [String: Set<String>]

  public init(_ known: KnownValues = KnownValues()) {
    domains = known
    words = known.words.mapValues { Set($0) }
  }

  /// The most conjunctions that are looked at.
  static let maximumConjunctions = 512

  /// Whether some evidence makes the statement true, as far as can be told.
  public func canHold(_ statement: Statement) -> Bool {
    conjunctions(statement, isTrue: true)?.isEmpty != true
  }

  /// Whether the statement is true for all evidence that is there.
  public func alwaysHolds(_ statement: Statement) -> Bool { !canHold(.not(statement)) }

  /// Whether the first statement is true only where the second is.
  public func implies(_ first: Statement, _ second: Statement) -> Bool {
    !canHold(.all([first, .not(second)]))
  }

  /// Which comparison leaves no value, where one does in a chain of `&&`.
  public func contradiction(in statement: Statement) -> Contradiction? {
    guard case .all(let parts) = statement else { return nil }
    var left = Conjunction()
    for part in parts {
      guard let more = conjunctions(part, isTrue: true), more.count == 1,
        let merged = left.merged(with: more[0])
      else {
        let subject = part.subjects.first { left[$0] != nil }
        return subject.map { Contradiction(subject: $0.text, range: Self.range(of: part)) }
      }
      left = merged
    }
    return nil
  }

  /// A comparison that leaves no value to its subject.
  public struct Contradiction: Sendable {
    public let subject: String
    /// Its literal, in the text of the condition.
    public let range: Range<Int>?
  }

  private static func range(of statement: Statement) -> Range<Int>? {
    switch statement {
    case .comparison(_, _, let literal): literal.range
    case .membership(_, let literals): literals.first?.range
    case .not(let part): range(of: part)
    case .constant, .all, .any, .some, .part: nil
    }
  }

  /// The conjunctions that are possible and make the statement come out so; `nil` for too many.
  private func conjunctions(_ statement: Statement, isTrue: Bool) -> [Conjunction]? {
    switch statement {
    case .constant(let flag): return flag == isTrue ? [Conjunction()] : []
    case .not(let part): return conjunctions(part, isTrue: !isTrue)
    case .all(let parts): return isTrue ? every(parts, isTrue) : either(parts, isTrue)
    case .any(let parts): return isTrue ? either(parts, isTrue) : every(parts, isTrue)
    case .some(let body, let subject):
      // Of an impossible body there is never an element; else nothing is known of the list.
      if conjunctions(body, isTrue: true)?.isEmpty == true { return isTrue ? [] : [Conjunction()] }
      return single(subject) { $0.restrict(flag: isTrue) }
    case .part(let subject): return single(subject) { $0.restrict(flag: isTrue) }
    case .membership(let subject, let literals):
      return single(subject) { $0.restrict(toOneOf: literals.map(\.value), isTrue) }
    case .comparison(let subject, let relation, let literal):
      return single(subject) { $0.restrict(relation, literal.value, isTrue) }
    }
  }

  private func single(
    _ subject: Statement.Subject, _ restrict: (inout PossibleValues) -> Void
  ) -> [Conjunction] {
    var values = PossibleValues(subject, in: self)
    restrict(&values)
    return values.isEmpty ? [] : [Conjunction(possible: [(subject, values)])]
  }

  private func either(_ parts: [Statement], _ isTrue: Bool) -> [Conjunction]? {
    var all: [Conjunction] = []
    for part in parts {
      guard let more = conjunctions(part, isTrue: isTrue) else { return nil }
      all += more
      if all.count > Self.maximumConjunctions { return nil }
    }
    return all
  }

  private func every(_ parts: [Statement], _ isTrue: Bool) -> [Conjunction]? {
    var all = [Conjunction()]
    for part in parts {
      // What cannot be told of one part cannot make the others possible.
      guard let more = conjunctions(part, isTrue: isTrue) else { continue }
      guard all.count * more.count <= Self.maximumConjunctions else { continue }
      all = all.flatMap { left in more.compactMap { left.merged(with: $0) } }
      if all.isEmpty { return [] }
    }
    return all
  }
}

/// Parts that hold together: what each subject can still be.
private struct Conjunction {
  /// They are few: looking through them costs less than hashing.
  private(set) var possible: [(subject: Statement.Subject, values: PossibleValues)] = []

  subscript(subject: Statement.Subject) -> PossibleValues? {
    possible.first { $0.subject == subject }?.values
  }

  /// Both together; `nil` where that leaves no value for a subject.
  func merged(with other: Conjunction) -> Conjunction? {
    var result = self
    for (subject, values) in other.possible {
      guard let place = result.possible.firstIndex(where: { $0.subject == subject }) else {
        result.possible.append((subject, values))
        continue
      }
      let both = result.possible[place].values.intersection(values)
      if both.isEmpty { return nil }
      result.possible[place].values = both
    }
    return result
  }
}

/// The values that comparisons leave to one subject.
private struct PossibleValues {
  private let isInteger: Bool
  private let canBeNaN: Bool
  private var low: Double
  private var high: Double
  private var isLowOpen = false
  private var isHighOpen = false
  private var withoutNumbers: Set<Double> = []
  /// `nil` for any text.
  private var texts: Set<String>?
  private var withoutTexts: Set<String> = []
  private var flag: Bool?
  private var isImpossible = false

  init(_ subject: Statement.Subject, in known: Satisfiability) {
    let domains = known.domains
    isInteger = subject.type == .int || subject.type == .uint
    canBeNaN = domains.canBeNaN(subject)
    let bounds = domains.bounds(of: subject)
    low = bounds?.lowerBound ?? -.infinity
    high = bounds?.upperBound ?? .infinity
    texts = subject.field.flatMap { known.words[$0] }
  }

  var isEmpty: Bool { isImpossible || hasNoNumber || hasNoText }

  private var hasNoNumber: Bool {
    if low > high || (low == high && (isLowOpen || isHighOpen)) { return true }
    if isInteger, low.isFinite, high.isFinite {
      let first = isLowOpen && low == low.rounded() ? low + 1 : low.rounded(.up)
      let last = isHighOpen && high == high.rounded() ? high - 1 : high.rounded(.down)
      if first > last { return true }
      guard last - first < Double(withoutNumbers.count) else { return false }
      return stride(from: first, through: last, by: 1).allSatisfy(withoutNumbers.contains)
    }
    return low == high && withoutNumbers.contains(low)
  }

  private var hasNoText: Bool { texts.map { $0.isSubset(of: withoutTexts) } ?? false }

  mutating func restrict(flag wanted: Bool) {
    if let flag, flag != wanted { isImpossible = true }
    flag = wanted
  }

  mutating func restrict(toOneOf values: [Value], _ isTrue: Bool) {
    if !isTrue {
      for value in values { restrict(.equal, value, false) }
      return
    }
    let words = values.map { value -> String? in
      if case .string(let text) = value { text } else { nil }
    }
    if words.allSatisfy({ $0 != nil }) {
      let allowed = Set(words.compactMap { $0 })
      texts = texts.map { $0.intersection(allowed) } ?? allowed
      return
    }
    let numbers = values.map(\.exactNumber)
    guard numbers.allSatisfy({ $0 != nil }) else { return }
    let all = numbers.compactMap { $0 }
    narrow(from: all.min() ?? .infinity, isOpen: false)
    narrow(to: all.max() ?? -.infinity, isOpen: false)
  }

  mutating func restrict(_ relation: Statement.Relation, _ value: Value, _ isTrue: Bool) {
    switch (relation, value) {
    case (.equal, .bool(let wanted)): restrict(flag: wanted == isTrue)
    case (.equal, .string(let text)):
      if isTrue {
        texts = texts.map { $0.intersection([text]) } ?? [text]
      } else {
        withoutTexts.insert(text)
      }
    default:
      guard let number = value.exactNumber else { return }
      restrict(relation, number, isTrue)
    }
  }

  private mutating func restrict(_ relation: Statement.Relation, _ number: Double, _ isTrue: Bool) {
    // NaN makes every comparison false: the opposite of one then says nothing of the bounds.
    if !isTrue, canBeNaN { return }
    switch (relation, isTrue) {
    case (.equal, true):
      narrow(from: number, isOpen: false)
      narrow(to: number, isOpen: false)
    case (.equal, false): withoutNumbers.insert(number)
    case (.less, true): narrow(to: number, isOpen: true)
    case (.less, false): narrow(from: number, isOpen: false)
    case (.lessOrEqual, true): narrow(to: number, isOpen: false)
    case (.lessOrEqual, false): narrow(from: number, isOpen: true)
    case (.greater, true): narrow(from: number, isOpen: true)
    case (.greater, false): narrow(to: number, isOpen: false)
    case (.greaterOrEqual, true): narrow(from: number, isOpen: false)
    case (.greaterOrEqual, false): narrow(to: number, isOpen: true)
    }
  }

  private mutating func narrow(from bound: Double, isOpen: Bool) {
    if bound > low {
      (low, isLowOpen) = (bound, isOpen)
    } else if bound == low, isOpen {
      isLowOpen = true
    }
  }

  private mutating func narrow(to bound: Double, isOpen: Bool) {
    if bound < high {
      (high, isHighOpen) = (bound, isOpen)
    } else if bound == high, isOpen {
      isHighOpen = true
    }
  }

  /// The values that both leave.
  func intersection(_ other: PossibleValues) -> PossibleValues {
    var both = self
    both.narrow(from: other.low, isOpen: other.isLowOpen)
    both.narrow(to: other.high, isOpen: other.isHighOpen)
    both.withoutNumbers.formUnion(other.withoutNumbers)
    if let words = other.texts { both.texts = both.texts.map { $0.intersection(words) } ?? words }
    both.withoutTexts.formUnion(other.withoutTexts)
    if let wanted = other.flag { both.restrict(flag: wanted) }
    both.isImpossible = both.isImpossible || other.isImpossible
    return both
  }
}

extension Value {
  /// The number that the value is, where a double holds it exactly.
  fileprivate var exactNumber: Double? {
    switch self {
    case .int(let number): Double(exactly: number)
    case .uint(let number): Double(exactly: number)
    case .double(let number): number.isNaN ? nil : number
    default: nil
    }
  }
}

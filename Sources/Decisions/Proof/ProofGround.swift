internal import Conditions
internal import Configurations
internal import Incidents

/// Everything that the judges of some environments may look at, cut into classes.
struct ProofGround: Sendable {
  let configuration: Configuration
  let environments: [String]
  /// In the order of safety; claims follow.
  let constraints: [ProofSpeaker]
  let claims: [ProofSpeaker]
  let factors: [CaseFactor]
  let index: [CaseFactor.Key: Int]
  /// Parts of which only too many classes could be told: their factors are missing.
  let uncut: [String]
  /// The elements that something tells apart, by the way of their list.
  let elementKinds: [[String]: [Value]]

  var action: Int { index[.action] ?? 0 }
  var environment: Int { index[.environment] ?? 0 }
}

extension ProofGround {
  init(
    _ configuration: Configuration, environments: [String], actions: [ActionDefinition],
    from begin: Timestamp?
  ) {
    self.configuration = configuration
    self.environments = environments
    let safety = configuration.safety
    let judges = safety.constraints.compactMap { ProofSpeaker($0, of: safety) }
    let written = safety.claims.map { ProofSpeaker($0) }
    let tied = Self.tied(judges + written)
    constraints = judges.map { $0.tying(Set(tied.keys)) }
    claims = written.map { $0.tying(Set(tied.keys)) }
    var maker = FactorMaker(
      configuration: configuration, environments: environments, actions: actions, begin: begin,
      speakers: constraints + claims, tied: tied)
    maker.make()
    factors = maker.factors
    index = Dictionary(
      maker.factors.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
    uncut = maker.uncut
    elementKinds = maker.elementKinds
  }

  /// What is asked of `table` and of elements of `tables` alike, with the tests of it.
  private static func tied(_ speakers: [ProofSpeaker]) -> [Outline.Reading: [Outline.Test]] {
    var asked: Set<Outline.Reading> = []
    for leaf in speakers.flatMap({ $0.loops[.tables] ?? [] }) {
      guard case .elements(_, _, let body) = leaf.kind else { continue }
      for case .reading(let reading, _) in body.leaves.map(\.kind) { asked.insert(reading) }
    }
    var tied: [Outline.Reading: [Outline.Test]] = [:]
    for (key, tests) in speakers.flatMap(\.uses) {
      guard case .reading(let reading) = key, let own = reading.ofElement, asked.contains(own)
      else { continue }
      tied[reading, default: []] += tests
    }
    return tied
  }

  /// The case of an assignment of a class to some factors.
  func draft(_ assignment: some Sequence<(factor: Int, class: Int)>) -> CaseDraft {
    var draft = CaseDraft([])
    for (factor, one) in assignment { draft.set(factors[factor].classes[one].part) }
    return draft
  }

  /// For each class of a factor, the number of the class that a speaker tells from others.
  func localClasses(of factor: Int, for speaker: ProofSpeaker) -> [Int] {
    let whole = factors[factor]
    let tests = speaker.uses[whole.key] ?? []
    var numbers: [LocalSignature: Int] = [:]
    return whole.classes.map { one in
      let signature = LocalSignature(of: one, in: whole, for: speaker, tests)
      if let number = numbers[signature] { return number }
      numbers[signature] = numbers.count
      return numbers.count - 1
    }
  }
}

/// What a speaker can tell of a class.
private enum LocalSignature: Hashable {
  case whole(String)
  case tests([Int8])
  case remedy(kind: String, mode: RuleMode)
  case named([Int8], Bool)

  init(
    of one: CaseClass, in factor: CaseFactor, for speaker: ProofSpeaker, _ tests: [Outline.Test]
  ) {
    switch (factor.key, one.part) {
    case (.reading, .fact(_, let value)), (.reading, .entry(_, _, let value)):
      // A limit looks at the figure itself.
      self = tests.isEmpty ? .whole(one.text) : .tests(ValueClasses.signature(of: value, tests))
    case (.anomaly, .anomaly(let rule)):
      guard tests.isEmpty else {
        let values = Self.words(rule, tests)
        self = .named(values, rule == nil)
        return
      }
      self = rule.map { .remedy(kind: $0.kind, mode: $0.mode) } ?? .whole("none")
    case (.action, .action(let definition)):
      guard speaker.readsFactsOnly else {
        self = .whole(one.text)
        return
      }
      guard !tests.isEmpty else {
        self = .named([], definition.traits.onlyNotifies)
        return
      }
      let record = Value.action(definition.name, definition.traits)
      self = .named(Self.fields(record, tests), definition.traits.onlyNotifies)
    default: self = .whole(one.text)
    }
  }

  /// What tests of an anomaly's words say of a rule.
  ///
  /// All words are held against all tests: that tells apart more than is needed, never less.
  private static func words(_ rule: Rule?, _ tests: [Outline.Test]) -> [Int8] {
    guard let rule else { return [] }
    return [rule.id, rule.kind, rule.anomalyClass, rule.severity.rawValue, rule.cause.rawValue]
      .flatMap { ValueClasses.signature(of: .string($0), tests) }
  }

  private static func fields(_ record: Value, _ tests: [Outline.Test]) -> [Int8] {
    guard case .record(let fields) = record else { return [] }
    // Flags are what they are; only the name is held against literals.
    let flags = fields.keys.sorted().filter { $0 != "name" }
      .map { Int8(fields[$0] == .bool(true) ? 1 : 0) }
    return flags + ValueClasses.signature(of: fields["name"] ?? .unknown, tests)
  }
}

extension ProofSpeaker {
  /// Whether it asks nothing of an action but what its condition asks.
  var readsFactsOnly: Bool {
    !uses.keys.contains { key in
      switch key {
      case .anomaly: uses[key]?.isEmpty == true
      case .environment: !hasCondition
      case .usage: true
      default: false
      }
    }
  }

  private var hasCondition: Bool {
    if case .constraint(let constraint, _, _) = role {
      constraint.writtenCondition != nil
    } else {
      true
    }
  }
}

internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// A constraint or a claim in a proof: what it looks at, and what it says of a case.
struct ProofSpeaker: Sendable {
  let id: String
  let role: Role
  /// What it looks at; the tests are those that it makes of a value, none where each class counts.
  private(set) var uses: [CaseFactor.Key: [Outline.Test]]
  /// The loops over lists, by the list: what they ask of its elements.
  let loops: [Outline.Reading: [Outline.Leaf]]
  /// Parts that are asked of the hour and the day of the week alone.
  let timed: [String]
  /// Which parts are not taken apart, and whether they may fail.
  let free: [(text: String, canFail: Bool)]
  private let schema: Schema?
  /// The variables that its conditions read.
  private let variables: [String]

  enum Role: Sendable {
    /// Judged by the guardrails themselves, with this one constraint.
    case constraint(any Constraint, Guardrails, isDenial: Bool)
    case claim(Condition, [Verdict])
  }

  /// The name of the fact that stands for a part which is not taken apart.
  static func freeName(_ text: String) -> String {
    "free_"
      + text.utf8.map { byte in
        let isPlain = (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
        return isPlain ? String(UnicodeScalar(byte)) : "_\(byte)_"
      }.joined()
  }

  /// The same looking at `tables` where it looks at what of `table` loops over them look at, too.
  func tying(_ tied: Set<Outline.Reading>) -> ProofSpeaker {
    var changed = self
    for reading in tied where uses[.reading(reading)] != nil {
      changed.uses[.reading(reading)] = nil
      changed.uses[.elements(.tables), default: []] += []
    }
    return changed
  }

  /// What the constraint or claim says, as a number: the verdict's strictness, or 1 for a claim
  /// that speaks of the case.
  func answer(on draft: CaseDraft) -> UInt8 {
    let proposed = draft.proposedCase(schema, where: variables.contains)
    switch role {
    case .constraint(_, let guardrails, _):
      return guardrails.judgement(on: proposed).verdict.strictness
    case .claim(let condition, _):
      if case .value(.bool(true)) = condition.evaluate(proposed.facts) { return 1 }
      return 0
    }
  }
}

extension Verdict {
  /// How strict it is: 0 for `allow`.
  var strictness: UInt8 { UInt8(Self.allCases.count { $0 < self }) }

  static func of(strictness: UInt8) -> Verdict {
    allCases.first { $0.strictness == strictness } ?? .deny
  }
}

extension ProofSpeaker {
  /// A constraint of safety; `nil` for the one that only the world can make speak.
  init?(_ constraint: any Constraint, of safety: Safety) {
    var reader = UseReader()
    var judged = constraint
    for input in constraint.inputs {
      switch input {
      case .killSwitch: reader.add(.killSwitch)
      case .evidenceAge: reader.add(.age)
      case .environment: reader.add(.environment)
      case .subject: reader.add(.subject)
      case .instants, .week: reader.add(.time)
      case .anomaly: reader.add(.anomaly)
      case .usage(let limit, _, let unit):
        reader.add(.usage(limit: limit))
        if let figure = unit.figure { reader.add(UseReader.figure(figure)) }
      case .obstacles: return nil
      case .facts(let condition):
        if let changed = reader.read(condition) { judged = constraint.judging(by: changed) }
      }
    }
    // What an action is decides whether it is judged at all.
    reader.add(.action)
    // Its own ruling where nothing of it is free: what runs is what is proved.
    self.init(
      id: constraint.id,
      role: .constraint(
        judged, Guardrails(safety.with([judged])),
        isDenial: constraint.isDenial), reader)
  }

  /// A claim of an author.
  init(_ claim: Safety.Claim) {
    var reader = UseReader()
    let changed = reader.read(claim.condition)
    self.init(
      id: claim.id, role: .claim(changed ?? claim.condition, claim.verdicts), reader)
  }

  private init(id: String, role: Role, _ reader: UseReader) {
    self.id = id
    self.role = role
    uses = reader.uses
    loops = reader.loops
    timed = reader.timed
    free = reader.free
    schema = reader.schema
    variables = reader.variables
  }
}

/// Collects what conditions look at.
private struct UseReader {
  var uses: [CaseFactor.Key: [Outline.Test]] = [:]
  var loops: [Outline.Reading: [Outline.Leaf]] = [:]
  var timed: [String] = []
  var free: [(text: String, canFail: Bool)] = []
  /// The schema of the facts that the conditions are asked of; `nil` where there are none.
  var schema: Schema?
  var variables: [String] = []

  /// A figure of the proposal, which a limit adds to what was used.
  static func figure(_ name: String) -> CaseFactor.Key {
    .reading(
      Outline.Reading(
        path: ["proposal", name], type: .double, key: nil, field: "proposal.\(name)"))
  }

  mutating func add(_ key: CaseFactor.Key, _ test: Outline.Test? = nil) {
    uses[key, default: []] += [test].compactMap(\.self)
  }

  /// Reads a condition; the same one with its free parts exchanged, where it has any.
  mutating func read(_ condition: Condition) -> Condition? {
    let known = EvidenceScope.safety.schema
    schema = schema ?? known
    variables += condition.fields.compactMap { $0.split(separator: ".").first.map(String.init) }
    guard let outline = Outline.of(condition.text, in: known) else { return nil }
    var own: [String] = []
    for leaf in outline.leaves {
      switch leaf.kind {
      case .reading(let reading, let test): add(Self.key(of: reading), test)
      case .elements(let list, _, _):
        add(.elements(list))
        loops[list, default: []].append(leaf)
      case .free(_, isTimed: true):
        add(.time)
        timed.append(leaf.text)
      case .free(let canFail, isTimed: false):
        add(.free(leaf.text))
        free.append((leaf.text, canFail))
        own.append(leaf.text)
      }
    }
    guard !own.isEmpty else { return nil }
    return exchanged(condition, outline, own)
  }

  /// The condition with facts of a proof's own in the place of what is not taken apart.
  private mutating func exchanged(
    _ condition: Condition, _ outline: Outline, _ own: [String]
  ) -> Condition? {
    let more = Set(own).sorted().map {
      Field(name: ProofSpeaker.freeName($0), type: .string, documentation: "A part left whole.")
    }
    let schema = EvidenceScope.safety(with: more).schema
    let text = Outline.replacing(in: condition.text, outline.leaves) { leaf in
      guard case .free(_, isTimed: false) = leaf.kind else { return nil }
      // `bool` of a text gives all four: true, false, unknown, and an error.
      return "bool(\(ProofSpeaker.freeName(leaf.text)))"
    }
    self.schema = schema
    return Condition.compile(
      ConditionSource(text: text) { _ in .start(of: "proof") }, schema: schema
    ).value
  }

  private static func key(of reading: Outline.Reading) -> CaseFactor.Key {
    switch reading.path {
    case ["env"]: .environment
    case ["now"]: .time
    case ["job", "name"]: .subject
    case ["anomaly", "rule"], ["anomaly", "kind"], ["anomaly", "class"], ["anomaly", "severity"],
      ["anomaly", "cause"]:
      .anomaly
    default: reading.path.first == "action" ? .action : .reading(reading)
    }
  }
}

extension Outline.Reading {
  /// All tables; `table` is one of them.
  static let tables = Outline.Reading(
    path: ["tables"], type: .list(.record("table")), key: nil, field: "tables")

  /// The same of an element of `tables`, where it is of `table`.
  var ofElement: Outline.Reading? {
    guard path.first == "table", path.count == 2 else { return nil }
    return Outline.Reading(path: [path[1]], type: type, key: key, field: field)
  }
}

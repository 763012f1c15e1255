internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// Makes the factors of a proof out of everything that its speakers look at.
struct FactorMaker {
  let configuration: Configuration
  let environments: [String]
  let actions: [ActionDefinition]
  let begin: Timestamp?
  let speakers: [ProofSpeaker]
  /// What of `table` is told with the tables, and its tests.
  let tied: [Outline.Reading: [Outline.Test]]
  private(set) var factors: [CaseFactor] = []
  private(set) var uncut: [String] = []
  /// The elements that something tells apart, by the way of their list.
  private(set) var elementKinds: [[String]: [Value]] = [:]
  /// What the words of the configuration leave to the fields of the evidence.
  private let known: KnownValues

  init(
    configuration: Configuration, environments: [String], actions: [ActionDefinition],
    begin: Timestamp?, speakers: [ProofSpeaker], tied: [Outline.Reading: [Outline.Test]]
  ) {
    self.configuration = configuration
    self.environments = environments
    self.actions = actions
    self.begin = begin
    self.speakers = speakers
    self.tied = tied
    var known = EvidenceRanges.known
    known.words["anomaly.kind"] = Self.unique(configuration.rules.map(\.kind))
    known.words["anomaly.class"] = Self.unique(configuration.rules.map(\.anomalyClass))
    known.words["anomaly.rule"] = configuration.rules.map(\.id)
    self.known = known
  }

  /// The most kinds of element that a list is told apart by: their sets are gone through.
  static let elementKindsAtMost = 8
  /// The most elements that are tried to find those kinds.
  static let elementsAtMost = 20_000

  /// The most pairs of a job and a pattern that are compared.
  static let matchesAtMost = 5_000_000

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private var inputs: [CaseInput] {
    speakers.flatMap { speaker -> [CaseInput] in
      if case .constraint(let constraint, _, _) = speaker.role { constraint.inputs } else { [] }
    }
  }

  private func tests(_ key: CaseFactor.Key) -> [Outline.Test] {
    speakers.flatMap { $0.uses[key] ?? [] }
  }

  private func isUsed(_ key: CaseFactor.Key) -> Bool {
    speakers.contains { $0.uses[key] != nil }
  }

  mutating func make() {
    let inputs = inputs
    add(
      .action,
      actions.map { CaseClass(part: .action($0), text: "action.name = \($0.name)") })
    add(
      .environment,
      environments.map { CaseClass(part: .environment($0), text: "env = \($0)") })
    addFixed(inputs)
    addTime(inputs)
    addSubjects(inputs)
    addAnomalies()
    addUsage(inputs)
    addFacts()
  }

  private mutating func add(_ key: CaseFactor.Key, _ classes: [CaseClass]) {
    factors.append(CaseFactor(key: key, classes: classes))
  }

  // MARK: Circumstances

  private mutating func addFixed(_ inputs: [CaseInput]) {
    let switches: [(KillSwitch, String)] = [
      (.off, "clear"), (.on(reason: "assumed"), "pulled"),
      (.unreadable(reason: "assumed"), "unreadable"),
    ]
    add(
      .killSwitch,
      switches.map { CaseClass(part: .killSwitch($0.0), text: "kill_switch = \($0.1)") })
    for case .evidenceAge(let atMost) in inputs {
      let ages: [(Duration, String)] = [
        (.zero, "= 0s"), (atMost, "= \(atMost.unitText)"),
        (atMost + .seconds(1), "is above \(atMost.unitText)"), (.seconds(-1), "is below 0"),
      ]
      add(.age, ages.map { CaseClass(part: .age($0.0), text: "evidence.age \($0.1)") })
    }
  }

  private mutating func addTime(_ inputs: [CaseInput]) {
    let compared = tests(.time).flatMap { test -> [Value] in
      switch test {
      case .compared(_, let value): [value]
      case .oneOf(let values): values
      case .isTrue, .holds: []
      }
    }
    let moments = Moments(
      inputs, compared: compared, timed: Self.unique(speakers.flatMap(\.timed)), from: begin)
    guard let instants = moments.instants else { return uncut.append("now") }
    add(.time, instants.map { CaseClass(part: .now($0), text: "now = \($0.description)") })
  }

  private mutating func addSubjects(_ inputs: [CaseInput]) {
    var names = configuration.project.pipelines.flatMap { $0.jobs.map(\.example) }
    var patterns: [NamePattern] = configuration.project.pipelines.flatMap(\.jobs)
    for case .subject(let jobs) in inputs {
      patterns += jobs
      names += jobs.map(\.example)
    }
    let tests = tests(.subject)
    for test in tests {
      switch test {
      case .compared(_, .string(let name)): names.append(name)
      case .oneOf(let values):
        names += values.compactMap { if case .string(let name) = $0 { name } else { nil } }
      case .compared, .isTrue, .holds: break
      }
    }
    names.append("another-job")
    guard names.count.multiplied(patterns.count + tests.count) <= Self.matchesAtMost else {
      return uncut.append("job.name")
    }
    var seen: Set<[Int8]> = []
    let classes = Self.unique(names).compactMap { name -> CaseClass? in
      let matched = patterns.map { Int8($0.matches(name) ? 1 : 0) }
      guard
        seen.insert(matched + ValueClasses.signature(of: .string(name), tests)).inserted
      else { return nil }
      let pipeline = configuration.project.pipeline(of: name)
      return CaseClass(
        part: .subject(job: name, tables: (pipeline?.reads ?? []) + (pipeline?.writes ?? [])),
        text: "job.name = \(name)")
    }
    add(.subject, classes)
  }

  /// One class for the rules that nothing tells apart, and one for no finding at all.
  private mutating func addAnomalies() {
    let tests = tests(.anomaly)
    var seen: Set<String> = []
    var classes: [CaseClass] = []
    for rule in configuration.rules where rule.mode != .shadow {
      let words = [
        rule.id, rule.kind, rule.anomalyClass, rule.severity.rawValue, rule.cause.rawValue,
      ]
      let told = words.flatMap { ValueClasses.signature(of: .string($0), tests) }
      let remedies = configuration.safety.remedies[rule.kind]?.joined(separator: ",") ?? "-"
      // What tests say is -1 to 2: a letter each.
      let signs = String(decoding: told.map { UInt8(0x42 + $0) }, as: UTF8.self)
      guard seen.insert("\(signs) \(rule.mode.rawValue) \(remedies)").inserted else { continue }
      classes.append(CaseClass(part: .anomaly(rule), text: "anomaly.rule = \(rule.id)"))
    }
    classes.append(CaseClass(part: .anomaly(nil), text: "no anomaly", isUnknown: true))
    add(.anomaly, classes)
  }

  private mutating func addUsage(_ inputs: [CaseInput]) {
    for case .usage(let limit, let bounds, let unit) in inputs {
      // Just what leaves room for one more, and just what does not.
      let step: Double = unit == .actions ? 1 : 0
      var seen: Set<Double> = []
      let amounts = ([0] + bounds.sorted().flatMap { [$0 - step, $0, $0 + 1] })
        .filter { $0 >= 0 && seen.insert($0).inserted }
      let known = amounts.map {
        CaseClass(part: .usage(limit: limit, $0), text: "limits.\(limit) = \(Self.text($0))")
      }
      let unknown = CaseClass(
        part: .usage(limit: limit, nil), text: "limits.\(limit) is unknown", isUnknown: true)
      add(.usage(limit: limit), known + [unknown])
    }
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  // MARK: Evidence

  private mutating func addFacts() {
    let keys = Set(speakers.flatMap(\.uses.keys))
    let ordered = keys.sorted { Self.order($0) < Self.order($1) }
    for key in ordered {
      switch key {
      case .reading(let reading): addReading(reading)
      case .elements(let list): addElements(list)
      case .free(let text): addFree(text)
      case .action, .environment, .subject, .time, .killSwitch, .age, .anomaly, .usage: break
      }
    }
  }

  private static func order(_ key: CaseFactor.Key) -> String {
    switch key {
    case .reading(let reading): "1 \(reading.text)"
    case .elements(let list): "2 \(list.text)"
    case .free(let text): "3 \(text)"
    case .action, .environment, .subject, .time, .killSwitch, .age, .anomaly, .usage: "0"
    }
  }

  private mutating func addReading(_ reading: Outline.Reading) {
    var tests = tests(.reading(reading))
    // A limit adds what the action would use to what was used.
    let figures = LimitConstraint.Unit.allCases.compactMap(\.figure)
    if reading.path.first == "proposal", reading.path.last.map(figures.contains) == true {
      tests.append(.compared(.greater, .double(1)))
    }
    guard let values = ValueClasses(reading, tests, known).values else {
      uncut.append(reading.text)
      return
    }
    add(
      .reading(reading),
      values.map { value in
        let part: CasePart =
          reading.key.map { .entry(path: reading.path, key: $0, value) }
          ?? .fact(path: reading.path, value)
        let isUnknown = value == .unknown
        return CaseClass(
          part: part,
          text: isUnknown ? "\(reading.text) is unknown" : "\(reading.text) = \(value)",
          isUnknown: isUnknown)
      })
  }

  private mutating func addFree(_ text: String) {
    let canFail = speakers.flatMap(\.free).contains { $0.text == text && $0.canFail }
    let name = ProofSpeaker.freeName(text)
    let values: [(Value, String)] =
      [(.string("false"), "is false"), (.string("true"), "is true"), (.unknown, "is unknown")]
      + (canFail ? [(.string("?"), "fails")] : [])
    add(
      .free(text),
      values.map {
        CaseClass(
          part: .free(name: name, $0.0), text: "`\(text)` \($0.1)", isUnknown: $0.0 == .unknown)
      })
  }

  /// A list by the set of kinds of element that are in it: exact, since its loops ask nothing
  /// else. Where `table` is asked the same, it is each of the elements in turn.
  private mutating func addElements(_ list: Outline.Reading) {
    let loops = speakers.flatMap { $0.loops[list] ?? [] }
    let tied = list == .tables ? tied : [:]
    guard let elements = elements(of: loops, tied),
      elements.count.multiplied(loops.count) <= Self.elementsAtMost
    else {
      uncut.append(list.text)
      return
    }
    let probes = loops.map { ListProbe($0, of: list) }
    let order = tied.keys.sorted { $0.text < $1.text }
    func own(_ element: Value?) -> [Int8] {
      order.flatMap { reading in
        ValueClasses.signature(of: element.map(reading.value) ?? .unknown, tied[reading] ?? [])
      }
    }
    var kinds: [Value] = []
    var seen: Set<[Int8]> = []
    for element in elements
    where seen.insert(probes.map { $0.answer(to: .list([element])) } + own(element)).inserted {
      kinds.append(element)
    }
    guard kinds.count <= Self.elementKindsAtMost else {
      uncut.append(list.text)
      return
    }
    elementKinds[list.path] = kinds
    var classes: [CaseClass] = []
    seen = []
    for bits in 0..<(1 << kinds.count) {
      let inside = kinds.indices.filter { bits >> $0 & 1 == 1 }.map { kinds[$0] }
      for one in order.isEmpty || inside.isEmpty ? [nil] : inside.map(Optional.some)
      where seen.insert(probes.map { $0.answer(to: .list(inside)) } + own(one)).inserted {
        classes.append(Self.elementClass(list, inside, one, order))
      }
    }
    if ValueClasses.canBeUnknown(list) {
      classes.append(
        CaseClass(
          part: .fact(path: list.path, .unknown), text: "\(list.text) is unknown",
          isUnknown: true))
    }
    add(.elements(list), classes)
  }

  private static func elementClass(
    _ list: Outline.Reading, _ elements: [Value], _ one: Value?, _ tied: [Outline.Reading]
  ) -> CaseClass {
    let whole = FactSetting(path: list.path, value: .list(elements))
    let own = tied.map { reading in
      FactSetting(
        path: reading.path, key: reading.key, value: one.map(reading.value) ?? .unknown)
    }
    let words = ([whole] + own).map { "\($0.name) = \($0.value)" }
    return CaseClass(part: .facts([whole] + own), text: words.joined(separator: ", "))
  }

  /// Every element that the bodies of loops can tell apart, field by field.
  private func elements(
    of loops: [Outline.Leaf], _ tied: [Outline.Reading: [Outline.Test]]
  ) -> [Value]? {
    var tests: [Outline.Reading: [Outline.Test]] = [:]
    for (reading, more) in tied {
      if let own = reading.ofElement { tests[own, default: []] += more }
    }
    for loop in loops {
      guard case .elements(_, _, let body) = loop.kind else { continue }
      for leaf in body.leaves {
        guard case .reading(let reading, let test) = leaf.kind else { continue }
        tests[reading, default: []].append(test)
      }
    }
    var records: [[(Outline.Reading, Value)]] = [[]]
    for reading in tests.keys.sorted(by: { $0.text < $1.text }) {
      guard let values = ValueClasses(reading, tests[reading] ?? [], known).values,
        records.count * values.count <= Self.elementsAtMost
      else { return nil }
      records = records.flatMap { record in values.map { record + [(reading, $0)] } }
    }
    return records.map { Self.record($0) }
  }

  private static func record(_ fields: [(Outline.Reading, Value)]) -> Value {
    var values: [String: Value] = [:]
    for (reading, value) in fields {
      guard let name = reading.path.first, reading.path.count == 1 else { continue }
      guard let key = reading.key else {
        values[name] = value
        continue
      }
      var entries: [Value: Value] = [:]
      if case .map(let known)? = values[name] { entries = known }
      if value == .unknown {
        values[name] = .unknown
      } else {
        entries[.string(key)] = value
        values[name] = .map(entries)
      }
    }
    return .record(values)
  }
}

/// A loop over a list, asked on its own.
private struct ListProbe {
  private let condition: Condition?
  private let list: Outline.Reading

  init(_ loop: Outline.Leaf, of list: Outline.Reading) {
    self.list = list
    condition =
      Condition.compile(
        ConditionSource(text: loop.text) { _ in .start(of: "proof") },
        schema: EvidenceScope.safety.schema
      ).value
  }

  /// What the loop gives for a list: true, false, unknown or an error.
  func answer(to value: Value) -> Int8 {
    guard let condition else { return 3 }
    var tree = value
    for name in list.path.dropFirst().reversed() { tree = .record([name: tree]) }
    let facts = Facts([list.path[0]: tree], schema: EvidenceScope.safety.schema)
    switch condition.evaluate(facts) {
    case .value(.bool(let holds)): return holds ? 1 : 0
    case .value, .error: return 3
    case .unknown: return 2
    }
  }
}

extension Outline.Reading {
  /// What an element has where `table` has this.
  fileprivate func value(of element: Value) -> Value {
    guard case .record(let fields) = element, let name = path.last else { return .unknown }
    guard let key else { return fields[name] ?? .unknown }
    guard case .map(let entries)? = fields[name] else { return .unknown }
    return entries[.string(key)] ?? .unknown
  }
}

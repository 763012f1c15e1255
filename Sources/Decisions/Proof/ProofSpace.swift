internal import Conditions
internal import Configurations
internal import Incidents

/// The judges of some environments with their answers, ready to be searched.
struct ProofSpace: Sendable {
  let ground: ProofGround
  let tables: [AnswerTable]
  /// `nil` for a claim whose cases are too many, or that looks at what could not be cut.
  let claims: [AnswerTable?]
  /// Constraints that could not be asked about all of their cases.
  let tooLarge: [String]
  let calm: [Int]
  private let guardrails: Guardrails

  init(_ ground: ProofGround, budget: inout ProofBudget) {
    self.ground = ground
    var tables: [AnswerTable] = []
    var tooLarge: [String] = []
    for speaker in ground.constraints {
      if let table = AnswerTable(speaker, in: ground, budget: &budget) {
        tables.append(table)
      } else {
        tooLarge.append(speaker.id)
      }
    }
    self.tables = tables
    self.tooLarge = tooLarge
    var claims: [AnswerTable?] = []
    for speaker in ground.claims {
      claims.append(AnswerTable(speaker, in: ground, budget: &budget))
    }
    self.claims = claims
    calm = Self.calm(ground, tables)
    guardrails = Guardrails(ground.configuration.safety)
  }

  /// For each factor the class that the judges are mildest about.
  private static func calm(_ ground: ProofGround, _ tables: [AnswerTable]) -> [Int] {
    var weights = ground.factors.map { [Double](repeating: 0, count: $0.classes.count) }
    for table in tables {
      for (factor, means) in table.meanStrictness {
        for one in means.indices { weights[factor][one] += means[one] }
      }
    }
    return weights.map { means in means.indices.min { means[$0] < means[$1] } ?? 0 }
  }

  /// What the guardrails, all of them, say of a combination.
  func judgement(on assignment: [(factor: Int, class: Int)]) -> Judgement {
    guardrails.judgement(on: completed(assignment).proposedCase(EvidenceScope.safety.schema))
  }

  /// The case of a combination with everything else as calm as can be.
  func completed(_ assignment: [(factor: Int, class: Int)]) -> CaseDraft {
    let set = Dictionary(assignment.map { ($0.factor, $0.class) }) { first, _ in first }
    return ground.draft(ground.factors.indices.map { ($0, set[$0] ?? calm[$0]) })
  }

  // MARK: Claims

  func outcome(ofClaim index: Int, _ budget: inout ProofBudget) -> ClaimResult.Outcome {
    guard let claim = claims[index] else { return tooLargeOutcome(ofClaim: index) }
    let allowed: [Verdict] =
      if case .claim(_, let verdicts) = ground.claims[index].role { verdicts } else { [] }
    // What the world cannot do is not done: that is no verdict of safety, and refutes nothing.
    let wanted = Set(
      [Verdict.allow, .ask, .deny].filter { !allowed.contains($0) }.map(\.strictness))
    let result = search(claim, wanted, tables, &budget)
    // A judge that is left out can only make a verdict stricter: where only mild ones are looked
    // for, none found is none there.
    let isMildOnly = wanted == Set((0..<UInt8(wanted.count)).map { $0 })
    if result.isCut || (!tooLarge.isEmpty && !(isMildOnly && result.found == nil)) {
      return tooLargeOutcome(ofClaim: index)
    }
    guard let found = result.found else { return .proved(combinations: result.combinations) }
    return refutation(found, of: claim, index, wanted, &budget)
  }

  private func search(
    _ claim: AnswerTable?, _ wanted: Set<UInt8>, _ tables: [AnswerTable],
    _ budget: inout ProofBudget
  ) -> CaseSearch.Result {
    CaseSearch(ground: ground, tables: tables, claim: claim, wanted: wanted, calm: calm)
      .result(budget: &budget)
  }

  /// The counterexample, where it is one whatever the parts come to that were not taken apart;
  /// else what is in doubt.
  private func refutation(
    _ found: CaseSearch.Found, of claim: AnswerTable, _ index: Int, _ wanted: Set<UInt8>,
    _ budget: inout ProofBudget
  ) -> ClaimResult.Outcome {
    let free = Set(ground.factors.indices.filter { ground.factors[$0].isFree })
    let used = Set((tables + [claim]).flatMap(\.factors)).intersection(free)
    if used.isEmpty { return .refuted(counterexample(found)) }
    let certain = claim.bounded(over: free, strictest: false)
    for strictest in [true, false] {
      let bounded = tables.map { $0.bounded(over: free, strictest: strictest) }
      let result = search(certain, wanted, bounded, &budget)
      if let found = result.found {
        let fixed = found.assignment.filter { !free.contains($0.factor) }
        let example = counterexample(CaseSearch.Found(cost: found.cost, assignment: fixed))
        if wanted.contains(example.judgement.verdict.strictness) { return .refuted(example) }
      }
    }
    if let witness = witness(found, free, ofClaim: index, wanted) { return .refuted(witness) }
    let parts = found.assignment.filter { free.contains($0.factor) }
      .map { ground.factors[$0.factor].name }
    return .undecided(
      reason: "it depends on what these come to, which is not taken apart",
      parts: parts.isEmpty ? used.sorted().map { ground.factors[$0].name } : parts)
  }

  /// The case with facts under which the parts left whole come out as they must, where some are
  /// found and the guardrails and the claim themselves agree.
  private func witness(
    _ found: CaseSearch.Found, _ free: Set<Int>, ofClaim index: Int, _ wanted: Set<UInt8>
  ) -> Counterexample? {
    var sets: [[FactSetting]] = [[]]
    for (factor, one) in found.assignment where free.contains(factor) {
      guard case .free(let text) = ground.factors[factor].key,
        case .free(_, let outcome) = ground.factors[factor].classes[one].part
      else { return nil }
      let more = WitnessSearch(text, elements: ground.elementKinds).witnesses(for: outcome)
      sets = sets.flatMap { known in more.map { known + $0 } }
      sets = Array(sets.prefix(WitnessSearch.witnessesAtMost))
    }
    let fixed = found.assignment.filter { !free.contains($0.factor) }
    return sets.lazy.compactMap {
      confirmed(fixed, with: $0, ofClaim: index, wanted, cost: found.cost)
    }.first
  }

  /// The case with some facts besides, where the guardrails and the claim say that it is one.
  private func confirmed(
    _ fixed: [(factor: Int, class: Int)], with facts: [FactSetting], ofClaim index: Int,
    _ wanted: Set<UInt8>, cost: Int
  ) -> Counterexample? {
    var draft = completed(fixed)
    draft.set(.facts(facts))
    let proposed = draft.proposedCase(EvidenceScope.safety.schema)
    let judgement = guardrails.judgement(on: proposed)
    let claim = ground.configuration.safety.claims[index].condition
    guard wanted.contains(judgement.verdict.strictness),
      case .value(.bool(true)) = claim.evaluate(proposed.facts)
    else { return nil }
    let plain = counterexample(CaseSearch.Found(cost: cost, assignment: fixed))
    // What the facts say takes the place of what was said of the same list.
    let set = Set(facts.map(\.path))
    let settings = plain.settings.filter { setting in
      if case .fact(let fact) = setting { !set.contains(fact.path) } else { true }
    }
    return Counterexample(
      action: plain.action, environment: plain.environment,
      settings: settings + facts.map { .fact($0) }, judgement: judgement, cost: cost,
      words: plain.words + facts.map { "\($0.name) = \($0.value)" })
  }

  private func tooLargeOutcome(ofClaim index: Int) -> ClaimResult.Outcome {
    let large = tooLarge.prefix(5).map { "`\($0)`" } + (claims[index] == nil ? ["the claim"] : [])
    let parts = large.isEmpty ? [] : Array(large)
    return .tooLarge(parts: parts + ground.uncut.prefix(5))
  }

  // MARK: Counterexamples

  func counterexample(_ found: CaseSearch.Found, note: String? = nil) -> Counterexample {
    let parts = found.assignment.map { ground.factors[$0.factor].classes[$0.class] }
    var action = ""
    var environment = ""
    var settings: [Counterexample.Setting] = []
    var words: [String] = []
    for one in parts {
      switch one.part {
      case .action(let definition): action = definition.name
      case .environment(let name): environment = name
      case .facts(let all): settings += all.map { .fact($0) }
      case .subject, .now, .killSwitch, .age, .anomaly, .usage, .fact, .entry, .free:
        settings.append(Counterexample.Setting(one))
      }
    }
    for (factor, one) in found.assignment
    where ![ground.action, ground.environment].contains(factor) {
      let isNamed = [.anomaly, .subject].contains(ground.factors[factor].key)
      if isNamed || one != calm[factor] { words.append(ground.factors[factor].classes[one].text) }
    }
    return Counterexample(
      action: action, environment: environment, settings: settings,
      judgement: judgement(on: found.assignment), cost: found.cost, note: note, words: words)
  }
}

extension Counterexample.Setting {
  /// The setting of a class of anything but an action or an environment.
  init(_ one: CaseClass) {
    switch one.part {
    case .subject(let job, _): self = .job(job)
    case .now(let instant): self = .now(instant)
    case .killSwitch(let state): self = .killSwitch(state)
    case .age(let span): self = .evidenceAge(span)
    case .anomaly(let rule): self = .anomaly(rule: rule?.id)
    case .usage(let limit, let used): self = .usage(limit: limit, used)
    case .fact(let path, let value): self = .fact(FactSetting(path: path, value: value))
    case .entry(let path, let key, let value):
      self = .fact(FactSetting(path: path, key: key, value: value))
    case .free, .action, .environment, .facts: self = .part(one.text)
    }
  }
}

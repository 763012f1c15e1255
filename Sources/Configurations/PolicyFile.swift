internal import Conditions
internal import Documents
internal import Incidents

/// Reads the policy's file.
enum PolicyFile {
  /// The policy, and what is wrong with the file.
  static func read(_ fields: inout FieldReader) -> Policy? {
    let owner = fields.text("owner")
    let name = fields.text("name")
    let features = features(&fields)
    let actions = actions(&fields)
    let checks = checks(&fields)
    let names = declaredNames(fields.optional("actions"))
    // Also of features that are wrong: who names one of those is right.
    let priorScope = EvidenceScope.prior(features: declaredNames(fields.optional("state")))
    fields.scope = priorScope
    let prior = fields.mappings("prior", as: "a row of the prior") { priorRow(&$0, actions: names) }
    let reward = fields.mapping("reward", as: "`reward`", reward)
    let learner = fields.mapping("learner", as: "`learner`", learner)
    for key in ["state", "actions", "verify", "prior", "reward", "learner"] {
      _ = fields.required(key)
    }
    guard let owner, let name, let reward, let learner else { return nil }
    return Policy(
      name: name, owner: owner, features: features, actions: actions, checks: checks, prior: prior,
      priorSchema: priorScope.schema, reward: reward, learner: learner)
  }

  private static func features(_ fields: inout FieldReader) -> [StateFeature] {
    fields.scope = .findings
    return named("state", as: "`state`", item: "a state feature", &fields) {
      StateFeature(name: $0, &$1)
    }
  }

  /// A set of actions is a word of the machine.
  private static let mostActions = 64

  private static func actions(_ fields: inout FieldReader) -> [ActionDefinition] {
    fields.scope = .action
    let actions = named("actions", as: "`actions`", item: "an action", &fields) {
      ActionDefinition(name: $0, &$1)
    }
    if let node = fields.optional("actions"), !declaredNames(node).contains(Action.escalate) {
      fields.report([.noEscalation(at: fields.keySpan("actions") ?? node.span)])
    }
    if actions.count > mostActions {
      fields.report([
        .outOfRange(
          "\(actions.count) actions", "actions", "up to \(mostActions)",
          at: fields.keySpan("actions") ?? fields.span)
      ])
    }
    return actions
  }

  /// The names under `actions` or `state`, also of those that are wrong: who names one of those is
  /// right.
  static func declaredNames(_ node: Node?) -> [String] {
    guard case .mapping(let entries)? = node?.content else { return [] }
    return entries.map(\.key.text)
  }

  private static func checks(_ fields: inout FieldReader) -> [Policy.VerificationCheck] {
    fields.scope = .findings
    return fields.mappings("verify", as: "a check") { inner in
      let id = inner.text("id")
      let condition = inner.required("that").flatMap { inner.condition(of: $0, expecting: .bool) }
      let wait = inner.duration("wait_up_to")
      let noData =
        inner.required("no_data") == nil
        ? nil : inner.word("no_data", of: Policy.VerificationCheck.NoData.self)
      guard let id, let condition, let noData else { return nil }
      return Policy.VerificationCheck(
        id: id, condition: condition, waitUpTo: wait, noData: noData)
    }
  }

  /// Reads a mapping of names to things.
  private static func named<Value>(
    _ key: String, as subject: String, item: String, _ fields: inout FieldReader,
    _ read: (String, inout FieldReader) -> Value?
  ) -> [Value] {
    fields.mapping(key, as: subject) { inner in
      inner.freeEntries.compactMap { entry in
        inner.reading(entry.value, as: item) { read(entry.key.text, &$0) }
      }
    } ?? []
  }

  private static func priorRow(
    _ fields: inout FieldReader, actions: [String]
  ) -> Policy.PriorRow? {
    let condition = fields.condition("when")
    let isConditionBad = fields.keys.contains("when") && condition == nil
    let span = fields.optional("do")?.span ?? fields.span
    guard let action = fields.text("do"), !isConditionBad else { return nil }
    fields.report(Diagnostic.unknownActions([(action, span)], known: actions))
    return Policy.PriorRow(condition: condition, action: action)
  }

  private static func reward(_ fields: inout FieldReader) -> Policy.Reward? {
    let resolved = fields.number("resolved")
    let notResolved = fields.number("not_resolved")
    let harmed = fields.number("harmed")
    let escalated = fields.number("escalated")
    let eachMinute = fields.number("each_minute")
    let eachDPUHour = fields.number("each_dpu_hour")
    guard let resolved, let notResolved, let harmed, let escalated, let eachMinute, let eachDPUHour
    else { return nil }
    return Policy.Reward(
      resolved: resolved, notResolved: notResolved, harmed: harmed, escalated: escalated,
      eachMinute: eachMinute, eachDPUHour: eachDPUHour)
  }

  /// The learning methods that there are.
  private enum Method: String, CaseIterable {
    case qLearning = "q_learning"
  }

  private static func learner(_ fields: inout FieldReader) -> Policy.Learner? {
    _ = fields.word("method", of: Method.self)
    let discount = fields.number("discount", in: 0...1)
    let rate = fields.mapping("learning_rate", as: "`learning_rate`", schedule)
    _ = fields.required("learning_rate")
    let explore = fields.share("explore") ?? 0
    let isExploreInThere = fields.keys.contains("explore_in")
    let exploreIn = fields.texts("explore_in").map(\.text)
    let actAfter = fields.count("act_after", of: ["visits"])?.count ?? 20
    let stepsAtMost = fields.wholeNumber("steps_at_most", in: 1...20) ?? 4
    let whenDenied = fields.word("when_denied", of: Policy.Learner.WhenDenied.self) ?? .escalate
    guard let discount, let rate else { return nil }
    return Policy.Learner(
      discount: discount, learningRate: rate, explore: explore,
      exploreIn: isExploreInThere ? exploreIn : nil, actAfter: actAfter, stepsAtMost: stepsAtMost,
      whenDenied: whenDenied)
  }

  private static func schedule(_ fields: inout FieldReader) -> Policy.Learner.Schedule? {
    let start = fields.number("start", in: 0...1)
    let end = fields.number("end", in: 0...1)
    guard fields.required("over") != nil, let over = fields.count("over", of: ["incidents"]),
      let start, let end
    else { return nil }
    return Policy.Learner.Schedule(start: start, end: end, over: over.count)
  }
}

extension ActionDefinition {
  /// Reads one action; its `changes` must say what its steps do.
  init?(name: String, _ fields: inout FieldReader) {
    let title = fields.text("title")
    let onlyIf = fields.condition("only_if")
    let isPassive = fields.flag("passive", default: false)
    let isStepListThere = fields.required("steps")?.isSequence ?? false
    let items = fields.items("steps")
    let steps = items.compactMap { Self.step($0, &fields) }
    let found = fields.diagnostics.count
    let declared = Set(fields.words("changes", of: StepChange.self))
    let areChangesRead = fields.diagnostics.count == found
    let undo = fields.word("undo", of: Undo.self)
    let needed = steps.reduce(into: Set<StepChange>()) { $0.formUnion(type(of: $1).changes) }
    if steps.count == items.count, isStepListThere, areChangesRead {
      // That a run costs something goes without saying; what it changes in the world does not.
      for change in [StepChange.data, .catalog]
      where needed.contains(change) && !declared.contains(change) {
        let place = fields.optional("changes")?.span ?? fields.span
        fields.report([.undeclaredChange(name, change, at: place)])
      }
    }
    if isPassive != steps.isEmpty, isStepListThere, steps.count == items.count {
      let place = fields.keySpan("passive") ?? fields.keySpan("steps") ?? fields.span
      fields.report([.passiveMeansNoSteps(name, at: place)])
    }
    guard let title, steps.count == items.count else { return nil }
    self.name = name
    self.title = title
    self.onlyIf = onlyIf
    self.steps = steps
    self.undo = undo
    traits = ActionTraits(
      changesData: declared.contains(.data), changesCatalog: declared.contains(.catalog),
      changesCost: needed.union(declared).contains(.cost),
      startsRun: steps.contains { $0 is RunJobStep },
      canUndo: undo != nil, isPassive: isPassive,
      onlyNotifies: !steps.isEmpty && steps.allSatisfy { $0 is NotifyStep })
  }

  private static func step(_ node: Node, _ fields: inout FieldReader) -> (any StepPlan)? {
    fields.reading(node, as: "a step") { inner in
      let known = Configurations.steps.map { $0.name }
      for name in known { _ = inner.optional(name) }
      guard inner.keys.count == 1, let key = inner.keys.first,
        let kind = Configurations.steps.first(where: { $0.name == key }),
        let value = inner.optional(key)
      else {
        if inner.keys.count != 1 {
          inner.report([.oneStep(known, at: inner.span)])
          _ = inner.freeEntries
        }
        return nil
      }
      return inner.reading(value, as: "`\(key)`") { kind.init(&$0) }
    }
  }
}

extension Diagnostic {
  static func noEscalation(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-escalation", message: "there is no action `escalate`", span: span,
      help: ["add `escalate: {title: …, steps: [notify: {to: = job.owner}]}`"])
  }

  static func unknownAction(_ name: String, known: [String], at span: SourceSpan) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: known)
    return Diagnostic(
      code: "unknown-action", message: "there is no action `\(name)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(listed(known))"],
      replacement: NearestName.only(for: name, among: known))
  }

  static func undeclaredChange(
    _ action: String, _ change: StepChange, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "undeclared-change",
      message: "a step of `\(action)` changes \(change.rawValue), which `changes` does not say",
      span: span, help: ["add `\(change.rawValue)` to `changes`"])
  }

  static func passiveMeansNoSteps(_ action: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "passive-steps", message: "`\(action)` is passive exactly when it has no steps",
      span: span, help: ["write `passive: true` with `steps: []`, or neither"])
  }

  static func oneStep(_ known: [String], at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "one-step", message: "a step holds exactly one key", span: span,
      help: ["known here: \(listed(known))"])
  }
}

internal import Configurations
internal import Healing
internal import Incidents

/// Knows every effect of a simulation, and what may not be, at the moment at which it is.
///
/// It has its own small notion of what is allowed, and asks neither engine nor journal.
/// `@unchecked Sendable`: only one coroutine is at work at any time.
final class Oracle: @unchecked Sendable {
  private(set) var violations: [Violation] = []
  private(set) var effects: [Effect] = []
  /// What the journal gave back last of each incident: what is durable.
  var incidents: [String: Incident] = [:]
  /// The objects that there ever were of each batch.
  var objects: [String: Set<String>] = [:]
  /// The first letters of jobs whose table must not be touched.
  var heldJobs: Set<Substring> = []
  /// What each owner was told, by incident.
  private(set) var notices: [String: Set<String>] = [:]
  /// When each owner was told in one word of what got no page.
  private(set) var roundups: [String: [Timestamp]] = [:]
  /// When each page was sent first.
  private var pages: [String: Timestamp] = [:]
  /// How each group went: heals by job, and the times of what failed.
  private var healed: [String: [String: Int]] = [:]
  private var failed: [String: [Timestamp]] = [:]
  /// The last answer of the kill switch to each coroutine, since its last effect.
  private var lastLook: [Int: KillSwitch] = [:]
  private var underWay: [Int: String] = [:]
  private var counts: [String: Int] = [:]

  /// One effect on the world.
  struct Effect {
    let at: Timestamp
    let handler: Int
    let incident: String
    let intent: StepIntent
  }

  /// Something that must never be.
  struct Violation: CustomStringConvertible {
    let invariant: String
    let words: String
    let at: Timestamp

    var description: String { "\(invariant) at \(at): \(words)" }
  }

  func violate(_ invariant: String, _ words: String, at now: Timestamp) {
    violations.append(Violation(invariant: invariant, words: words, at: now))
  }

  /// A handler looked whether everything is stopped.
  func looked(_ handler: Int, _ answer: KillSwitch) { lastLook[handler] = answer }

  /// An effect is about to be had: `part` tells apart what one step does to several things.
  func effect(_ intent: StepIntent, by handler: Int, part: String, at now: Timestamp) {
    let id = String(intent.marker.prefix { $0 != "." })
    let effect = Effect(at: now, handler: handler, incident: id, intent: intent)
    effects.append(effect)
    let name = "\(id) \(intent.attempt) \(intent.isUndo ? "undo " : "")\(intent.index) \(part)"
    counts[name, default: 0] += 1
    if counts[name, default: 0] > 1 { violate("I1 once", "\(name) is done twice", at: now) }
    guard let incident = incidents[id], let pending = incident.attempt?.pending,
      pending.intent == intent
    else { return violate("I3 intent first", "\(name) has no intent on record", at: now) }
    checkStop(name, intent, by: handler, at: now)
    checkTargets(of: intent, incident: id, at: now)
    checkAllowed(intent, in: incident, at: now)
  }

  /// Somebody is told; again for the same intent is allowed, it has one name.
  func notified(_ notice: Notice, _ intent: StepIntent, at now: Timestamp) {
    let id = String(intent.marker.prefix { $0 != "." })
    notices[id, default: []].insert(intent.marker)
    if id == "roundup", case .notify(let owner) = intent.step {
      roundups[owner, default: []].append(now)
    }
    let isPage = id != "roundup" && !intent.marker.contains(".r")
    if isPage || id == "roundup", pages[intent.marker] == nil {
      pages[intent.marker] = now
      let recent = pages.values.count { $0 > now - .seconds(600) }
      if recent > TortureConfiguration.pagesInTenMinutes {
        violate("I5 pages", "\(recent) pages within ten minutes", at: now)
      }
    }
    if isPage, incidents[id]?.attempt?.pending?.intent != intent {
      violate("I3 intent first", "\(intent.marker) tells without an intent on record", at: now)
    }
  }

  /// A handler may finish the step under way; before the next it must have looked, and seen `off`.
  private func checkStop(_ name: String, _ intent: StepIntent, by handler: Int, at now: Timestamp) {
    if underWay[handler] == intent.marker { return }
    underWay[handler] = intent.marker
    switch lastLook.removeValue(forKey: handler) {
    case .off?: break
    case nil: violate("stop", "\(name) without a look at the kill switch", at: now)
    case .on?, .unreadable?: violate("stop", "\(name) though everything is stopped", at: now)
    }
  }

  /// What makes incidents one group, as the oracle knows it.
  private static func group(of incident: Incident) -> String? {
    guard let anomaly = incident.attempt?.decision.anomaly else { return nil }
    return "\(anomaly.kind) \(anomaly.detection.table ?? anomaly.rule)"
  }

  /// An entry was added: what ends an attempt counts for its group.
  func added(_ happening: Happening, to incident: Incident, at now: Timestamp) {
    guard let group = Self.group(of: incident), let attempt = incident.attempt, attempt.hadEffect
    else { return }
    switch happening {
    case .ended(.resolved, _):
      healed[group, default: [:]][incident.event.job, default: 0] += 1
    case .abandoned:
      let isTried =
        attempt.verification?.isVerified == false
        || (attempt.steps + attempt.undoSteps).contains { $0.settlement?.didHappen == false }
      if isTried { failed[group, default: []].append(now) }
    default: break
    }
  }

  /// An action was taken out of the budgets: its group must let it.
  func charged(_ incident: Incident, at now: Timestamp) {
    guard let group = Self.group(of: incident) else { return }
    let others = incidents.values.count { other in
      guard other.id != incident.id, other.end == nil, let attempt = other.attempt,
        attempt.abandonment == nil, !attempt.steps.isEmpty,
        !attempt.decision.action.traits.onlyNotifies
      else { return false }
      return Self.group(of: other) == group
    }
    let jobs = healed[group] ?? [:]
    let allowed = TortureConfiguration.atOnce(after: jobs.values.reduce(0, +))
    if others >= allowed {
      violate("I5 canary", "\(others + 1) of `\(group)` at once, not \(allowed)", at: now)
    }
    let failures = failed[group, default: []].count { $0 > now - .seconds(3600) }
    if failures >= TortureConfiguration.breaker {
      violate("I5 breaker", "\(incident.id) goes on after \(failures) failures", at: now)
    }
    if jobs[incident.event.job, default: 0] + 1 >= TortureConfiguration.repeats {
      violate("I5 repeats", "\(incident.id) is the third same heal of its job", at: now)
    }
  }

  /// What is under way with a target: an attempt with a step on it that is neither given up nor
  /// over.
  func checkTargets(of intent: StepIntent, incident id: String, at now: Timestamp) {
    for (other, incident) in incidents where other != id && incident.end == nil {
      guard let attempt = incident.attempt, attempt.abandonment == nil else { continue }
      let held = (attempt.steps + attempt.undoSteps).filter { $0.settlement?.didHappen != false }
        .flatMap { Self.targets(of: $0.intent.step) }
      for target in Self.targets(of: intent.step) where held.contains(target) {
        violate("one at a time", "\(target) is changed by \(id) and \(other)", at: now)
      }
    }
  }

  /// What a step changes, as the oracle knows it.
  private static func targets(of step: Step) -> [String] {
    switch step {
    case .runJob(let job, _, _), .resetBookmark(let job): ["job:\(job)"]
    case .setSchema(let table, _, _), .restoreSchema(let table, _, _),
      .quarantineObjects(let table, _), .returnObjects(let table, _):
      ["table:\(table)"]
    case .wait, .notify: []
    }
  }

  private func checkAllowed(_ intent: StepIntent, in incident: Incident, at now: Timestamp) {
    guard let decision = incident.attempt?.decision else { return }
    let (id, action) = (incident.id, decision.action.name)
    if decision.judgement.verdict != .allow {
      violate(
        "I4 allowed", "\(id) does \(action), which was \(decision.judgement.verdict)", at: now)
    }
    let kind = decision.anomaly?.kind ?? "nothing"
    if TortureConfiguration.remedies[kind]?.contains(action) != true {
      violate("I4 allowed", "\(id) tries \(action) against \(kind)", at: now)
    }
    let letter = incident.event.job.prefix(1)
    if heldJobs.contains(letter) {
      violate("I4 held", "\(id) touches a table under legal hold", at: now)
    }
    if letter == "c" { violate("I4 allowed", "\(id) runs again what appends", at: now) }
    for target in Self.targets(of: intent.step) {
      let own = ["job:\(incident.event.job)", letter == "a" ? "table:d.t0" : "table:d.t1"]
      if !own.contains(target) { violate("scope", "\(id) touches \(target)", at: now) }
    }
    let asks = TortureConfiguration.asks[incident.environment] ?? []
    if asks.contains(action), decision.judgement.approvedBy == nil {
      violate("I4 allowed", "\(id) does \(action) and asked nobody", at: now)
    }
    checkFreeze(intent, in: incident, at: now)
  }

  /// How long a step that was allowed may take until it is done: a first step follows its decision
  /// within a minute, unless it is judged again.
  private static let slack = Duration.seconds(90)

  private func checkFreeze(_ intent: StepIntent, in incident: Incident, at now: Timestamp) {
    guard incident.environment == "prod", !intent.isUndo,
      let begun = incident.attempt?.pending?.intendedAt
    else { return }
    let day = Timestamp(seconds: begun.seconds / 86_400 * 86_400)
    let freeze = day + .seconds(3600 * TortureConfiguration.frozenHour)
    if begun >= freeze + Self.slack, begun < freeze + .seconds(3600) {
      violate("I4 frozen", "\(incident.id) takes \(intent.step.name) in the freeze", at: now)
    }
  }
}

extension StepSettlement {
  /// Whether it had an effect, or may have had one.
  var didHappen: Bool {
    switch self {
    case .happened: true
    // What nobody can tell belongs to a person from then on, and so do its targets.
    case .didNotHappen, .unknown: false
    }
  }
}

import AWS
import Goldens
import Healing
import Incidents
import Tables
import Testing

@testable import Clouds
@testable import Configurations

/// The journal on DynamoDB says what the one on SQLite says, whatever happens: in histories that a
/// seed decides, over two workers, and with answers lost on the way.
@Suite struct JournalAgreementTests {
  /// A hundred are run where tests are run thoroughly.
  @Test(arguments: 1...(Slice.isWhole ? 100 : 3))
  func `says the same as the journal of one machine`(_ seed: Int) async throws {
    var history = try await RandomHistory(seed: UInt64(seed))
    for _ in 0..<100 {
      let (name, one, other) = try await history.step()
      #expect(one == other, "seed \(seed), step \(history.steps): \(name)")
      if one != other { return }
    }
    let (one, other) = try await history.sums()
    #expect(one == other, "seed \(seed)")
    #expect(one.incidents.count > 9 && one.check.damage == nil)
    #expect(history.kinds.count > 10, "\(history.kinds)")
  }
}

/// Something that two journals are asked to do in the same way.
struct RandomHistory {
  private let places: [JournalPlace]
  private let single: any Journal
  private let workers: [any Journal]
  private var generator: SeededNumbers
  private var incidents: [Incident] = []
  /// The ids of all incidents that were ever opened.
  private var known: Set<String> = []
  private var markers: [String] = []
  private var now = JournalPlace.start
  private(set) var steps = 0
  private(set) var kinds: Set<String> = []

  init(seed: UInt64) async throws {
    places = [try await JournalPlace(.sqlite), try await JournalPlace(.dynamoDB)]
    single = try await places[0].journal()
    // A third of all transactions is sent and not answered, or not sent.
    let calls = TestCalls(try JournalPlace.client()) { call in
      guard call.operation == "TransactWriteItems", call.number > 1 else { return nil }
      return [.answerLost, nil, nil, .unsent, nil, nil][call.number % 6]
    }
    workers = [try await places[1].journal(), try await places[1].tableJournal(calls)]
    generator = SeededNumbers(state: seed)
    now = Timestamp(seconds: JournalPlace.start.seconds)
  }

  private mutating func number(_ range: Range<Int>) -> Int {
    range.lowerBound + Int(generator.next() >> 33) % range.count
  }

  private mutating func one<Value>(of values: [Value]) -> Value { values[number(0..<values.count)] }

  /// Does one thing with both; what it was, and what each of them said.
  mutating func step() async throws -> (String, String, String) {
    steps += 1
    now = now + .seconds(one(of: [0, 1, 1, 30, 200, 700]))
    let (name, act) = choose()
    kinds.insert(String(name.prefix { $0 != " " }))
    let worker = one(of: workers)
    return (name, await Self.said(single, act), await Self.said(worker, act))
  }

  private static func said(
    _ journal: any Journal, _ act: (any Journal) async throws -> String
  ) async -> String {
    do { return try await act(journal) } catch { return "threw \(error)" }
  }

  private typealias Act = (any Journal) async throws -> String

  private static let groups = Groups(
    canary: [1, 2], breaker: Groups.Rate(count: 3, window: .seconds(3600)),
    repeats: Groups.Rate(count: 4, window: .seconds(7200)),
    pages: Groups.Rate(count: 4, window: .seconds(600)))

  private static let limits = [
    LimitConstraint(id: "a", atMost: 6, unit: .actions, scope: .env, window: .seconds(3600)),
    LimitConstraint(id: "d", atMost: 9, unit: .dpuHours, scope: .job, window: .seconds(1800)),
    LimitConstraint(id: "r", atMost: 90, unit: .rows, scope: .table, window: .seconds(3600)),
    LimitConstraint(id: "t", atMost: 4, unit: .tables, scope: .env, window: .seconds(3600)),
  ]

  private mutating func choose() -> (String, Act) {
    let now = now
    switch number(0..<17) {
    case 0, 1: return opening()
    case 2...6: return moving()
    case 7: return paging()
    case 8:
      if markers.isEmpty { return paging() }
      let (marker, end) = (one(of: markers), PageEnd.allCases[number(0..<3)])
      return (
        "settle \(marker)",
        {
          try await $0.settlePage(marker, as: end)
          return ""
        }
      )
    case 9:
      return (
        "roundups",
        { "\(try await $0.roundups(within: Self.groups, at: now))" }
      )
    case 10: return resting()
    case 11:
      let member = member()
      return (
        "wake",
        {
          try await $0.wake(member, atLeast: 1, at: now)
          return "\(try await $0.due(at: now, atMost: 5))"
        }
      )
    case 12: return refusing()
    case 13:
      let isStop = number(0..<2) == 0
      return (
        isStop ? "stop" : "resume",
        { journal in
          if isStop { try await journal.stop(by: "p", reason: "r \(now)", at: now) }
          let was = isStop ? true : try await journal.resume(by: "p", at: now)
          return "\(was) \(await journal.killSwitch())"
        }
      )
    case 14: return keeping()
    default: return asking()
    }
  }

  private mutating func keeping() -> (String, Act) {
    let standings: [KeptBatch.Standing] = [
      .good, .good, .broken(incident: "i"), .excluded(by: "p", reason: "r"), .included(by: "p"),
    ]
    let now = now
    let batches = (0..<number(1..<4)).map { _ in
      let name: String? = number(0..<4) == 0 ? nil : "day=\(number(0..<5))"
      let profile = TableProfile(
        rows: number(0..<3), columns: [], origin: BatchOrigin(name: name))
      let batch = KeptBatch(
        profile, of: one(of: ["t1", "t2"]), one(of: standings), at: now)
      return number(0..<3) == 0 ? batch.standing(one(of: standings)) : batch
    }
    return (
      "keep",
      { journal in
        try await journal.keep(batches)
        let kept = try await journal.batches(of: "t1")
        return "\(kept) \(try await journal.profiles(of: kept))"
      }
    )
  }

  private mutating func opening() -> (String, Act) {
    let run = "run \(number(0..<40))"
    let event = Event(
      id: "e", account: "1", region: "eu", time: now, job: "job \(number(0..<3))", run: run,
      state: .failed, message: "m")
    let environment = one(of: ["dev", "prod"])
    if known.insert(event.incidentID).inserted,
      let entry = Incident(
        id: event.incidentID,
        entries: [
          JournalEntry(
            sequence: 1, at: now,
            happening: .opened(event: event, environment: environment, configuration: "f"))
        ])
    {
      incidents.append(entry)
    }
    let now = now
    return (
      "open \(run)",
      {
        let opened = try await $0.open(
          event, environment: environment, configuration: "f", at: now)
        return "\(opened.id) \(opened.version) \(try await $0.incident(for: event) ?? "")"
      }
    )
  }

  private mutating func member() -> GroupMember {
    GroupMember(
      environment: one(of: ["dev", "prod"]), job: "job \(number(0..<3))",
      signature: one(of: ["s", "z"]), groups: Self.groups)
  }

  private mutating func charge(of incident: Incident) -> Charge {
    let tables = ["t1", "t2", "t3", "t4", "t5"]
    let member = GroupMember(
      environment: incident.environment, job: incident.event.job, signature: one(of: ["s", "z"]),
      groups: Self.groups)
    return Charge(
      subject: ChargeSubject(
        environment: incident.environment, job: incident.event.job,
        tables: [one(of: tables), "t0"]),
      action: "a", dpuHours: one(of: [0, 0.5, 4]), rows: one(of: [0, 10, 40]),
      tables: [one(of: tables)], limits: Self.limits, member: number(0..<4) > 0 ? member : nil)
  }

  /// The next thing that may happen to an incident.
  private mutating func moving() -> (String, Act) {
    guard !incidents.isEmpty else { return opening() }
    let index = number(0..<incidents.count)
    let incident = incidents[index]
    let now = now
    if incident.end != nil {
      let closing = Closing(verdict: one(of: [.harmed, .healed]), person: "p", deed: nil, note: "")
      return adding(incident.closing == nil ? .closed(closing) : .acknowledged(person: "p"), index)
    }
    guard let attempt = incident.attempt, attempt.abandonment == nil else {
      guard let decision = try? JournalPlace.decision.get() else { return opening() }
      return adding(.decided(decision), index)
    }
    guard let step = attempt.steps.last else {
      let charge = charge(of: incident)
      let table = one(of: ["x", "y", "z", "w"])
      let intent = StepIntent(
        attempt: incident.attempts.count, index: 0,
        step: .quarantineObjects(table: table, keys: ["k"]), isUndo: false,
        marker: "\(incident.id).\(incident.attempts.count).0")
      return committing(intent, charge, index)
    }
    guard step.settlement != nil else {
      let settlement = one(of: [
        StepSettlement.didNotHappen(reason: "no"), .unknown(reason: "?"),
        .happened(.movedObjects(table: "t", keys: ["k"], to: "q"), isRecovered: false),
      ])
      return adding(.settled(step.intent, settlement), index)
    }
    let check = Verification.Check(id: "c", condition: "true", answer: .fails, explanation: "")
    let next: [Happening] = [
      .runEnded(run: "r", state: .failed, message: "", dpuHours: 0.25),
      .verified(Verification(checks: [check])), .abandoned(reason: "no"),
      .ended(.resolved, reason: ""), .ended(.escalated, reason: ""),
    ]
    if number(0..<9) == 0 {
      // Somebody who read it earlier comes too late.
      guard
        let stale = Incident(
          id: incident.id,
          entries: [JournalEntry(sequence: 1, at: now, happening: opened(incident))])
      else { return opening() }
      return (
        "stale \(incident.id)",
        { "\(try await $0.add(.ended(.closed, reason: ""), to: stale, at: now).version)" }
      )
    }
    return adding(one(of: next), index)
  }

  private func opened(_ incident: Incident) -> Happening {
    .opened(event: incident.event, environment: incident.environment, configuration: "f")
  }

  private mutating func adding(_ happening: Happening, _ index: Int) -> (String, Act) {
    let (incident, now) = (incidents[index], now)
    incidents[index].add(
      JournalEntry(sequence: incident.version + 1, at: now, happening: happening))
    return (
      "add \(happening)",
      { "\(try await $0.add(happening, to: incident, at: now).version)" }
    )
  }

  private mutating func committing(
    _ intent: StepIntent, _ charge: Charge, _ index: Int
  ) -> (String, Act) {
    let (incident, now) = (incidents[index], now)
    // Whether it comes to it is not known here; where it does not, the incident is left alone.
    incidents.remove(at: index)
    let resolved: [Happening] = [
      .settled(
        intent, .happened(.movedObjects(table: "t", keys: ["k"], to: "q"), isRecovered: false)),
      one(of: [.ended(.resolved, reason: ""), .abandoned(reason: "no")]),
    ]
    return (
      "commit",
      { journal in
        let gate = try await journal.gate(charge, of: incident.id, at: now)
        let answer = try await journal.commit(intent, of: incident, charging: charge, at: now)
        guard case .committed(var committed) = answer else { return "\(gate as Any) \(answer)" }
        for happening in resolved {
          committed = try await journal.add(happening, to: committed, at: now)
        }
        return "\(gate as Any) \(committed.version)"
      }
    )
  }

  private mutating func paging() -> (String, Act) {
    let marker = number(0..<3) == 0 && !markers.isEmpty ? one(of: markers) : "m\(steps)"
    if !markers.contains(marker) { markers.append(marker) }
    let page = Page(
      marker: marker, incident: "i\(marker)", owner: one(of: ["o", "p"]),
      topic: one(of: ["a", "b", "c", "d"]))
    let now = now
    return (
      "page \(marker)",
      { "\(try await $0.page(page, within: Self.groups, at: now))" }
    )
  }

  private mutating func resting() -> (String, Act) {
    guard !incidents.isEmpty else { return opening() }
    let incident = one(of: incidents)
    let until = now + .seconds(number(0..<900))
    let member = number(0..<2) == 0 ? member() : nil
    let now = now
    return (
      "rest",
      {
        if incident.end == nil { try await $0.rest(incident.id, until: until, for: member) }
        return "\(try await $0.due(at: now, atMost: 9))"
      }
    )
  }

  private mutating func refusing() -> (String, Act) {
    let event = Event(
      id: "e", account: "1", region: "eu", time: now, job: "j\(number(0..<3))", run: "r",
      state: .failed, message: "")
    let now = now
    return (
      "refuse",
      {
        try await $0.refuse(event, reason: "no", at: now)
        return "\(try await $0.refusals())"
      }
    )
  }

  private mutating func asking() -> (String, Act) {
    let subject = ChargeSubject(
      environment: one(of: ["dev", "prod"]), job: "job \(number(0..<3))", tables: ["t1", "t2"])
    let besides = incidents.isEmpty ? "" : one(of: incidents).id
    let now = now
    return (
      "usage",
      { journal in
        let used = try await journal.usage(
          of: Self.limits, by: subject, besides: besides, attempt: 1, at: now)
        let changed = try await journal.changedTables(
          within: Self.limits, by: subject, besides: besides, attempt: 1, at: now)
        let groups = try await journal.groupUsage(
          of: Self.groups, in: subject.environment, job: subject.job, at: now)
        return "\(used.sorted { $0.key < $1.key }) \(changed["t"]?.sorted() ?? []) "
          + "\(groups.mapValues { $0.sorted { $0.key < $1.key } }.sorted { $0.key < $1.key })"
      }
    )
  }

  /// Everything that a journal has.
  struct Sum: Sendable, Equatable {
    let check: JournalCheck
    let incidents: [Incident]
    let refusals: [Refusal]
  }

  /// Everything that is kept, as each of them has it.
  func sums() async throws -> (Sum, Sum) {
    func sum(_ journal: any Journal) async throws -> Sum {
      Sum(
        check: try await journal.check(), incidents: try await journal.incidents(),
        refusals: try await journal.refusals())
    }
    return (try await sum(single), try await sum(workers[0]))
  }
}

/// Numbers that a seed decides (SplitMix64).
private struct SeededNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

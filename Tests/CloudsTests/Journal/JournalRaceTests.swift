import AWS
@testable import Configurations
import Healing
import Incidents
import Synchronization
import Tables
import Testing

@testable import Clouds

/// Many handlers on several journals over one table: whatever comes between two calls of one of
/// them.
@Suite struct JournalRaceTests {
  private static let now = JournalPlace.start

  private static func event(_ run: String) -> Event {
    Event(
      id: run, account: "1", region: "eu", time: now, job: "job \(run)", run: run, state: .failed,
      message: "")
  }

  /// Runs one task for each number, as many at once as there are.
  private func all<Value: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (Int) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
      for number in 0..<count { group.addTask { try await work(number) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  private func journals(_ count: Int, _ place: JournalPlace) async throws -> [DynamoDBJournal] {
    try await all(count) { _ in try await place.tableJournal() }
  }

  @Test func `opens one journal, and one incident of one run`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(4, place)
    #expect(Set(journals.map { $0.redactor.redacted("password=hunter2-and-more") }).count == 1)
    let incidents = try await all(12) {
      try await journals[$0 % 4].open(
        Self.event("r"), environment: "dev", configuration: "f", at: Self.now)
    }
    #expect(Set(incidents).count == 1)
    let check = try await journals[0].check()
    #expect((check.incidents, check.entries) == (1, 1))
    #expect(check.damage == nil)
  }

  @Test func `lets one of many add the next entry`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(4, place)
    let incident = try await journals[0].open(
      Self.event("r"), environment: "dev", configuration: "f", at: Self.now)
    // All of them say the very same: still only one has said it.
    let wins = try await all(12) { number in
      do {
        _ = try await journals[number % 4].add(
          .ended(.closed, reason: "one"), to: incident, at: Self.now)
        return 1
      } catch JournalError.overtaken {
        return 0
      }
    }
    #expect(wins.reduce(0, +) == 1)
    let check = try await journals[3].check()
    #expect(check.entries == 2 && check.damage == nil)
  }

  /// An intent to set an object aside, with a charge that counts.
  private func commit(
    _ journal: DynamoDBJournal, _ number: Int, _ limits: [LimitConstraint],
    member: GroupMember? = nil
  ) async throws -> CommitAnswer {
    let event = Self.event("\(number)")
    let opened = try await journal.open(
      event, environment: "dev", configuration: "f", at: Self.now)
    let decided = try await journal.add(
      .decided(try JournalPlace.decision.get()), to: opened, at: Self.now)
    let intent = StepIntent(
      attempt: 1, index: 0, step: .quarantineObjects(table: "db.t\(number)", keys: ["k"]),
      isUndo: false, marker: "\(opened.id).1.0")
    let charge = Charge(
      subject: ChargeSubject(environment: "dev", job: event.job, tables: []),
      action: "quarantine", dpuHours: 1, limits: limits, member: member)
    return try await journal.commit(intent, of: decided, charging: charge, at: Self.now)
  }

  private func outcomes(_ answers: [CommitAnswer]) -> [String: Int] {
    answers.reduce(into: [:]) { counts, answer in
      switch answer {
      case .committed: counts["committed", default: 0] += 1
      case .gated(.overLimit(let id)): counts[id, default: 0] += 1
      case .gated(.held): counts["held", default: 0] += 1
      case .locked: counts["locked", default: 0] += 1
      }
    }
  }

  @Test func `never passes a budget, over any number of workers`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(4, place)
    let limit = LimitConstraint(
      id: "l", atMost: 5, unit: .actions, scope: .env, window: .seconds(3600))
    let answers = try await all(24) { try await commit(journals[$0 % 4], $0, [limit]) }
    #expect(outcomes(answers) == ["committed": 5, "l": 19])
    let used = try await journals[2].usage(
      of: [limit], by: ChargeSubject(environment: "dev", job: "", tables: []), besides: "",
      attempt: 0, at: Self.now + .seconds(1))
    #expect(used == ["l": 5])
    let check = try await journals[1].check()
    #expect(check.entries == 24 + 24 + 5 && check.damage == nil)
    let tallies = try await all(4) { await journals[$0].tally }
    let conflicts = tallies.reduce(0) { $0 + $1.conflicts }
    let written = tallies.reduce(0) { $0 + $1.written }
    // Every conflict is another's transaction, which three at the most come second to.
    #expect(conflicts <= 3 * written, "\(conflicts) conflicts of \(written) transactions")
  }

  // The turn stood until it was over, which it never is where time stands still.
  @Test func `passes a turn on that nothing was written in`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let (one, other) = (try await place.tableJournal(), try await place.tableJournal())
    let opened = try await one.open(
      Self.event("1"), environment: "dev", configuration: "f", at: Self.now)
    #expect(await one.takeTurn())
    // It is there already: nothing is written.
    let again = try await one.open(
      Self.event("1"), environment: "dev", configuration: "f", at: Self.now)
    #expect(again.id == opened.id)
    let next = try await other.open(
      Self.event("2"), environment: "dev", configuration: "f", at: Self.now)
    #expect(next.id != opened.id)
    #expect(await other.tally.conflicts <= 1)
  }

  // Who answered out of memory called a target locked that another worker had let go long ago.
  @Test func `answers nothing out of what it remembers`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let (one, other) = (try await place.tableJournal(), try await place.tableJournal())
    let limit = LimitConstraint(
      id: "l", atMost: 1, unit: .actions, scope: .env, window: .seconds(3600))
    guard case .committed(let first) = try await commit(one, 1, [limit]) else {
      Issue.record("nothing is in the way of the first")
      return
    }
    let intent = first.attempts[0].steps[0].intent
    let idle = try await other.add(
      .settled(intent, .didNotHappen(reason: "no")), to: first, at: Self.now)
    _ = try await other.add(.abandoned(reason: "no"), to: idle, at: Self.now)
    // The very same target, and a budget that was given back.
    let event = Self.event("2")
    let opened = try await other.open(
      event, environment: "dev", configuration: "f", at: Self.now)
    let decided = try await other.add(
      .decided(try JournalPlace.decision.get()), to: opened, at: Self.now)
    let charge = Charge(
      subject: ChargeSubject(environment: "dev", job: "j", tables: []), action: "a", dpuHours: 0,
      limits: [limit])
    let again = StepIntent(
      attempt: 1, index: 0, step: intent.step, isUndo: false, marker: "\(opened.id).1.0")
    let answer = try await one.commit(again, of: decided, charging: charge, at: Self.now)
    guard case .committed = answer else {
      Issue.record("\(answer)")
      return
    }
  }

  // A worker that had more to read between two transactions came second a hundred times in a row.
  @Test func `lets every worker have its turn, however busy the others are`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(4, place)
    let limit = LimitConstraint(
      id: "l", atMost: 99, unit: .actions, scope: .env, window: .seconds(3600))
    // Each begins with the next the moment that one is done, and nobody waits longer for longer.
    let counts = try await all(4) { worker in
      var count = 0
      for number in 0..<6 {
        guard
          case .committed(let taken) = try await commit(
            journals[worker], 10 * worker + number, [limit])
        else { continue }
        _ = try await journals[worker].add(.abandoned(reason: "no"), to: taken, at: Self.now)
        count += 1
      }
      return count
    }
    #expect(counts == [6, 6, 6, 6])
    #expect(try await journals[0].check().entries == 24 * 4)
  }

  @Test func `lets one of a group go first, whoever of the workers has it`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(3, place)
    let groups = Groups(
      canary: [1, 2], breaker: nil, repeats: nil,
      pages: Groups.Rate(count: 3, window: .seconds(600)))
    let answers = try await all(12) { number in
      let member = GroupMember(
        environment: "dev", job: "job \(number)", signature: "s", groups: groups)
      return try await commit(journals[number % 3], number, [], member: member)
    }
    #expect(outcomes(answers) == ["committed": 1, "held": 11])
  }

  @Test func `sends one page of a topic, and no more than the bound`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(3, place)
    let groups = Groups(
      canary: [], breaker: nil, repeats: nil,
      pages: Groups.Rate(count: 4, window: .seconds(600)))
    let answers = try await all(24) { number in
      try await journals[number % 3].page(
        Page(marker: "m\(number)", incident: "i\(number)", owner: "o", topic: "t\(number % 6)"),
        within: groups, at: Self.now)
    }
    #expect(answers.count { $0 == .send } == 3)
    let roundups = try await all(3) {
      try await journals[$0].roundups(within: groups, at: Self.now + .seconds(1))
    }
    let capped = answers.count { $0 == .capped }
    // The second and third find the first one's, which nobody has sent yet.
    #expect(roundups.allSatisfy { $0.map(\.incidents) == [capped] })
    #expect(Set(roundups.flatMap { $0.map(\.marker) }).count == 1)
  }

  @Test func `gives a claim to one handler at a time`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journals = try await journals(4, place)
    let inside = Mutex(0)
    let turns = try await all(12) { number in
      guard let claim = try await journals[number % 4].claim("inc-1") else { return 0 }
      #expect(
        inside.withLock {
          $0 += 1; return $0
        } == 1)
      await Task.yield()
      inside.withLock { $0 -= 1 }
      await claim.release()
      return 1
    }
    #expect(turns.reduce(0, +) >= 1)
  }

  @Test func `takes over a claim that is over, and lets its old handler add nothing`() async throws
  {
    let place = try await JournalPlace(.dynamoDB)
    let stale = try await place.tableJournal()
    let next = try await place.tableJournal()
    let incident = try await stale.open(
      Self.event("r"), environment: "dev", configuration: "f", at: Self.now)
    let old = try #require(try await stale.claim(incident.id))
    place.clock.move(by: Lease.span + .seconds(1))
    // Clocks differ: within the margin nobody takes it.
    #expect(try await next.claim(incident.id) == nil)
    place.clock.move(by: Lease.margin)
    let new = try #require(try await next.claim(incident.id))
    // It has added nothing yet, so the number of the entry is still new; the claim is what refuses.
    await #expect(throws: JournalError.overtaken(incident: incident.id)) {
      _ = try await stale.add(.ended(.closed, reason: "late"), to: incident, at: Self.now)
    }
    // What the old handler gives back is not the new one's.
    await old.release()
    #expect(try await stale.claim(incident.id) == nil)
    let ended = try await next.add(.ended(.closed, reason: "mine"), to: incident, at: Self.now)
    #expect(ended.version == 2)
    await new.release()
  }

  @Test func `makes a claim longer by adding under it, and by time`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let journal = try await place.tableJournal()
    let other = try await place.tableJournal()
    let incident = try await journal.open(
      Self.event("r"), environment: "dev", configuration: "f", at: Self.now)
    let claim = try #require(try await journal.claim(incident.id))
    for _ in 0..<3 {
      place.clock.move(by: Lease.span)
      let name = try #require(await journal.leases[incident.id]?.name)
      #expect(await journal.renew(incident.id, name))
    }
    #expect(try await other.claim(incident.id) == nil)
    // Over, but nobody took it: who has it goes on, and nobody takes it from then on.
    place.clock.move(by: Lease.span + Lease.margin + .seconds(5))
    _ = try await journal.add(.ended(.closed, reason: "late"), to: incident, at: Self.now)
    #expect(try await other.claim(incident.id) == nil)
    await claim.release()
    let next = try #require(try await other.claim(incident.id))
    await next.release()
  }
}

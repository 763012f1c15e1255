import Goldens
import Healing
import Incidents
import Tables
import Testing

@testable import Clouds
@testable import Configurations

/// What a journal keeps besides the entries: groups, pages, and when what is due.
@Suite struct GroupJournalTests {
  private static let start = Timestamp(seconds: 1_795_516_800)
  private static let groups = Groups(
    canary: [1, 2, 4], breaker: Groups.Rate(count: 2, window: .seconds(3600)),
    repeats: Groups.Rate(count: 3, window: .seconds(7 * 86_400)),
    pages: Groups.Rate(count: 3, window: .seconds(600)))

  private static func member(_ job: String, _ signature: String = "s") -> GroupMember {
    GroupMember(environment: "dev", job: job, signature: signature, groups: groups)
  }

  /// An incident of a job with a decision to quarantine.
  private static func incident(_ journal: any Journal, _ name: String) async throws -> Incident {
    let decision = try JournalPlace.decision.get()
    let event = Event(
      id: name, account: "1", region: "eu", time: Self.start, job: name, run: "r", state: .failed,
      message: "")
    let opened = try await journal.open(
      event, environment: "dev", configuration: "f", at: Self.start)
    return try await journal.add(.decided(decision), to: opened, at: Self.start)
  }

  private func commit(
    _ journal: any Journal, _ incident: Incident, _ member: GroupMember,
    at now: Timestamp = start
  ) async throws -> CommitAnswer {
    // Every table is its own: only the group is in the way.
    let step = Step.quarantineObjects(table: "db.\(incident.event.job)", keys: ["k"])
    let intent = StepIntent(
      attempt: incident.attempts.count, index: 0, step: step, isUndo: false,
      marker: "\(incident.id).1.0")
    let charge = Charge(
      subject: ChargeSubject(environment: "dev", job: incident.event.job, tables: []),
      action: "quarantine", dpuHours: 1, limits: [], member: member)
    return try await journal.commit(intent, of: incident, charging: charge, at: now)
  }

  private func committed(_ answer: CommitAnswer) throws -> Incident {
    guard case .committed(let incident) = answer else {
      throw Unexpected.answer("\(answer)")
    }
    return incident
  }

  private enum Unexpected: Error {
    case answer(String)
  }

  private static func heals(_ incident: Incident) -> [Happening] {
    let intent = incident.attempts[0].steps[0].intent
    return [
      .settled(
        intent, .happened(.movedObjects(table: "t", keys: ["k"], to: "q"), isRecovered: false)),
      .ended(.resolved, reason: "it helped"),
    ]
  }

  private static func fails(_ incident: Incident) -> [Happening] {
    let intent = incident.attempts[0].steps[0].intent
    let check = Verification.Check(id: "c", condition: "true", answer: .fails, explanation: "")
    return [
      .settled(
        intent, .happened(.movedObjects(table: "t", keys: ["k"], to: "q"), isRecovered: false)),
      .verified(Verification(checks: [check])), .abandoned(reason: "not verified"),
    ]
  }

  private func add(
    _ happenings: (Incident) -> [Happening], to incident: Incident, _ journal: any Journal,
    at now: Timestamp = start
  ) async throws {
    var grown = incident
    for happening in happenings(incident) {
      grown = try await journal.add(happening, to: grown, at: now)
    }
  }

  @Test(arguments: Store.allCases)
  func `lets one go first, then two, and one again after a failure`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let first = try committed(
      try await commit(journal, Self.incident(journal, "a"), Self.member("a")))
    let second = try await Self.incident(journal, "b")
    guard case .gated(.held(by: first.id)) = try await commit(journal, second, Self.member("b"))
    else {
      Issue.record("the second went on beside the first")
      return
    }
    // Another group has nothing to do with it.
    _ = try committed(
      try await commit(journal, Self.incident(journal, "x"), Self.member("x", "other")))
    try await add(Self.heals, to: first, journal)
    let now = Self.start + .seconds(1)
    let b = try committed(try await commit(journal, second, Self.member("b"), at: now))
    let c = try committed(
      try await commit(journal, Self.incident(journal, "c"), Self.member("c"), at: now))
    guard
      case .gated(.held) = try await commit(
        journal, Self.incident(journal, "d"), Self.member("d"), at: now)
    else {
      Issue.record("a third went on beside two")
      return
    }
    try await add(Self.fails, to: b, journal, at: now + .seconds(1))
    guard
      case .gated(.held(by: c.id)) = try await commit(
        journal, Self.incident(journal, "d"), Self.member("d"), at: now + .seconds(2))
    else {
      Issue.record("a failure does not slow the group")
      return
    }
  }

  @Test(arguments: Store.allCases)
  func `opens the breaker, and closes it when time has passed`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    for (second, name) in ["a", "b"].enumerated() {
      let now = Self.start + .seconds(second)
      let tried = try committed(
        try await commit(journal, Self.incident(journal, name), Self.member(name), at: now))
      try await add(Self.fails, to: tried, journal, at: now)
    }
    let third = try await Self.incident(journal, "c")
    let answer = try await commit(journal, third, Self.member("c"), at: Self.start + .seconds(2))
    guard case .gated(.overLimit(id: "groups.breaker")) = answer else {
      Issue.record("\(answer)")
      return
    }
    let usage = try await journal.groupUsage(
      of: Self.groups, in: "dev", job: "c", at: Self.start + .seconds(2))
    #expect(usage == ["s": ["groups.breaker": 2]])
    let later = Self.start + .seconds(3602)
    #expect(try await journal.groupUsage(of: Self.groups, in: "dev", job: "c", at: later).isEmpty)
    _ = try committed(try await commit(journal, third, Self.member("c"), at: later))
  }

  @Test(arguments: Store.allCases)
  func `counts heals of a job that come back, and what a person called harmful`(_ store: Store)
    async throws
  {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    for run in 0..<2 {
      let healed = try committed(
        try await commit(
          journal, Self.incident(journal, "job \(run)"), Self.member("nightly"), at: Self.start))
      try await add(Self.heals, to: healed, journal)
    }
    let usage = try await journal.groupUsage(
      of: Self.groups, in: "dev", job: "nightly", at: Self.start + .seconds(1))
    #expect(usage == ["s": ["groups.repeats": 2]])
    let third = try await Self.incident(journal, "job 3")
    let answer = try await commit(
      journal, third, Self.member("nightly"), at: Self.start + .seconds(1))
    guard case .gated(.overLimit(id: "groups.repeats")) = answer else {
      Issue.record("\(answer)")
      return
    }
    let harmful = try #require(try await journal.incidents().first { $0.end != nil })
    _ = try await journal.add(
      .closed(Closing(verdict: .harmed, person: "user:anna", deed: nil, note: "")), to: harmful,
      at: Self.start + .seconds(2))
    let after = try await journal.groupUsage(
      of: Self.groups, in: "dev", job: "nightly", at: Self.start + .seconds(3))
    #expect(after == ["s": ["groups.repeats": 1, "groups.breaker": 1]])
  }

  @Test(arguments: Store.allCases)
  func `gives back what proved not to have happened`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let tried = try committed(
      try await commit(journal, Self.incident(journal, "a"), Self.member("a")))
    let limit = LimitConstraint(
      id: "l", atMost: 1, unit: .actions, scope: .job, window: .seconds(3600))
    func used() async throws -> Double? {
      try await journal.usage(
        of: [limit], by: ChargeSubject(environment: "dev", job: "a", tables: []), besides: "",
        attempt: 0, at: Self.start + .seconds(1))["l"]
    }
    #expect(try await used() == 1)
    try await add(
      {
        [
          .settled($0.attempts[0].steps[0].intent, .didNotHappen(reason: "no")),
          .abandoned(reason: "no"),
        ]
      },
      to: tried, journal)
    #expect(try await used() == 0)
    #expect(
      try await journal.groupUsage(of: Self.groups, in: "dev", job: "a", at: Self.start).isEmpty)
  }

  @Test(arguments: Store.allCases)
  func `counts different tables, and rows, over all incidents`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let tables = LimitConstraint(
      id: "t", atMost: 2, unit: .tables, scope: .env, window: .seconds(3600))
    let rows = LimitConstraint(
      id: "r", atMost: 100, unit: .rows, scope: .env, window: .seconds(3600))
    let subject = ChargeSubject(environment: "dev", job: "j", tables: [])
    func take(_ name: String, _ table: String, rows amount: Double) async throws -> CommitAnswer {
      let incident = try await Self.incident(journal, name)
      let step = Step.quarantineObjects(table: table + name, keys: ["k"])
      let intent = StepIntent(
        attempt: 1, index: 0, step: step, isUndo: false, marker: "\(incident.id).1.0")
      let charge = Charge(
        subject: subject, action: "quarantine", dpuHours: 0, rows: amount, tables: [table],
        limits: [tables, rows])
      return try await journal.commit(intent, of: incident, charging: charge, at: Self.start)
    }
    _ = try committed(try await take("1", "a", rows: 60))
    let first = try committed(try await take("2", "b", rows: 10))
    // The same table again is no other one.
    _ = try committed(try await take("3", "a", rows: 10))
    for (name, table, amount, limit) in [("4", "c", 1.0, "t"), ("5", "b", 21.0, "r")] {
      guard case .gated(.overLimit(id: limit)) = try await take(name, table, rows: amount) else {
        Issue.record("\(table) and \(amount) rows were let through")
        continue
      }
    }
    let now = Self.start + .seconds(1)
    func changed() async throws -> [String: Set<String>] {
      try await journal.changedTables(
        within: [tables], by: subject, besides: "", attempt: 0, at: now)
    }
    #expect(try await changed() == ["t": ["a", "b"]])
    try await add(
      {
        [
          .settled($0.attempts[0].steps[0].intent, .didNotHappen(reason: "no")),
          .abandoned(reason: "no"),
        ]
      }, to: first, journal)
    #expect(try await changed() == ["t": ["a"]])
  }

  @Test(arguments: Store.allCases)
  func `counts what a run really cost, once it is over`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let tried = try committed(
      try await commit(journal, Self.incident(journal, "a"), Self.member("a")))
    let limit = LimitConstraint(
      id: "l", atMost: 9, unit: .dpuHours, scope: .job, window: .seconds(3600))
    func used() async throws -> Double? {
      try await journal.usage(
        of: [limit], by: ChargeSubject(environment: "dev", job: "a", tables: []), besides: "",
        attempt: 0, at: Self.start + .seconds(1))["l"]
    }
    #expect(try await used() == 1)
    let ended = Happening.runEnded(run: "r", state: .succeeded, message: "", dpuHours: 0.25)
    _ = try await journal.add(ended, to: tried, at: Self.start)
    #expect(try await used() == 0.25)
  }

  @Test(arguments: Store.allCases)
  func `pages once a topic, and no more than the bound, and rounds up the rest`(_ store: Store)
    async throws
  {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    func page(_ number: Int, _ topic: String, at seconds: Int = 0) async throws -> PageAnswer {
      try await journal.page(
        Page(marker: "m\(number)", incident: "i\(number)", owner: "team", topic: topic),
        within: Self.groups, at: Self.start + .seconds(seconds))
    }
    #expect(try await page(1, "a") == .send)
    #expect(try await page(1, "a") == .send)
    try await journal.settlePage("m1", as: .sent)
    #expect(try await page(2, "a") == .covered(by: "i1"))
    #expect(try await page(3, "b") == .send)
    #expect(try await page(4, "c") == .capped)
    let first = try await journal.roundups(within: Self.groups, at: Self.start + .seconds(1))
    #expect(first.map(\.incidents) == [1])
    // Whoever dies before it is sent finds it again.
    #expect(try await journal.roundups(within: Self.groups, at: Self.start + .seconds(2)) == first)
    try await journal.settlePage(first[0].marker, as: .sent)
    #expect(try await page(5, "d", at: 3) == .capped)
    #expect(try await journal.roundups(within: Self.groups, at: Self.start + .seconds(4)).isEmpty)
    // The first page was not sent after all: who counted on it is rounded up, too.
    try await journal.settlePage("m1", as: .lost)
    let later = try await journal.roundups(within: Self.groups, at: Self.start + .seconds(605))
    #expect(later.map(\.incidents) == [2])
    // A roundup that was not sent was forgotten, and with it everything that it was about.
    try await journal.settlePage(later[0].marker, as: .lost)
    let again = try await journal.roundups(within: Self.groups, at: Self.start + .seconds(606))
    #expect(again.map(\.incidents) == [2])
  }

  @Test(arguments: Store.allCases)
  func `rounds up a page that nobody got, and one that is lost not`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    for (number, end) in [(1, PageEnd.unsent), (2, .lost)] {
      let page = Page(
        marker: "m\(number)", incident: "i\(number)", owner: "team", topic: "\(number)")
      #expect(try await journal.page(page, within: Self.groups, at: Self.start) == .send)
      try await journal.settlePage(page.marker, as: end)
    }
    for second in [700, 1400] {
      let instant = Self.start + .seconds(second)
      let roundups = try await journal.roundups(within: Self.groups, at: instant)
      #expect(roundups.map(\.incidents) == [1])
      // The roundup reaches nobody, too: what it was about is told with the next.
      for roundup in roundups { try await journal.settlePage(roundup.marker, as: .unsent) }
    }
    let last = try await journal.roundups(within: Self.groups, at: Self.start + .seconds(2100))
    #expect(last.map(\.incidents) == [1])
    try await journal.settlePage(last[0].marker, as: .sent)
    let after = Self.start + .seconds(2800)
    #expect(try await journal.roundups(within: Self.groups, at: after).isEmpty)
  }

  // Who died between the leave to send a page and the sending sent it hours later, uncounted.
  @Test(arguments: Store.allCases)
  func `counts a page that is sent later than it was meant when it is sent`(_ store: Store)
    async throws
  {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    func page(_ number: Int, at seconds: Int) async throws -> PageAnswer {
      try await journal.page(
        Page(marker: "m\(number)", incident: "i\(number)", owner: "team", topic: "t\(number)"),
        within: Self.groups, at: Self.start + .seconds(seconds))
    }
    #expect(try await page(1, at: 0) == .send)
    #expect(try await page(2, at: 1) == .send)
    // Two are sent an hour later, and there is room for no other; so the first waits.
    #expect(try await page(3, at: 3600) == .send)
    #expect(try await page(2, at: 3601) == .send)
    #expect(try await page(1, at: 3602) == .capped)
    #expect(try await page(4, at: 3603) == .capped)
    let roundups = try await journal.roundups(
      within: Self.groups, at: Self.start + .seconds(3604))
    #expect(roundups.map(\.incidents) == [2])
  }

  @Test(arguments: Store.allCases)
  func `says what is due, and lets a group sleep until it is woken`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let a = try await Self.incident(journal, "a")
    let b = try await Self.incident(journal, "b")
    let both = [a.id, b.id].sorted()
    #expect(try await journal.due(at: Self.start, atMost: 9) == both)
    try await journal.rest(a.id, until: Self.start + .seconds(60), for: nil)
    try await journal.rest(b.id, until: Self.start + .seconds(600), for: Self.member("b"))
    #expect(try await journal.due(at: Self.start + .seconds(59), atMost: 9) == [])
    #expect(try await journal.due(at: Self.start + .seconds(60), atMost: 9) == [a.id])
    try await journal.wake(Self.member("x", "other"), atLeast: 4, at: Self.start)
    #expect(try await journal.due(at: Self.start, atMost: 9) == [])
    try await journal.wake(Self.member("a"), atLeast: 0, at: Self.start)
    #expect(try await journal.due(at: Self.start, atMost: 9) == [b.id])
    _ = try await journal.add(.ended(.closed, reason: "over"), to: b, at: Self.start)
    #expect(try await journal.due(at: .latest, atMost: 9) == [a.id])
  }

  @Test(arguments: Store.allCases)
  func `keeps what was refused, counted, and within bounds`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    let forged = Event(
      id: "e", account: "1", region: "eu", time: Self.start, job: "j\u{1B}[2J", run: "r",
      state: .failed, message: "")
    for second in 0..<3 {
      try await journal.refuse(forged, reason: "no such run", at: Self.start + .seconds(second))
    }
    let refusals = try await journal.refusals()
    #expect(refusals.map(\.count) == [3])
    #expect(refusals.first?.last == Self.start + .seconds(2))
  }

  @Test(arguments: Store.allCases)
  func `commits for many writers at once, and loses none of them`(_ store: Store) async throws {
    let place = try await JournalPlace(store)
    let journal = try await place.journal()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<200 {
        group.addTask { _ = try await Self.incident(journal, "job \(number)") }
      }
      try await group.waitForAll()
    }
    #expect(try await journal.incidents().count == 200)
    let check = try await journal.check()
    #expect(check.damage == nil && check.entries == 400)
  }
}

import AWS
@testable import Configurations
import Healing
import Incidents
import Tables
import Testing

@testable import Clouds

/// A table that cannot be reached, or whose answers are lost after everything has happened.
@Suite struct LostAnswerTests {
  private static let now = JournalPlace.start
  private static let event = Event(
    id: "e", account: "1", region: "eu", time: now, job: "j", run: "r", state: .failed, message: "")

  /// moto does a transaction twice that has one token, where DynamoDB does it once. So its own
  /// entries have to be what it is known by.
  @Test(arguments: [TestCalls.Fault.answerLost, .unsent], 1...3)
  func `writes once what it has to send again`(_ fault: TestCalls.Fault, _ times: Int) async throws
  {
    let place = try await JournalPlace(.dynamoDB)
    let calls = TestCalls(try JournalPlace.client()) { call in
      // The first one makes the journal; then every one is sent so many times more.
      guard call.operation == "TransactWriteItems", call.number > 1 else { return nil }
      return (call.number - 2) % (times + 1) < times ? fault : nil
    }
    let journal = try await place.tableJournal(calls)
    var incident = try await journal.open(
      Self.event, environment: "dev", configuration: "f", at: Self.now)
    incident = try await journal.add(
      .decided(try JournalPlace.decision.get()), to: incident, at: Self.now)
    let step = Step.quarantineObjects(table: "db.t", keys: ["k"])
    let limit = LimitConstraint(
      id: "l", atMost: 1, unit: .actions, scope: .env, window: .seconds(3600))
    let charge = Charge(
      subject: ChargeSubject(environment: "dev", job: "j", tables: []), action: "a", dpuHours: 1,
      limits: [limit])
    let answer = try await journal.commit(
      StepIntent(
        attempt: 1, index: 0, step: step, isUndo: false, marker: "\(incident.id).1.0"),
      of: incident, charging: charge, at: Self.now)
    // Read again after its own effect, the budget would be used up, and the table locked.
    guard case .committed(let committed) = answer else {
      Issue.record("\(answer)")
      return
    }
    let groups = Groups.undeclared
    let page = Page(marker: "m", incident: incident.id, owner: "o", topic: "t")
    #expect(try await journal.page(page, within: groups, at: Self.now) == .send)
    let other = try await place.tableJournal()
    #expect(try await other.incident(incident.id) == committed)
    let check = try await other.check()
    #expect(check.entries == 3 && check.damage == nil)
    #expect(calls.calls["TransactWriteItems"] == 1 + 4 * (times + 1))
  }

  @Test func `takes a claim whose answer was lost, and no one else's`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let calls = TestCalls(try JournalPlace.client()) { call in
      call.operation == "PutItem" && call.number == 1 ? .answerLost : nil
    }
    let journal = try await place.tableJournal(calls)
    let claim = try #require(try await journal.claim("inc-1"))
    #expect(try await place.tableJournal().claim("inc-1") == nil)
    await claim.release()
  }

  @Test func `says of a table that cannot be read that it cannot be read`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let calls = TestCalls(try JournalPlace.client()) { call in
      call.operation == "Query" || (call.operation == "GetItem" && call.number > 2) ? .denied : nil
    }
    let made = try await place.tableJournal()
    _ = try await made.open(Self.event, environment: "dev", configuration: "f", at: Self.now)
    let journal = try await place.tableJournal(calls)
    guard case .unreadable = await journal.killSwitch() else {
      Issue.record("what cannot be read is off")
      return
    }
    await #expect(throws: JournalError.self) { _ = try await journal.incident(for: Self.event) }
    await #expect(throws: JournalError.self) { _ = try await journal.incident("inc-1") }
    await #expect(throws: JournalError.self) { _ = try await journal.due(at: .latest, atMost: 1) }
    await #expect(throws: JournalError.self) {
      _ = try await journal.usage(
        of: [], by: ChargeSubject(environment: "dev", job: "j", tables: []), besides: "",
        attempt: 0, at: Self.now)
    }
  }

  @Test func `does not make a new journal where half of one is there`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    #expect(try await !DynamoDBJournal.isThere(in: place.dynamoDB()))
    _ = try await place.tableJournal()
    #expect(try await DynamoDBJournal.isThere(in: place.dynamoDB()))
    _ = try await place.dynamoDB().write(.delete(JournalHead.key))
    await #expect(throws: JournalError.self) { _ = try await place.tableJournal() }
    let missing = try await JournalPlace(.sqlite).dynamoDB()
    #expect(try await !DynamoDBJournal.isThere(in: missing))
    await #expect(throws: JournalError.self) { _ = try await DynamoDBJournal(missing) }
  }

  @Test func `gives up in the end, and says why`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let calls = TestCalls(try JournalPlace.client()) { call in
      call.operation == "TransactWriteItems" && call.number > 1 ? .unsent : nil
    }
    let journal = try await place.tableJournal(calls)
    let error = await #expect(throws: JournalError.self) {
      _ = try await journal.open(
        Self.event, environment: "dev", configuration: "f", at: Self.now)
    }
    guard case .cannotWrite(_, let reason)? = error, reason.contains("as the test wants it") else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(calls.calls["TransactWriteItems"] == 6)
  }
}

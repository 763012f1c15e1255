import AWS
import Configurations
import Healing
import Incidents
import Tables
import Testing

@testable import Clouds

/// What somebody changed in the table behind the journal's back.
@Suite struct TableDamageTests {
  private static let now = JournalPlace.start

  /// One change of one item, by its keys.
  struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let partition: String?
    let sort: String
    let change: @Sendable (inout Item) -> Void
    var isGone = false

    init(
      _ name: String, _ sort: String, partition: String? = nil, isGone: Bool = false,
      _ change: @escaping @Sendable (inout Item) -> Void = { _ in }
    ) {
      testDescription = name
      self.partition = partition
      self.sort = sort
      self.isGone = isGone
      self.change = change
    }
  }

  private static func text(_ name: String, _ edit: @escaping @Sendable (String) -> String)
    -> @Sendable (inout Item) -> Void
  {
    { item in item[name] = .string(edit(item[name]?.text ?? "")) }
  }

  private static let second = "entry#0000002"

  static let damages = [
    Damage("a letter of an entry", second, text("body") { $0.replacing("enough", with: "enougj") }),
    Damage("a blank after an entry", second, text("body") { $0 + " " }),
    Damage("a digest", second, text("digest") { $0.uppercased() }),
    Damage("a head of the chain", second, text("head") { $0.uppercased() }),
    Damage("a place", second) { $0["place"] = .number(9) },
    Damage("two in one place", second) { $0["place"] = .number(1) },
    Damage("the last entry", second, isGone: true),
    Damage("the first entry", "entry#0000001", isGone: true),
    Damage("no body", second) { $0["body"] = nil },
    Damage("a body of numbers", second) { $0["body"] = .number(1) },
    Damage("a part that is not there", second) { $0["parts"] = .number(2) },
    Damage("the head's place", "head", partition: "journal") { $0["place"] = .number(3) },
    Damage(
      "the head's digest", "head", partition: "journal", text("digest") { $0.uppercased() }),
    Damage("no head", "head", partition: "journal", isGone: true),
    Damage("another version", "head", partition: "journal") { $0["schema"] = .number(99) },
  ]

  /// Two incidents whose entries were written in turns.
  private func filled(_ place: JournalPlace) async throws -> [Incident] {
    let journal = try await place.journal()
    var incidents: [Incident] = []
    for run in ["jr_a", "jr_b"] {
      let event = Event(
        id: run, account: "1", region: "eu", time: Self.now, job: "ingest", run: run,
        state: .failed, message: "")
      incidents.append(
        try await journal.open(event, environment: "dev", configuration: "f", at: Self.now))
    }
    for (index, incident) in incidents.enumerated() {
      incidents[index] = try await journal.add(
        .ended(.closed, reason: "enough"), to: incident, at: Self.now)
    }
    return incidents
  }

  @Test(arguments: damages)
  func `notices`(_ damage: Damage) async throws {
    let place = try await JournalPlace(.dynamoDB)
    let id = try await filled(place)[0].id
    let journal = try await place.journal()
    let table = try place.dynamoDB()
    let key = JournalKey.item(damage.partition ?? "inc#\(id)", damage.sort)
    var item = try #require(try await table.item(key))
    damage.change(&item)
    _ = try await table.write(damage.isGone ? .delete(key) : .put(item))
    do throws(JournalError) {
      #expect(try await journal.check().damage != nil)
    } catch {
      #expect(!error.description.isEmpty)
    }
    // Whoever reads the incident alone sees what is about it alone.
    guard damage.partition == nil, damage.sort == Self.second,
      !["place", "head", "two", "last"].contains(where: { damage.testDescription.contains($0) })
    else { return }
    await #expect(throws: JournalError.self) { _ = try await journal.incident(id) }
  }

  @Test func `tells a journal written anew by the head that was noted`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let noted = try await place.journal().check().head
    #expect(noted == ChainedEntry.noHead)
    _ = try await filled(place)
    let check = try await place.journal().check(noted: noted)
    #expect(check.knowsHead == true && check.damage == nil)
    #expect(try await place.journal().check(noted: check.head).knowsHead == true)
    let other = try await JournalPlace(.dynamoDB)
    #expect(try await other.journal().check(noted: check.head).knowsHead == false)
  }

  @Test(arguments: ["state", "log"])
  func `does not count on what it cannot read`(_ partition: String) async throws {
    let place = try await JournalPlace(.dynamoDB)
    let groups = Page(marker: "m", incident: "i", owner: "o", topic: "t")
    let warm = try await place.tableJournal()
    _ = try await warm.roundups(within: .undeclared, at: Self.now)
    _ = try await place.journal().page(groups, within: .undeclared, at: Self.now)
    let table = try place.dynamoDB()
    for stored in try await table.items(TableQuestion(partition: partition)) {
      var item = stored
      item[partition == "log" ? "changes" : "fact"] = .string("{}")
      _ = try await table.write(.put(item))
    }
    let reader = partition == "log" ? warm : try await place.tableJournal()
    await #expect(throws: JournalError.self) {
      _ = try await reader.page(groups, within: .undeclared, at: Self.now)
    }
  }

  @Test func `reads everything again where it was away for longer than the log is kept`()
    async throws
  {
    let place = try await JournalPlace(.dynamoDB)
    let away = try await place.tableJournal()
    let page = Page(marker: "m", incident: "i", owner: "o", topic: "t")
    #expect(try await away.page(page, within: .undeclared, at: Self.now) == .send)
    let other = try await place.journal()
    for number in 0..<3 {
      _ = try await other.page(
        Page(marker: "m\(number)", incident: "i\(number)", owner: "o", topic: "t\(number)"),
        within: .undeclared, at: Self.now)
    }
    try await other.settlePage("m", as: .sent)
    let table = try place.dynamoDB()
    for item in try await table.items(TableQuestion(partition: "log")).dropLast() {
      _ = try await table.write(
        .delete(JournalKey.item("log", item["sk"]?.text ?? "")))
    }
    let covered = Page(marker: "z", incident: "z", owner: "o", topic: "t2")
    #expect(
      try await away.page(covered, within: .undeclared, at: Self.now) == .covered(by: "i2"))
  }
}

import Configurations
import Decisions
import Documents
import Foundation
import Healing
import Incidents
import Lakes
import Testing

/// What people say to what they are asked, in a lake whose quarantine needs a person.
@Suite struct AnswerTests {
  private static func asking() throws -> LakeFixture {
    try LakeFixture("damaged_file") { path, text in
      switch path {
      case "safety/guardrails.yaml":
        text.replacingOccurrences(
          of: "rollback, quarantine, log, escalate]\n  staging",
          with: "rollback, log, escalate]\n    ask: [quarantine]\n  staging")
      case "kintsugi.yaml":
        text.replacingOccurrences(
          of: "\"arn:aws:iam::*:role/flights-lead\"", with: "\"user:anna\", \"user:b*\"")
      default: text
      }
    }
  }

  private static func answered(
    _ fixture: LakeFixture, _ isApproval: Bool, by person: String = "user:anna"
  ) async throws -> Incident {
    let healer = try fixture.healer()
    let asked = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    _ = try await healer.answer(asked.id, isApproval: isApproval, by: person, note: "seen")
    return try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
  }

  @Test func `does nothing before somebody agreed, and shows what is asked`() async throws {
    let fixture = try Self.asking()
    defer { fixture.remove() }
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(incident.end == nil)
    #expect(incident.attempt?.decision.asked?.action.name == "quarantine")
    #expect(try fixture.runs().count == 2)
  }

  @Test(arguments: ["user:anna", "user:bert"])
  func `carries out what was agreed to, once`(person: String) async throws {
    let fixture = try Self.asking()
    defer { fixture.remove() }
    let incident = try await Self.answered(fixture, true, by: person)
    #expect(incident.end?.outcome == .resolved)
    #expect(incident.end?.reason.contains(person) == true)
    #expect(incident.attempt?.decision.judgement.approvedBy == person)
    #expect(try fixture.runs().count == 3)
    #expect(try fixture.publishedRows() == 50)
  }

  @Test func `leaves it to the owner where somebody refused`() async throws {
    let fixture = try Self.asking()
    defer { fixture.remove() }
    let incident = try await Self.answered(fixture, false)
    #expect(incident.end?.outcome == .escalated)
    #expect(incident.end?.reason == "user:anna said no: seen")
    #expect(try fixture.runs().count == 2)
  }

  @Test func `takes no answer from others, twice, or where nobody asks`() async throws {
    let fixture = try Self.asking()
    defer { fixture.remove() }
    let healer = try fixture.healer()
    let asked = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    func refusal(_ id: String, _ person: String) async -> String {
      do {
        _ = try await healer.answer(id, isApproval: true, by: person, note: "")
        return "taken"
      } catch { return error.description }
    }
    #expect(await refusal(asked.id, "user:mallory").contains("is no approver of `flights-team`"))
    #expect(await refusal(asked.id, "user:anna\nuser:bert").contains("is no approver"))
    #expect(await refusal("inc-000000000000", "user:anna").contains("there is no incident"))
    #expect(await refusal(asked.id, "user:anna") == "taken")
    #expect(await refusal(asked.id, "user:anna").contains("asks nobody"))
    _ = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(await refusal(asked.id, "user:anna").contains("is over"))
  }

  @Test func `asks anew where something else would be done by now`() async throws {
    let fixture = try Self.asking()
    defer { fixture.remove() }
    let healer = try fixture.healer()
    let asked = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    _ = try await healer.answer(asked.id, isApproval: true, by: "user:anna", note: "")
    // Another file of the batch is damaged meanwhile: that is more than was agreed to.
    let other = fixture.folder + "/objects/acme-lake-raw/flights/day=2013-04-18/part-0009.csv.gz"
    try Data([0x1F, 0x8B, 0x08, 0, 0]).write(to: URL(filePath: other))
    let again = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    #expect(again.end == nil)
    #expect(again.attempts.count == 2)
    #expect(again.attempt?.decision.judgement.verdict == .ask)
    #expect(again.attempt?.answer == nil)
    #expect(try fixture.runs().count == 2)
  }

  @Test func `does nothing that was agreed to where somebody stopped everything`() async throws {
    let fixture = try Self.asking()
    defer { fixture.remove() }
    let journal = try fixture.journal()
    let healer = try fixture.healer()
    let asked = try await fixture.heal(world: fixture.lake(), journal: journal)
    _ = try await healer.answer(asked.id, isApproval: true, by: "user:anna", note: "")
    try await journal.stop(by: "user:anna", reason: "look first", at: fixture.lake().now())
    let incident = try await fixture.heal(world: fixture.lake(), journal: journal)
    #expect(incident.end?.outcome == .escalated)
    #expect(incident.attempt?.decision.judgement.because == ["kill-switch"])
    #expect(try fixture.runs().count == 2)
    #expect(try await journal.resume(by: "user:anna", at: fixture.lake().now()))
    #expect(try await journal.resume(by: "user:anna", at: fixture.lake().now()) == false)
    #expect(await journal.killSwitch() == .off)
  }
}

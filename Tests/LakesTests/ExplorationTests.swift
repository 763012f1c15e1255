import Configurations
import Decisions
import Foundation
import Healing
import Incidents
import Learning
import Lakes
import Testing

@testable import kintsugi

/// What chance has a say in while a lake is healed, and what is learned from the journal.
@Suite struct ExplorationTests {
  private static func healed(
    _ fixture: LakeFixture
  ) async throws -> (incident: Incident, kept: Incident) {
    let incident = try await fixture.heal(world: fixture.lake(), journal: fixture.journal())
    return (incident, try #require(try await fixture.journal().incidents().first))
  }

  private static func fixture(exploring share: String) throws -> LakeFixture {
    try LakeFixture("throttled_once") { path, text in
      path == "policies/healer.yaml"
        ? text.replacing("explore: 0%", with: "explore: \(share)") : text
    }
  }

  @Test func `leaves nothing to chance as it is shipped, and says so on record`() async throws {
    let fixture = try Self.fixture(exploring: "0%")
    defer { fixture.remove() }
    let attempt = try #require(try await Self.healed(fixture).kept.attempts.first)
    let proposal = attempt.decision.proposal
    #expect(proposal.action == "retry")
    #expect(proposal.propensity == 1)
    #expect(proposal.prior == "retry")
    let verdicts = Dictionary(
      uniqueKeysWithValues: proposal.candidates.map { ($0.action, $0.verdict) })
    #expect(verdicts["retry"] == .allow)
    #expect(verdicts["scale_up"] == .deny, "throttling is no reason for larger workers")
  }

  @Test func `draws among what is allowed, and the same for the same incident`() async throws {
    var decisions: [Decision] = []
    for _ in 0..<2 {
      let fixture = try Self.fixture(exploring: "100%")
      defer { fixture.remove() }
      decisions.append(try #require(try await Self.healed(fixture).kept.attempts.first).decision)
    }
    #expect(decisions[0].proposal == decisions[1].proposal)
    let proposal = decisions[0].proposal
    let open = proposal.candidates.filter { $0.verdict == .allow && $0.action != "log" }
    #expect(open.contains { $0.action == decisions[0].executed })
    #expect(open.count > 1)
    #expect(proposal.propensity == 1 / Double(open.count))
    #expect(decisions[0].judgement.verdict == .allow)
  }

  @Test func `learns from what a journal says, once however often it is asked`() async throws {
    let fixture = try Self.fixture(exploring: "0%")
    defer { fixture.remove() }
    let (incident, _) = try await Self.healed(fixture)
    let policy = fixture.configuration.policy
    let path = fixture.folder + "/.kintsugi/journal.sqlite"
    let training = try await JournalTraining(path, policy, in: nil)
    let (file, account) = try training.file(after: nil)
    #expect(account.updates == 1)
    #expect(file.lines.map(\.action) == ["retry"])
    let cell = try #require(file.lines.first).cell
    #expect(cell.visits == 1)
    let state = try #require(incident.attempts.first?.decision.state)
    #expect(file.lines.first?.labels == state.features.map(\.label))
    // Resolved, less what the minutes and hours of the run cost.
    #expect(cell.value < policy.reward.resolved && cell.value > policy.reward.resolved - 5)
    #expect(try training.file(after: nil).file.text() == file.text())
    #expect(throws: LoadFailure.self) { try training.file(after: file) }
    #expect(try await JournalTraining(path, policy, in: "prod").incidents.isEmpty)
  }
}

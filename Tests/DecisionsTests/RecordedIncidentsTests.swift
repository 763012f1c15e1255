import Configurations
import Foundation
import Goldens
import Incidents
import Testing

/// Twelve real failures of a Spark job: what is done must heal, and must never do harm.
@Suite struct RecordedIncidentsTests {
  /// What was broken, as those who broke it say.
  private struct Truth: Decodable {
    let heals: [String]
    let harmful: [String]
  }

  /// The words of the truth for what the policy calls otherwise.
  private static let actions = ["retry_with_more_memory": "scale_up"]

  static let names: [String] = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Repository.incidents.path)
    return (names ?? []).filter { !$0.hasSuffix(".md") }.sorted()
  }()

  @Test func `has all twelve`() {
    #expect(Self.names.count == 12)
  }

  @Test(arguments: names)
  func `does what heals, and nothing that harms`(name: String) throws {
    let folder = Repository.incidents.appending(path: name)
    let truth = try JSONDecoder().decode(
      Truth.self, from: Data(contentsOf: folder.appending(path: "truth.json")))
    func words(_ actions: [String]) -> [String] { actions.map { Self.actions[$0] ?? $0 } }
    let decision = try Repository.decision(on: folder)
    #expect(words(truth.heals).contains(decision.executed))
    #expect(!words(truth.harmful).contains(decision.executed))
  }

  @Test(arguments: names)
  func `decides the same twice, and in prod changes nothing alone`(name: String) throws {
    let folder = Repository.incidents.appending(path: name)
    #expect(try Repository.decision(on: folder) == Repository.decision(on: folder))
    let decision = try Repository.decision(on: folder, environment: "prod")
    let isPassive = !decision.action.traits.changesData && !decision.action.traits.changesCatalog
    #expect(isPassive, "\(decision.executed)")
  }

  @Test(arguments: names)
  func `lets every constraint speak`(name: String) throws {
    let decision = try Repository.decision(on: Repository.incidents.appending(path: name))
    let constraints = try Repository.configuration().safety.constraints.map(\.id)
    #expect(decision.judgement.rulings.map(\.constraint) == constraints)
    #expect(decision.judgement.rulings.allSatisfy { !$0.reason.isEmpty })
  }
}

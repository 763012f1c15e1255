import Glibc
import Healing
import Incidents
import Lakes
import Testing

/// The real program, killed by the system at any moment and started again.
@Suite struct KillTests {
  static let program = LakeFixture.root + "/.build/debug/kintsugi"

  @Test(arguments: ["added_column", "damaged_file", "throttled_once"])
  func `ends the same however often it is killed`(_ name: String) async throws {
    let breakage = try #require(LakeFixture.breakages.first { $0.name == name })
    // The seed alone decides when it is killed, so far as the machine keeps its pace.
    var generator = SplitMix(seed: 20_130_418)
    for round in 0..<5 {
      let fixture = try LakeFixture(name)
      defer { fixture.remove() }
      let words = [
        Self.program, "-C", LakeFixture.root, "heal", "--lake", fixture.folder, "--event",
        fixture.folder + "/events/jr_nightly.json",
      ]
      for _ in 0..<4 {
        let child = ChildProcess.spawn(words, in: fixture.folder)
        usleep(UInt32(generator.next() % 400_000))
        kill(child, SIGKILL)
        _ = ChildProcess.wait(for: child)
      }
      #expect(ChildProcess.run(words, in: fixture.folder) == 0, "round \(round)")
      let incident = try #require(try await fixture.journal().incidents().first)
      #expect(incident.end?.outcome == breakage.outcome)
      #expect(incident.attempts.map(\.decision.executed) == [breakage.action])
      #expect(try fixture.runs().count == 2 + breakage.runs, "round \(round)")
      #expect(try fixture.publishedRows() != nil)
    }
  }

  @Test func `lets two healers of one event do everything once`() async throws {
    let fixture = try LakeFixture("throttled_once")
    defer { fixture.remove() }
    let words = [
      Self.program, "-C", LakeFixture.root, "heal", "--lake", fixture.folder, "--event",
      fixture.folder + "/events/jr_nightly.json",
    ]
    let children = (0..<4).map { _ in ChildProcess.spawn(words, in: fixture.folder) }
    #expect(children.map { ChildProcess.wait(for: $0) } == [0, 0, 0, 0])
    #expect(try fixture.runs().count == 3)
    #expect(try await fixture.journal().incidents().count == 1)
  }
}

/// The generator SplitMix64 (Steele, Lea and Flood, 2014): small, and the same everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

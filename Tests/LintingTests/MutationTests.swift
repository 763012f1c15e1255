import Configurations
import Documents
import Foundation
import Testing

@testable import Linting

/// The shipped files with seeded damage: lint always answers, and takes nothing that it should not.
///
/// `KINTSUGI_LINT_ROUNDS` and `KINTSUGI_SEED` make it longer: `make fuzz-lint`.
@Suite struct MutationTests {
  private static let rounds =
    Int(ProcessInfo.processInfo.environment["KINTSUGI_LINT_ROUNDS"] ?? "") ?? 20
  private static let firstSeed =
    UInt64(ProcessInfo.processInfo.environment["KINTSUGI_SEED"] ?? "") ?? 1

  @Test(arguments: 0..<4)
  func `answers every damaged configuration`(_ run: Int) throws {
    for round in 0..<Self.rounds {
      let seed = Self.firstSeed + UInt64(run * Self.rounds + round)
      var generator = SeededGenerator(state: seed)
      var files = try Samples.files()
      let place = Int.random(in: files.indices, using: &generator)
      var bytes = files[place].bytes
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        Self.damage(&bytes, using: &generator)
      }
      files[place] = SourceFile(path: files[place].path, bytes: bytes)
      let found = Samples.problems(of: files)
      let reading = ConfigurationLoader.read(files)
      let hasError = reading.diagnostics.contains { $0.severity == .error }
      #expect((reading.configuration == nil) == hasError, "seed \(seed)")
      for diagnostic in found {
        let file = try #require(files.first { $0.path == diagnostic.span.path }, "seed \(seed)")
        #expect(diagnostic.span.end.offset <= file.bytes.count, "seed \(seed)")
      }
      #expect(found == found.sorted(by: Diagnostic.precedes), "seed \(seed)")
    }
  }

  /// A word exchanged for one that nothing knows is never taken without a word, unless it stands
  /// where every word is right.
  @Test(arguments: 0..<4)
  func `takes no unknown word in place of a known one`(_ run: Int) throws {
    let files = try Samples.files()
    let base = try #require(ConfigurationLoader.load(files).value)
    for round in 0..<Self.rounds {
      let seed = Self.firstSeed + UInt64(run * Self.rounds + round)
      var generator = SeededGenerator(state: seed)
      let place = Int.random(in: files.indices, using: &generator)
      let file = files[place]
      let root = try #require(DocumentParser.parse(file).value?.root)
      guard let target = Self.words(of: root).randomElement(using: &generator) else { continue }
      var bytes = file.bytes
      let range = target.start.offset..<target.end.offset
      bytes.replaceSubrange(range, with: Array("zzqx".utf8))
      var changed = files
      changed[place] = SourceFile(path: file.path, bytes: bytes)
      let checked = ConfigurationLoader.load(changed)
      // What is taken must show in the name of what the files say: nothing is silently ignored.
      let environment = base.effective(in: "prod").fingerprint
      let isSeen =
        checked.value.map {
          $0.fingerprint != base.fingerprint || $0.effective(in: "prod").fingerprint != environment
        } ?? true
      #expect(isSeen, "seed \(seed): \(file.path):\(target.start.line)")
      #expect(!Self.isClosed(target, in: root) || checked.value == nil, "seed \(seed)")
    }
  }

  /// The places of all keys and plain values.
  private static func words(of node: Node) -> [SourceSpan] {
    switch node.content {
    case .scalar: [node.span]
    case .sequence(let items): items.flatMap(words)
    case .mapping(let entries): entries.flatMap { [$0.key.span] + words(of: $0.value) }
    }
  }

  /// Whether the place is a key of a rule, or the value of one of its closed sets of words.
  private static func isClosed(_ place: SourceSpan, in root: Node) -> Bool {
    let closed: Set<String> = ["severity", "mode", "no_data", "cause"]
    return (root["rules"]?.items ?? []).contains { rule in
      rule.entries.contains { entry in
        entry.key.span == place || (closed.contains(entry.key.text) && entry.value.span == place)
      }
    }
  }

  private static let snippets = [
    "[]", "{}", "''", "null", "- ", ": ", "any", "not: ", "= ", "{", "}", "5%", "1h", "&& ", "(",
    ")", "[0]", ".exists(x, x", "\"", "'", "!", " || true", " && false", "\\", "é", "\t", "-1",
    "99999999999999999999", "== ", "true", "*", "state.", "2027-01-01", "turn_off: ", "1e309",
  ].map { Array($0.utf8) }

  private static func damage(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...20, using: &generator))
    let snippet = snippets.randomElement(using: &generator) ?? []
    switch Int.random(in: 0...3, using: &generator) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: snippet, at: place)
    case 2: bytes.replaceSubrange(place..<end, with: snippet)
    default: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    }
  }
}

/// A small generator that a seed alone reproduces (Steele, Lea & Flood 2014, SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

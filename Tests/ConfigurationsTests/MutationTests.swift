import Documents
import Goldens
import Testing

@testable import Configurations

/// The repository's own files with seeded damage: always an answer, its places in the files.
@Suite struct MutationTests {
  @Test(arguments: (1...8).map(UInt64.init))
  func `answers every damaged configuration`(_ seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    for round in 1...Slice.count(12, whole: 50) {
      var files = Samples.repository
      let place = Int.random(in: files.indices, using: &generator)
      var bytes = files[place].bytes
      for _ in 0...Int.random(in: 0...2, using: &generator) {
        Self.mutate(&bytes, using: &generator)
      }
      files[place] = SourceFile(path: files[place].path, bytes: bytes)
      let checked = ConfigurationLoader.load(files)
      #expect(checked.value != nil || !checked.diagnostics.isEmpty, "seed \(seed), round \(round)")
      let renderer = DiagnosticRenderer(sources: files, color: false)
      for diagnostic in checked.diagnostics {
        let file = try #require(files.first { $0.path == diagnostic.span.path })
        #expect(diagnostic.span.end.offset <= file.bytes.count, "seed \(seed), round \(round)")
        #expect(!renderer.text(diagnostic).isEmpty)
      }
    }
  }

  /// Words of the dialect and of conditions, put where they are not meant.
  private static let snippets = [
    "[]", "{}", "''", "null", "- ", ": ", "any", "not: ", "= ", "{", "}", "5%", "1h", "&& ", "(",
    ")",
    "[0]", ".exists(x, x", "\"", "'", "(?P<a>", "\\", "é", "\t", "99999999999999999999", "-", "== ",
  ].map { Array($0.utf8) }

  private static func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
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
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

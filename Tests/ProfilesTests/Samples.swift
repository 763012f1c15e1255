import Foundation
import Incidents

@testable import Profiles

/// The files beside the tests, and short ways to profile text.
enum Samples {
  static let parquet = [
    "good.parquet", "widened.parquet", "number_became_text.parquet", "types.parquet",
    "empty.parquet",
  ]

  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: folder.appendingPathComponent("data/\(name)")))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  static func csv(_ text: String, expecting columns: [Column] = []) -> ObjectProfile {
    Profiler.profile(key: "a.csv", bytes: Array(text.utf8), format: .csv, expecting: columns)
  }

  static func json(_ text: String, expecting columns: [Column] = []) -> ObjectProfile {
    Profiler.profile(key: "a.json", bytes: Array(text.utf8), format: .jsonLines, expecting: columns)
  }

  static func parquet(_ name: String) throws -> ObjectProfile {
    Profiler.profile(key: name, bytes: try bytes(name), format: .parquet)
  }
}

extension ColumnProfile {
  /// The types as which text parses, by their catalog words.
  var words: String? {
    guard case .parses(let types) = values else { return nil }
    return types.map(\.catalogText).joined(separator: " ")
  }

  /// The type that the file declares.
  var declared: String? {
    guard case .declared(let type) = values else { return nil }
    return type.catalogText
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

import Documents
import Foundation

/// Short ways to read text, and the files beside the tests.
enum Samples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let data = folder.appendingPathComponent("data")
  static let repository = folder.deletingLastPathComponent().deletingLastPathComponent()

  static func bytes(_ place: URL) throws -> [UInt8] { [UInt8](try Data(contentsOf: place)) }

  /// A file of the repository's own configuration.
  static func configured(_ path: String) throws -> [UInt8] {
    try bytes(repository.appendingPathComponent(path))
  }

  /// Reads text as the file `a.yaml`.
  static func parse(_ text: String) -> Checked<Document> { parse(Array(text.utf8)) }

  /// Reads bytes as the file `a.yaml`.
  static func parse(_ bytes: [UInt8]) -> Checked<Document> {
    DocumentParser.parse(SourceFile(path: "a.yaml", bytes: bytes))
  }

  /// What is wrong with a text, as `line:column code`.
  static func mistakes(_ text: String) -> [String] { mistakes(parse(text).diagnostics) }

  /// Diagnostics as `line:column code`.
  static func mistakes(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.span.start.line):\($0.span.start.column) \($0.code)" }
  }
}

extension Node {
  /// The scalar that a node is.
  var scalar: Scalar? {
    guard case .scalar(let scalar) = content else { return nil }
    return scalar
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

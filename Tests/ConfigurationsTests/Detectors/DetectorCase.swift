import Incidents
import Testing

@testable import Configurations

/// A detector's fields, what it looks at, and what it says.
struct DetectorCase: Sendable, CustomTestStringConvertible {
  let name: String
  let fields: String
  let scene: DetectionScene
  let answer: String
  var testDescription: String { name }

  init(_ name: String, _ fields: String, _ scene: DetectionScene, _ answer: String) {
    (self.name, self.fields, self.scene, self.answer) = (name, fields, scene, answer)
  }

  /// Reads the fields and compares what the detector says.
  func check<Kind: Detector>(as kind: Kind.Type) throws {
    let reading = Samples.read(fields) { kind.init(&$0) }
    let detector = try #require(reading.value, "\(reading.mistakes)")
    #expect(detector.answer(in: scene).words == answer)
  }
}

/// Fields that are wrong, and how.
struct WrongFields: Sendable, CustomTestStringConvertible {
  let fields: String
  let mistakes: [String]
  var testDescription: String { "\(fields): \(mistakes)" }

  init(_ fields: String, _ mistakes: String...) {
    (self.fields, self.mistakes) = (fields, mistakes)
  }

  /// Reads the fields and compares what is said of them.
  func check<Value>(_ read: (inout FieldReader) -> Value?) {
    let reading = Samples.read(fields, read)
    #expect(reading.mistakes == mistakes)
    #expect(reading.value == nil)
  }
}

extension DetectorAnswer {
  /// The answer as a person would tell it.
  var words: String {
    switch self {
    case .fired(let detections): "fired: " + detections.map(\.explanation).joined(separator: " | ")
    case .silent: "silent"
    case .unknown(let missing): "unknown: " + missing.joined(separator: " | ")
    }
  }

  /// What fired.
  var detections: [Detection] {
    switch self {
    case .fired(let detections): detections
    case .silent, .unknown: []
    }
  }
}

import Incidents
import Testing

@testable import Configurations

@Suite struct DetectorTests {
  private static let fired = DetectorAnswer.fired([Detection(explanation: "a")])
  private static let other = DetectorAnswer.fired([Detection(explanation: "b")])
  private static let silent = DetectorAnswer.silent
  private static let open = DetectorAnswer.unknown(["x"])
  private static let wide = DetectorAnswer.unknown(["y"])

  @Test func `takes one that fired as enough for any`() {
    #expect(DetectorAnswer.any([Self.silent, Self.open, Self.fired]).words == "fired: a")
    #expect(DetectorAnswer.any([Self.fired, Self.other]).words == "fired: a | b")
    #expect(DetectorAnswer.any([Self.silent, Self.open, Self.wide]).words == "unknown: x | y")
    #expect(DetectorAnswer.any([Self.silent, Self.silent]) == .silent)
    #expect(DetectorAnswer.any([]) == .silent)
  }

  @Test func `takes one that is silent as enough against all`() {
    #expect(DetectorAnswer.all([Self.fired, Self.open, Self.silent]) == .silent)
    #expect(DetectorAnswer.all([Self.fired, Self.open, Self.wide]).words == "unknown: x | y")
    #expect(DetectorAnswer.all([Self.fired, Self.other]).words == "fired: a | b")
  }

  @Test func `turns an answer round, but not what is unknown`() {
    #expect(DetectorAnswer.not(Self.fired) == .silent)
    #expect(DetectorAnswer.not(Self.open) == Self.open)
    #expect(DetectorAnswer.not(Self.silent).detections.count == 1)
  }

  @Test(arguments: [[fired, silent, open], [open, wide], [silent, silent], [fired, fired]])
  func `agrees with de Morgan on whether it fired`(_ answers: [DetectorAnswer]) {
    let left = DetectorAnswer.not(.any(answers)).kind
    let right = DetectorAnswer.all(answers.map { .not($0) }).kind
    #expect(left == right)
  }

  @Test func `has a name, a sentence and a place of its own for each kind`() {
    #expect(Set(detectors.map { $0.name }).count == detectors.count)
    #expect(detectors.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") })
    #expect(Set(steps.map { $0.name }).count == steps.count)
    #expect(steps.allSatisfy { !$0.summary.isEmpty && !$0.summary.hasSuffix(".") })
  }
}

extension DetectorAnswer {
  fileprivate var kind: String {
    switch self {
    case .fired: "fired"
    case .silent: "silent"
    case .unknown: "unknown"
    }
  }
}

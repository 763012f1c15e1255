import Incidents
import Testing

@testable import Configurations

/// A step's fields, the evidence, and the step that they make or what is in its way.
struct StepCase: Sendable, CustomTestStringConvertible {
  let name: String
  let fields: String
  let evidence: Evidence
  let result: Result<Step, StepObstacle>
  var testDescription: String { name }

  /// A case that makes a step.
  init(
    _ name: String, _ fields: String, _ evidence: Evidence = Samples.evidence(), makes step: Step
  ) {
    (self.name, self.fields, self.evidence) = (name, fields, evidence)
    result = .success(step)
  }

  /// A case in which something is in the way.
  init(
    _ name: String, _ fields: String, _ evidence: Evidence = Samples.evidence(),
    obstacle: String
  ) {
    (self.name, self.fields, self.evidence) = (name, fields, evidence)
    result = .failure(StepObstacle(obstacle))
  }

  /// Reads the fields and resolves the step.
  func check<Plan: StepPlan>(as kind: Plan.Type) throws {
    let reading = Samples.read(fields, scope: .action) { kind.init(&$0) }
    let plan = try #require(reading.value, "\(reading.mistakes)")
    let facts = EvidenceValues(evidence).facts(on: "d.t", at: Samples.now)
    #expect(plan.step(for: StepResolution(evidence: evidence, facts: facts)) == result)
  }
}

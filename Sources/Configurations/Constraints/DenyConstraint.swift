internal import Conditions
internal import Incidents

/// Denies what its condition speaks of; nothing waives it.
struct DenyConstraint: Constraint {
  let id: String
  let title: String
  let condition: Condition

  init?(_ fields: inout FieldReader) {
    let id = fields.text("id")
    let title = fields.text("title")
    let condition = fields.required("when").flatMap {
      fields.condition(of: $0, expecting: .bool)
    }
    guard let id, let title, let condition else { return nil }
    self.id = id
    self.title = title
    self.condition = condition
  }

  private init(id: String, title: String, condition: Condition) {
    self.id = id
    self.title = title
    self.condition = condition
  }

  let isDenial = true

  var writtenCondition: Condition? { condition }

  func judging(by condition: Condition) -> any Constraint {
    DenyConstraint(id: id, title: title, condition: condition)
  }

  func ruling(on proposal: ProposedCase) -> Ruling {
    ruling(on: proposal, when: condition, kind: .deny, verdict: .deny, title: title)
  }
}

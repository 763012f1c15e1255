internal import Conditions
internal import Incidents

/// Asks a person about what its condition speaks of.
struct AskConstraint: Constraint {
  let id: String
  let title: String
  let condition: Condition
  let askTerms: AskTerms?

  init?(_ fields: inout FieldReader, defaults: AskTerms?) {
    let id = fields.text("id")
    let title = fields.text("title")
    let condition = fields.required("when").flatMap {
      fields.condition(of: $0, expecting: .bool)
    }
    let approver = fields.optional("approver").flatMap {
      fields.condition(of: $0, expecting: .string)
    }
    let wait = fields.duration("wait")
    guard let id, let title, let condition else { return nil }
    self.id = id
    self.title = title
    self.condition = condition
    askTerms = defaults.map {
      AskTerms(approver: approver ?? $0.approver, wait: wait ?? $0.wait)
    }
  }

  private init(id: String, title: String, condition: Condition, askTerms: AskTerms?) {
    self.id = id
    self.title = title
    self.condition = condition
    self.askTerms = askTerms
  }

  var writtenCondition: Condition? { condition }

  func judging(by condition: Condition) -> any Constraint {
    AskConstraint(id: id, title: title, condition: condition, askTerms: askTerms)
  }

  func ruling(on proposal: ProposedCase) -> Ruling {
    ruling(on: proposal, when: condition, kind: .ask, verdict: .ask, title: title)
  }
}

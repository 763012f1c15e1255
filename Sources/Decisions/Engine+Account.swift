internal import Conditions
internal import Configurations
public import Incidents

extension Engine {
  /// Why a rule says what it says of the evidence, in sentences for a person.
  ///
  /// Made by the same code that finds: it only looks at what every part of the trigger answered.
  public func account(of rule: String, in evidence: Evidence, at now: Timestamp) -> [String] {
    guard let rule = configuration.rules.first(where: { $0.id == rule }) else {
      return ["there is no rule `\(rule)`"]
    }
    let scene = scene(evidence, at: now)
    guard rule.appliesTo.allSatisfy({ scene.isCovered(by: $0) }) else {
      return [
        "`\(rule.id)` is not for the job `\(evidence.job.name)` in `\(evidence.environment)`: "
          + "it was never evaluated"
      ]
    }
    let tables = scene.tablesWithBatch.filter { table in
      rule.appliesTo.allSatisfy { $0.covers(table: table.name) }
    }
    let detection = DetectionScene(
      evidence: evidence, tables: tables, comparison: rule.comparison)
    let lines = account(of: rule.trigger, for: rule, in: detection, scene)
    let exception = rule.unless.map { account(of: $0, for: rule, on: tables.first?.name, scene) }
    let mode = rule.mode == .shadow ? ["its mode is `shadow`, so it only records"] : []
    return lines + (exception.map { ["unless: " + $0] } ?? []) + mode
  }

  /// How many figures of a silent detector are told.
  private static let figuresTold = 5

  private func account(
    of trigger: Trigger, for rule: Rule, in detection: DetectionScene, _ scene: Scene
  ) -> [String] {
    switch trigger {
    case .condition(let condition):
      return [account(of: condition, for: rule, on: detection.tables.first?.name, scene)]
    case .detector(let detector):
      let name = type(of: detector).name
      switch detector.answer(in: detection) {
      case .fired(let found): return found.map { "`\(name)` fired: \($0.explanation)" }
      case .silent:
        let figures = detector.figures(in: detection).prefix(Self.figuresTold)
        return [
          "`\(name)` sees nothing" + (figures.isEmpty ? "" : ": ")
            + figures.joined(separator: "; ")
        ]
      case .unknown(let fields): return ["`\(name)` waits for \(fields.joined(separator: ", "))"]
      }
    case .any(let triggers), .all(let triggers):
      return triggers.flatMap { account(of: $0, for: rule, in: detection, scene) }
    case .not(let inner):
      return account(of: inner, for: rule, in: detection, scene).map { "not: " + $0 }
    }
  }

  private func account(
    of condition: Condition, for rule: Rule, on table: String?, _ scene: Scene
  ) -> String {
    let explanation = condition.explain(scene.facts(on: table, for: rule))
    let result =
      switch explanation.evaluation {
      case .value(let value): "is \(value)"
      case .unknown(let fields): "waits for \(fields.joined(separator: ", "))"
      case .error(let error): "fails: \(error.message)"
      }
    let change = explanation.change.map { "; it would turn round if \($0)" } ?? ""
    let values = explanation.root.parts.compactMap { part in
      part.value.map { "`\(part.text)` = \($0)" }
    }
    let shown = values.isEmpty ? "" : " (" + values.joined(separator: ", ") + ")"
    return "`\(condition.text.trimmed)` \(result)\(shown)\(change)"
  }
}

extension String {
  /// The text without the line end of a block scalar.
  fileprivate var trimmed: Substring { hasSuffix("\n") ? dropLast() : self[...] }
}

internal import Configurations
internal import Decisions
internal import Documents
internal import Incidents

/// Looks for a case in which a mutant decides something else: existing evidence, with one field
/// changed to a value near the numbers and words of the configuration.
struct KillerSearch {
  let base: Engine
  let mutated: Engine
  let cases: [PreparedCase]

  /// The most decisions that are tried for one mutant.
  static let trialsAtMost = 600

  /// A case ready to be pasted into a test file; `nil` where none was found.
  func killer(of mutant: Mutant) -> String? {
    var left = Self.trialsAtMost
    for prepared in distinctCases {
      for trial in trials(of: prepared, for: mutant) {
        left -= 1
        if left < 0 { return nil }
        let keys = differences(of: trial.prepared)
        if !keys.isEmpty { return text(trial, mutant, keys) }
      }
    }
    return nil
  }

  /// One case for each piece of evidence, unchanged ones first.
  private var distinctCases: [PreparedCase] {
    var seen: Set<String> = []
    return cases.filter { $0.one.given.changes.isEmpty && $0.action == nil }.filter {
      seen.insert("\($0.one.given.fixture ?? "") \($0.situation.evidence.environment)").inserted
    }
  }

  private struct Trial {
    let prepared: PreparedCase
    let path: String?
    let value: String?
  }

  private func trials(of prepared: PreparedCase, for mutant: Mutant) -> [Trial] {
    var trials: [Trial] = []
    let actions = base.configuration.policy.actions.map { Optional($0.name) }
    for action in [nil] + actions {
      var changed = prepared
      changed.action = action
      trials.append(Trial(prepared: changed, path: nil, value: nil))
    }
    for field in ChangeableField.all where Self.isNear(field, mutant) {
      for (path, key) in Self.paths(of: field, on: prepared, base) {
        for value in Self.values(near: mutant) {
          guard let scalar = Self.scalar(value), let change = field.setting(key, scalar) else {
            continue
          }
          var changed = prepared
          change(&changed.situation)
          trials.append(Trial(prepared: changed, path: path, value: value))
        }
      }
    }
    return trials
  }

  /// Whether a change of the field may matter to the mutant: by the names in it and around it.
  private static func isNear(_ field: ChangeableField, _ mutant: Mutant) -> Bool {
    let subject = field.path.split(separator: ".").last.map(String.init) ?? field.path
    let isNamed = mutant.context.contains(subject) || mutant.owner.contains(subject)
    switch field.path {
    case "evidence.age": return mutant.owner == "fail_closed"
    case "limits": return mutant.owner.hasPrefix("limit ")
    case "incident.attempt": return mutant.context.contains("attempt")
    case "table.null_rate": return isNamed || mutant.context.contains("null")
    case "table.rows": return isNamed || mutant.context.contains("volume")
    case "table.tags": return mutant.context.contains("has_tag")
    case "run.arg": return mutant.context.contains("run.arg")
    default: return isNamed
    }
  }

  /// A value as a test would write it.
  private static func scalar(_ text: String) -> Scalar? {
    let root = DocumentParser.parse(SourceFile(path: "value", text: "value: \(text)")).value?.root
    guard case .scalar(let scalar)? = root?["value"]?.content else { return nil }
    return scalar
  }

  /// The paths of a field on the evidence: of its columns, of the declared limits.
  private static func paths(
    of field: ChangeableField, on prepared: PreparedCase, _ engine: Engine
  ) -> [(path: String, key: String?)] {
    guard field.hasKeys else { return [(field.path, nil)] }
    let keys: [String] =
      switch field.path {
      case "limits": engine.configuration.safety.limits.map(\.id)
      case "run.arg": ["--mode"]
      default: prepared.evidence.tables.first?.batch.value?.columns.map(\.name) ?? []
      }
    return keys.prefix(12).map { ("\(field.path).\($0)", $0) }
  }

  /// Values about the change: its numbers with and without units, and words of the dialect.
  private static func values(near mutant: Mutant) -> [String] {
    let words = [
      "SUCCEEDED", "FAILED", "TIMEOUT", "appends", "unknown", "overwrites", "pulled", "backfill",
      "legal-hold", "0", "1", "2", "3", "4", "100000",
    ]
    let numbers = [mutant.original, mutant.replacement].compactMap { Double($0) }
    let middle = numbers.reduce(0, +) / 2
    var near: [Double] = [middle]
    for number in numbers { near += [number, number - 1, number + 1] }
    near = near.filter { $0 >= 0 }
    let texts = near.flatMap { number -> [String] in
      let whole = Int(number)
      return [
        Double(whole) == number ? "\(whole)" : "\(number)", "\(number)%", "\(whole)m",
        "\(whole)m1s",
      ]
    }
    return texts + words
  }

  private func differences(of prepared: PreparedCase) -> [RuleTestCase.Expectation.Key] {
    let (old, new) = (prepared.decision(by: base), prepared.decision(by: mutated))
    return RuleTestCase.Expectation.Key.allCases.filter { $0.words(of: old) != $0.words(of: new) }
  }

  private func text(
    _ trial: Trial, _ mutant: Mutant, _ keys: [RuleTestCase.Expectation.Key]
  ) -> String {
    let decision = trial.prepared.decision(by: base)
    let expected = keys.map { key in
      let words = key.words(of: decision)
      return key.isList
        ? "\(key.rawValue): [\(words.joined(separator: ", "))]"
        : "\(key.rawValue): \(words.first ?? "nothing")"
    }
    var lines = [
      "- name: \(mutant.owner) means `\(mutant.original)`".replacing("`", with: "'"),
      "  given: \(trial.prepared.one.given.fixture ?? "?")",
    ]
    if let path = trial.path, let value = trial.value {
      lines.append("  set: {\(path): \(value)}")
    }
    if let action = trial.prepared.action {
      lines.append("  propose: {action: \(action)}")
    }
    lines.append("  expect: {\(expected.joined(separator: ", "))}")
    return lines.joined(separator: "\n")
  }
}

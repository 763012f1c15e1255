internal import Configurations
internal import Decisions
internal import Documents
internal import Incidents

/// Looks for a case in which a mutant decides something else: existing evidence, with one field or
/// two changed to values near the numbers and words of the configuration, or another action,
/// environment or time proposed.
struct KillerSearch {
  let engines: EnvironmentEngines
  let mutated: EnvironmentEngines
  let cases: [PreparedCase]
  /// What the unchanged rules say in each case.
  let answers: [RuleAnswers]
  /// The rules that are changed; none where the change lies outside of rules.
  let rules: Set<String>
  let memory: TrialMemory

  /// The most decisions that are tried for one mutant.
  static let trialsAtMost = 2_000

  /// A case ready to be pasted into a test file; `nil` where none was found.
  func killer(of mutant: Mutant, until isOver: () -> Bool) -> String? {
    var left = Self.trialsAtMost
    let subjects = subjects(for: mutant).map {
      KillerTrials(of: $0, for: mutant, engines.base.configuration)
    }
    // What is cheap and likely, on all evidence, before what is neither.
    for kind in [\KillerTrials.likely, \KillerTrials.others, \KillerTrials.pairs] {
      for trials in subjects {
        for trial in trials[keyPath: kind] {
          left -= 1
          if left < 0 || isOver() { return nil }
          if let (decision, keys) = difference(on: trial) {
            return trial.text(for: mutant, expecting: keys, of: decision)
          }
        }
      }
    }
    return nil
  }

  /// The evidence to try changes on: each piece as it is, and as cases change it where a changed
  /// rule fires in it or it shows an anomaly that nothing else did. The mutant's neighbours first.
  private func subjects(for mutant: Mutant) -> [PreparedCase] {
    var seen: Set<String> = []
    var kinds: Set<String> = []
    var plain: [PreparedCase] = []
    var changed: [PreparedCase] = []
    for (place, one) in cases.enumerated() where one.action == nil {
      let isDescribed = one.fixture.description != nil
      if isDescribed, rules.isEmpty { continue }
      let findings = answers[place].findings
      let isNews =
        rules.isEmpty
        ? kinds.insert(findings.first?.kind ?? "").inserted
        : findings.contains { rules.contains($0.rule) }
      if one.one.given.changes.isEmpty, one.one.given.batch == nil {
        let name = "\(one.file) \(one.one.given.fixture ?? "") \(one.environment)"
        if seen.insert(name).inserted { plain.append(one) }
      } else if isNews, one.one.given.batch == nil {
        changed.append(one)
      }
    }
    let beside = String(mutant.span.path.prefix { $0 != "." })
    let all = plain + changed.prefix(30)
    return all.filter { $0.file.hasPrefix(beside) } + all.filter { !$0.file.hasPrefix(beside) }
  }

  /// What the unchanged configuration decides, and what of it the mutant has otherwise.
  private func difference(
    on trial: KillerTrial
  ) -> (Decision, [RuleTestCase.Expectation.Key])? {
    let prepared = trial.prepared
    let (base, changed) = (engines[prepared.environment], mutated[prepared.environment])
    let (evidence, now) = (prepared.evidence, prepared.now)
    var known: RuleAnswers
    var other: RuleAnswers
    if rules.isEmpty {
      known = memory.answers(trial.evidenceName) { base.answers(on: evidence, at: now) }
      other = known
    } else {
      known = base.answers(on: evidence, at: now, asking: rules)
      other = changed.answers(like: known, asking: rules)
      if rules.allSatisfy({ other.isSame(as: known, for: $0) }) { return nil }
      known = base.answers(on: evidence, at: now)
      other = changed.answers(like: known, asking: rules)
    }
    let old = prepared.decision(by: base, on: known)
    let new = prepared.decision(by: changed, on: other)
    let keys = RuleTestCase.Expectation.Key.allCases.filter {
      $0.words(of: old) != $0.words(of: new)
    }
    return keys.isEmpty ? nil : (old, keys)
  }
}

/// Evidence with a change that a test can write.
struct KillerTrial {
  var prepared: PreparedCase
  /// Values that it gives fields, beyond those of the case, as `table.rows: 10`.
  var set: [String] = []
  /// What else a test would write, as `batch: {rows: 10}`.
  var lines: [String] = []

  /// The same for trials on the same evidence, whatever is proposed.
  var evidenceName: String {
    let what = (changes + lines.filter { !$0.hasPrefix("propose:") }).joined(separator: "\n")
    return "\(prepared.file) \(prepared.one.given.fixture ?? "") \(prepared.environment) \(what)"
  }

  /// What the case itself changes, with what the trial adds.
  private var changes: [String] {
    // What the trial gives stands for what the case gave: a key is there once.
    let given = prepared.one.given.changes.filter { change in
      !set.contains { $0.hasPrefix("\(change.path): ") }
    }
    let values = given.compactMap { change in
      change.value.map { "\(change.path): \(Self.plain($0))" }
    }
    let unset = given.filter { $0.value == nil }.map(\.path)
    return (unset.isEmpty ? [] : ["unset: [\(unset.joined(separator: ", "))]"])
      + (values + set).map { "set: " + $0 }
  }

  /// The same, as the lines of a test.
  private var changeLines: [String] {
    let values = changes.filter { $0.hasPrefix("set: ") }.map { $0.dropFirst("set: ".count) }
    return changes.filter { $0.hasPrefix("unset: ") }
      + (values.isEmpty ? [] : ["set: {\(values.joined(separator: ", "))}"])
  }

  /// The case as an item of `tests`.
  func text(
    for mutant: Mutant, expecting keys: [RuleTestCase.Expectation.Key], of decision: Decision
  ) -> String {
    // One difference is enough, and what is not there has no name that a test could expect.
    let told = keys.first { key in
      ![.rule, .anomaly, .class].contains(key) || key.words(of: decision) != ["nothing"]
    }
    let expected = (told.map { [$0] } ?? keys).map { key in
      let words = key.words(of: decision)
      if key == .state { return "state: {\(words.joined(separator: ", "))}" }
      return key.isList || key == .because
        ? "\(key.rawValue): [\(words.joined(separator: ", "))]"
        : "\(key.rawValue): \(words.first ?? "nothing")"
    }
    let name = "\(mutant.owner) means `\(mutant.original)`".replacing("`", with: "'")
    return
      ([
        "# in \(prepared.file)", "- name: \(Self.plain(name))",
        "  given: \(prepared.one.given.fixture ?? "?")",
      ] + (changeLines + lines).map { "  " + $0 } + [
        "  expect: {\(expected.joined(separator: ", "))}"
      ])
      .joined(separator: "\n")
  }

  /// Text that YAML reads as such, on one line.
  private static func plain(_ text: String) -> String {
    let isPlain =
      text.unicodeScalars.first.map { $0.properties.isAlphabetic || ("0"..."9").contains($0) }
      ?? false
    let special = "\"#{}[],&*!|>@`\\?\n\t\r"
    if isPlain, !text.contains(": "), !text.contains(where: special.contains) { return text }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t").replacing("\r", with: "\\r")
    return "\"" + escaped + "\""
  }
}

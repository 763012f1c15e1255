import Documents
import Incidents
import Testing

@testable import Configurations

@Suite struct ConfigurationLoaderTests {
  @Test func `loads the repository's own configuration without a word`() throws {
    #expect(Samples.repository.count == 5)
    let checked = ConfigurationLoader.load(Samples.repository)
    #expect(checked.diagnostics == [])
    let configuration = try #require(checked.value)
    #expect(configuration.rules.count == 18)
    #expect(configuration.policy.stateCount == 20 * 4 * 3 * 4 * 3)
    #expect(configuration.strictestEnvironment == "prod")
  }

  @Test func `loads every key of the dialect without a word`() throws {
    #expect(Samples.everything.count == 4)
    let checked = ConfigurationLoader.load(Samples.everything)
    #expect(checked.diagnostics == [])
    let configuration = try #require(checked.value)
    let rule = try #require(configuration.rules.first)
    #expect(rule.comparison.batches == 10)
    #expect(
      (rule.anomalyClass, rule.severity, rule.cause) == ("volume_of_everything", .high, .root))
    #expect(configuration.project.journal == .dynamoDB(table: "kintsugi"))
    #expect(configuration.safety.askDefaults.wait == .seconds(14_400))
    #expect(
      configuration.safety.constraints.map(\.id) == [
        "kill-switch", "fail-closed.evidence-age", "weekend", "year-end", "no-silence", "remedies",
        "tries", "spend", "groups.breaker", "groups.repeats", "authority.dev", "authority.prod",
        "wide", "otherwise", "world",
      ])
  }

  @Test func `gives the same configuration in whatever order files come`() {
    let forth = ConfigurationLoader.load(Samples.repository).value
    let back = ConfigurationLoader.load(Samples.repository.reversed()).value
    #expect(forth?.fingerprint == back?.fingerprint)
    #expect(forth?.rules.map(\.id) == back?.rules.map(\.id))
  }

  /// One change to one file, and all that is wrong then.
  struct Broken: Sendable, CustomTestStringConvertible {
    let path, text, replacement: String
    let mistakes: [String]
    var testDescription: String { "\(mistakes): \(path) \(text) → \(replacement)" }

    init(_ path: String, _ text: String, _ replacement: String, _ mistakes: String...) {
      (self.path, self.text, self.replacement) = (path, text, replacement)
      self.mistakes = mistakes
    }
  }

  /// As many as make one too many with the three of the sample.
  private static let manyActions = (1...62).map {
    "  a\($0): {title: x, steps: [], passive: true}\n"
  }.joined()

  private static let project = "kintsugi.yaml"
  private static let policy = "policy.yaml"
  private static let rules = "rules.yaml"
  private static let safety = "safety.yaml"

  @Test(arguments: [
    Broken(project, "project/v1", "projekt/v1", "1:11 unknown-value"),
    Broken(project, "kintsugi: project/v1\n", "", "1:1 no-header"),
    Broken(project, "kintsugi: project/v1", "kintsugi: [project/v1]", "1:11 no-header"),
    Broken(project, "rerun: overwrites", "rerun: overwrite", "18:12 unknown-value"),
    Broken(project, "owner: team", "owner: taem", "14:12 unknown-owner"),
    Broken(project, "jobs: [j, \"j_*\"]", "jobs: []", "13:11 empty-scope"),
    Broken(project, "dynamodb:kintsugi", "postgres:x", "19:10 unknown-journal"),
    Broken(project, "dynamodb:kintsugi", "\"sqlite:\"", "19:10 unknown-journal"),
    Broken(project, "fail_on: warning", "fail_on: warnings", "20:17 unknown-value"),
    Broken(project, "states_at_most: 100", "states_at_most: 0", "20:42 out-of-range"),
    Broken(project, "states_at_most: 100", "states_at_most: many", "20:42 wrong-kind"),
    Broken(project, "'--day')}\"", "'--day')\"", "17:21 open-brace"),
    Broken(policy, "name: everything\n", "", "1:1 missing-key"),
    Broken(policy, "2% to under 20%", "3% to under 20%", "12:11 bins-cover"),
    Broken(policy, "bad: 20% or more", "bad: over 20%", "12:59 bad-bin"),
    Broken(policy, "do: mend", "do: mned", "43:43 unknown-action"),
    Broken(policy, "do: mend", "do: [mend]", "43:43 wrong-kind"),
    Broken(policy, "[data, catalog, cost]", "[data, cost]", "26:14 undeclared-change"),
    Broken(policy, "[data, catalog, cost]", "[data, catalogue]", "26:21 unknown-value"),
    Broken(policy, "    passive: true\n", "", "30:5 passive-steps"),
    Broken(policy, "  log:\n", manyActions + "  log:\n", "14:1 out-of-range"),
    Broken(policy, "steps: []", "steps: none", "30:12 wrong-kind"),
    Broken(policy, "wait: {for: 1h30m}", "wait: {for: 90}", "24:21 missing-unit"),
    Broken(policy, "wait: {for: 1h30m}", "wiat: {for: 90}", "24:9 unknown-key"),
    Broken(policy, "  escalate:\n", "  escalated:\n", "14:1 no-escalation"),
    Broken(policy, "wait_up_to: 2h", "wait_up_to: 2 hours", "39:17 missing-unit"),
    Broken(policy, "no_data: fail", "no_data: skip", "40:14 unknown-value"),
    Broken(policy, "harmed: -50", "harmed: much", "45:50 wrong-kind"),
    Broken(policy, "harmed: -50, ", "", "45:10 missing-key"),
    Broken(policy, "method: q_learning", "method: sarsa", "47:11 unknown-value"),
    Broken(policy, "discount: 0.9", "discount: 1.5", "48:13 out-of-range"),
    Broken(policy, "start: 0.3", "start: -0.3", "49:26 out-of-range"),
    Broken(policy, "5000 incidents", "5000", "49:48 missing-unit"),
    Broken(policy, "20 visits", "20 runs", "52:14 missing-unit"),
    Broken(policy, "steps_at_most: 4", "steps_at_most: 21", "53:18 out-of-range"),
    Broken(rules, "last 10 batches", "10 batches", "4:13 missing-unit"),
    Broken(rules, "last 10 batches", "last 0 batches", "4:13 missing-unit"),
    Broken(rules, "is_backfill:", "run:", "6:3 shadowed-name", "34:13 unknown-name"),
    Broken(rules, "    title: Every kind of detector\n", "", "8:5 missing-key"),
    Broken(rules, "severity: high", "severity: hihg", "37:15 unknown-value"),
    Broken(rules, "    mode: heal\n", "", "8:5 missing-key"),
    Broken(rules, "jobs: [j]", "jobs: []", "10:17 empty-scope"),
    Broken(rules, "unreadable: {", "unreadible: {", "22:11 unknown-detector"),
    Broken(safety, "otherwise: deny", "otherwise: allow", "3:12 unknown-value"),
    Broken(safety, "ask: [mend]", "ask: [mned]", "8:11 unknown-action"),
    Broken(safety, "ask: [mend]", "ask: [log]", "8:11 alone-and-ask"),
    Broken(safety, "volume: [mend]", "volume: [mned]", "11:12 unknown-action"),
    Broken(safety, "kill_switch: journal", "kill_switch: file", "37:14 unknown-value"),
    Broken(safety, "missing_evidence: deny", "missing_evidence: allow", "36:33 unknown-value"),
    Broken(safety, "3 failures within 1h", "3 within 1h", "25:38 missing-unit"),
    Broken(safety, "3 within 7d", "3 within 7", "25:69 missing-unit"),
    Broken(safety, "at_most: 3 actions", "at_most: 3", "23:26 missing-unit"),
    Broken(safety, "per: job", "per: run", "23:42 unknown-value"),
    Broken(safety, "Fri 18:00 to Mon 06:00", "Fri to Mon", "30:13 bad-window"),
    Broken(safety, "    zone: Europe/Berlin\n", "", "27:5 missing-key"),
    Broken(safety, "\"2027-01-02T00:00:00+01:00\"", "next year", "35:12 bad-time"),
    Broken(safety, "verdict: [allow]", "verdict: [alow]", "42:15 unknown-value"),
  ])
  func `tells a mistake once, at the text to change`(_ broken: Broken) throws {
    let files = Samples.everything(broken.path, broken.text, by: broken.replacement)
    let checked = ConfigurationLoader.load(files)
    #expect(checked.value == nil)
    #expect(Samples.mistakes(checked.diagnostics) == broken.mistakes)
    #expect(checked.diagnostics.allSatisfy { $0.span.path == broken.path })
  }

  @Test func `tells a state space that is larger than the project allows, at the policy`() {
    let files = Samples.everything("kintsugi.yaml", "states_at_most: 100", by: "states_at_most: 8")
    let diagnostics = ConfigurationLoader.load(files).diagnostics
    #expect(Samples.mistakes(diagnostics) == ["1:1 too-many-states"])
    #expect(diagnostics.first?.span.path == "policy.yaml")
    let enough = Samples.everything("kintsugi.yaml", "states_at_most: 100", by: "states_at_most: 9")
    #expect(ConfigurationLoader.load(enough).diagnostics == [])
  }

  @Test func `tells an environment to explore in that the project has not, at its name`() {
    func loaded(_ named: String) -> Checked<Configuration> {
      ConfigurationLoader.load(
        Samples.everything("policy.yaml", "explore_in: [dev]", by: "explore_in: \(named)"))
    }
    #expect(Samples.mistakes(loaded("[dev, prd]").diagnostics) == ["51:21 unknown-value"])
    #expect(loaded("[dev]").value?.exploredShare(in: "dev") == 0.01)
    #expect(loaded("[dev]").value?.exploredShare(in: "prod") == 0)
    #expect(loaded("prod").value?.exploredShare(in: "prod") == 0.01)
    #expect(loaded("[]").value?.exploredShare(in: "dev") == 0)
  }

  @Test func `tells an authority for an environment that the project has not, at its name`() throws
  {
    let files = Samples.everything("safety.yaml", "  prod:\n", by: "  prd:\n")
    let diagnostics = ConfigurationLoader.load(files).diagnostics
    #expect(Samples.mistakes(diagnostics) == ["6:3 unknown-value"])
    #expect(diagnostics.first?.help == ["did you mean `prod`?"])
  }

  // A freeze that never holds, because its environment is misspelt, would fail open.
  @Test(arguments: [
    Broken(safety, "env: [prod]}", "env: [prdo]}", "29:30 unknown-value"),
    Broken(rules, "env: [dev, prod]}", "env: [dev, \"stag*\"]}", "3:46 unknown-value"),
    Broken(rules, "env: [dev]}", "env: [dve]}", "10:45 unknown-value"),
  ])
  func `tells a scope of an environment that the project has not`(_ broken: Broken) {
    let files = Samples.everything(broken.path, broken.text, by: broken.replacement)
    #expect(Samples.mistakes(ConfigurationLoader.load(files).diagnostics) == broken.mistakes)
  }

  @Test func `takes a pattern that some environment matches`() {
    let files = Samples.everything("safety.yaml", "env: [prod]}", by: "env: [\"p*\"]}")
    #expect(ConfigurationLoader.load(files).diagnostics == [])
  }

  @Test func `tells independent mistakes of all files at once, in order`() {
    var files = Samples.everything("rules.yaml", "severity: high", by: "severty: high")
    files = zip(files, Samples.everything("safety.yaml", "per: job", by: "per: jobs")).map {
      $0.path == "safety.yaml" ? $1 : $0
    }
    let diagnostics = ConfigurationLoader.load(files.reversed()).diagnostics
    #expect(
      diagnostics.map { "\($0.span.path) \($0.code)" } == [
        "rules.yaml unknown-key", "safety.yaml unknown-value",
      ])
  }

  @Test(arguments: ["kintsugi.yaml", "policy.yaml", "rules.yaml", "safety.yaml"])
  func `misses each kind of file once`(_ path: String) {
    let files = Samples.everything.filter { $0.path != path }
    let diagnostics = ConfigurationLoader.load(files).diagnostics
    #expect(diagnostics.map(\.code) == ["missing-file"])
  }

  @Test func `says nothing of a missing file while one cannot be read`() {
    let files = Samples.everything("policy.yaml", "kintsugi: policy/v1", by: "kintsugi: [")
    #expect(ConfigurationLoader.load(files).diagnostics.map(\.code) == ["syntax"])
  }

  @Test func `refuses a second file of a kind of which there is one`() {
    for file in Samples.everything where file.path != "rules.yaml" {
      let twice = Samples.everything + [SourceFile(path: "z.yaml", bytes: file.bytes)]
      let diagnostics = ConfigurationLoader.load(twice).diagnostics
      #expect(diagnostics.map(\.code) == ["two-files"])
      #expect(diagnostics.first?.span.path == "z.yaml")
    }
  }

  @Test func `refuses rules of one name, and says where the other is`() {
    let rules = Samples.everything.filter { $0.path == "rules.yaml" }
    let twice = Samples.everything + rules.map { SourceFile(path: "z.yaml", bytes: $0.bytes) }
    let diagnostics = ConfigurationLoader.load(twice).diagnostics
    #expect(Samples.mistakes(diagnostics) == ["8:5 duplicate-id"])
    #expect(diagnostics.first?.help == ["the other one is at rules.yaml:8"])
  }

  // Two limits of one name would share one budget, and two freezes one line of a report.
  @Test(arguments: [
    ("id: spend", "id: tries", "24:10 duplicate-id"),
    ("id: year-end", "id: weekend", "32:9 duplicate-id"),
    ("id: wide", "id: no-silence", "17:9 duplicate-id"),
    ("id: wide", "id: remedies", "17:9 duplicate-id"),
    ("id: no-silence", "id: authority.dev", "13:9 duplicate-id"),
  ])
  func `refuses constraints of one name`(_ text: String, _ replacement: String, _ mistake: String) {
    let files = Samples.everything("safety.yaml", text, by: replacement)
    #expect(Samples.mistakes(ConfigurationLoader.load(files).diagnostics) == [mistake])
  }

  @Test func `leaves tests alone`() {
    for path in ["o.test.yaml", "o.test.yml"] {
      let tests = SourceFile(path: path, text: "kintsugi: tests/v1\nanything: 1\n")
      #expect(ConfigurationLoader.load(Samples.everything + [tests]).diagnostics == [])
    }
  }

  @Test func `misses everything in nothing, once each`() {
    let codes = ConfigurationLoader.load([]).diagnostics.map(\.code)
    #expect(codes == ["missing-file", "missing-file", "missing-file", "missing-file"])
  }
}

/// What each code of a diagnostic means, and the way out: the same rows as `docs/diagnostics.md`.
enum DiagnosticManual {
  struct Entry {
    let codes: [String]
    let wrong: String
    let wayOut: String

    init(_ codes: String, _ wrong: String, _ wayOut: String) {
      self.codes = codes.split(separator: " ").map(String.init)
      self.wrong = wrong
      self.wayOut = wayOut
    }
  }

  static func entry(_ code: String) -> Entry? { entries.first { $0.codes.contains(code) } }

  /// What a code means, in a line.
  static func meaning(_ code: String) -> String? { entry(code)?.wrong }

  static let entries: [Entry] = [
    Entry(
      "encoding",
      "the bytes are not UTF-8",
      "save the file as UTF-8"),
    Entry(
      "control-char",
      "an invisible or direction-changing character, or a line break that editors do not show",
      "delete it, or write it escaped inside double quotes"),
    Entry(
      "syntax",
      "it is no YAML",
      "see the place and the words of the parser"),
    Entry(
      "empty",
      "there is nothing in the file",
      "write what the file is for, or delete it"),
    Entry(
      "multi-document",
      "a second document follows",
      "one file, one document"),
    Entry(
      "directive tag",
      "`%YAML`, `!!str` and the like",
      "leave them out"),
    Entry(
      "alias merge-key",
      "anchors, aliases and `<<`",
      "write the value where it is needed"),
    Entry(
      "key-type duplicate-key",
      "a key is no text, or is there already",
      "quote it; keep one"),
    Entry(
      "ambiguous-scalar",
      "a word that YAML versions read differently, as `no` or `07`",
      "quote it"),
    Entry(
      "number-range",
      "a number that no program can hold",
      "quote it, or write a smaller one"),
    Entry(
      "depth size",
      "deeper, longer or larger than any configuration needs",
      "split the file"),
    Entry(
      "no-header",
      "the file does not begin with what it is",
      "`kintsugi: rules/v1`, `policy/v1`, `safety/v1`, `project/v1`"),
    Entry(
      "missing-file two-files",
      "a kind of file is missing, or there twice",
      "there is exactly one project, policy and safety file"),
    Entry(
      "misnamed-tests",
      "a file of tests whose name hides it from `kintsugi test`",
      "call it `….test.yaml`, after the file beside it"),
    Entry(
      "unknown-key",
      "a key that nothing reads",
      "see the near name; nothing is ever silently ignored"),
    Entry(
      "missing-key",
      "a key that must be there",
      "add it"),
    Entry(
      "wrong-kind",
      "a list, mapping, text or number where another kind is due",
      "see the message"),
    Entry(
      "unknown-value",
      "a word that is none of the few allowed",
      "see the near word"),
    Entry(
      "missing-unit",
      "a bare number where a unit is due",
      "`5%`, `15m`, `3 actions`"),
    Entry(
      "out-of-range",
      "a number outside of what makes sense",
      "see the bounds"),
    Entry(
      "empty-scope",
      "a list that selects nothing",
      "leave it out to mean everything"),
    Entry(
      "duplicate-id",
      "two rules or two constraints have one id",
      "rename one; overlays, tests, budgets and reports speak by id"),
    Entry(
      "open-brace",
      "a `{` in text is never closed",
      "close it, or write `{{` for a brace"),
    Entry(
      "condition-syntax",
      "it is no expression",
      "see what is due at the place"),
    Entry(
      "unknown-name unknown-field unknown-function",
      "nothing has this name",
      "see the near name, or the list"),
    Entry(
      "operand-types argument-types",
      "an operator or a function does not take values of these types",
      "write `1.0`, `double(x)`, `duration(\"5m\")` …: the help says which"),
    Entry(
      "mixed-literal",
      "a list or map literal holds values of several types",
      "write values of one type"),
    Entry(
      "condition-type",
      "the condition gives something else than is due",
      "a condition gives true or false"),
    Entry(
      "unguarded-field",
      "a field that may be absent is read",
      "`has(x.f) && …`, or `x.?f.orValue(…)`"),
    Entry(
      "bad-pattern",
      "a pattern that RE2 refuses, or one that is computed",
      "no look-around, no back-references; write it out"),
    Entry(
      "bad-literal",
      "a duration, time, zone or quantity that is none",
      "`90s`, `2026-01-31T09:30:00Z`, `Europe/Berlin`, `16Gi`"),
    Entry(
      "condition-cost",
      "by the schema's maxima it may cost too much",
      "no loop in a loop over long lists"),
    Entry(
      "shadowed-name",
      "a name of the file hides evidence",
      "choose another name"),
    Entry(
      "one-trigger unknown-detector trigger-depth empty-detector",
      "what stands under `when`",
      "one detector, one condition, or `any`, `all`, `not` of those"),
    Entry(
      "bad-bin bins-cover bins-need-numbers",
      "bins that are no ranges, leave a gap, overlap, or bin a text",
      "`under 2`, `2 to under 4`, `4 or more`"),
    Entry(
      "too-many-states",
      "the state space is larger than declared",
      "fewer features or labels"),
    Entry(
      "no-escalation",
      "there is no action `escalate`",
      "it must always be there"),
    Entry(
      "unknown-action unknown-owner",
      "a name that nothing declares",
      "see the near name"),
    Entry(
      "one-step passive-steps undeclared-change",
      "an action's steps and what it says of them differ",
      "`changes` says everything that the steps do"),
    Entry(
      "alone-and-ask",
      "an action is allowed alone and only with a person",
      "keep one"),
    Entry(
      "bad-window bad-time unknown-zone",
      "a freeze that is no time",
      "`Fri 18:00 to Mon 06:00` with a zone"),
    Entry(
      "unknown-journal",
      "a journal that is no place",
      "`sqlite:PATH`"),
    Entry(
      "never-fires always-fires useless-unless",
      "a rule that no evidence or any evidence fires, or whose `unless` says nothing",
      "change the comparisons that contradict each other, or delete the rule"),
    Entry(
      "impossible-value",
      "a field is compared with a word or a number that it never is",
      "see the near word, the list, or the bounds"),
    Entry(
      "duplicate-rule shadowed-rule",
      "a rule that fires only where one of its kind does that says the same or ranks higher",
      "keep one, or give the narrower one the higher severity"),
    Entry(
      "kind-without-remedy unused-kind",
      "a kind of anomaly that only rules or only the policy and safety know",
      "list a remedy, write the rule, or see the near name"),
    Entry(
      "prior-never-matches prior-refused",
      "a row of the prior that never matches, or whose action is no remedy for its kinds",
      "move it up, delete it, or propose what `remedies` lists"),
    Entry(
      "unreachable-label",
      "a label of the state that no evidence leads to",
      "delete it: every label multiplies the states"),
    Entry(
      "near-label",
      "`otherwise` or `no_data` brings in a label that is nearly one of the others",
      "write the label that is meant: every label multiplies the states"),
    Entry(
      "action-never-allowed unguarded-step",
      "an action that nobody allows, or a step that needs what may be unknown",
      "list it under `authority`; ask for the field in `only_if`"),
    Entry(
      "missing-undo",
      "an action changes data or catalog alone and cannot be taken back, or not by its `undo`",
      "declare `undo`, or list it under `ask`"),
    Entry(
      "scope-matches-nothing",
      "a `for` names jobs or tables that no pipeline of the project has",
      "see the near name, or leave the scope out"),
    Entry(
      "guardrail-never-decides guardrail-impossible-value",
      "a `deny` or `ask` that can never be true: it protects nothing",
      "change the comparisons that contradict each other; see the near word"),
    Entry(
      "guardrail-always-decides guardrail-redundant",
      "a guardrail that speaks about everything, or only where a stricter one does",
      "narrow its condition, or delete it"),
    Entry(
      "no-authority",
      "an environment of which safety says nothing: nothing is ever done there",
      "give it a row under `authority`"),
    Entry(
      "unknown-id no-such-path changed-twice",
      "an overlay names an id or a path that is not there, or changes one value twice",
      "see the near name; an overlay adds nothing"),
    Entry(
      "overlay-weakens-safety",
      "an overlay makes safety less strict, or may do so",
      "overlays only make it stricter; change the safety file itself"),
    Entry(
      "not-waivable needs-raise waiver-own-approval",
      "a waiver of what is never waived, or without its new bound or another's approval",
      "only `ask` and `limits` are waived, with `raise_to` and another approver"),
    Entry(
      "waiver-expired waiver-expiring waiver-too-long",
      "a waiver that is over, nearly over, or longer than 90 days",
      "have a new one approved, or delete it"),
    Entry(
      "waiver-unused",
      "a waiver that passes nothing",
      "delete it"),
    Entry(
      "claim-false",
      "what `prove` claims of safety does not hold; the shortest case that shows it is told",
      "make safety stricter or the claim narrower; `kintsugi prove` prints the case as a test"),
    Entry(
      "claim-undecided claim-unchecked",
      "a claim that cannot be told, or has too many combinations to be checked while linting",
      "compare single fields with constants; run `kintsugi prove`"),
    Entry(
      "turn-off-over freeze-over",
      "a date that is over: a rule is on again, a freeze is past",
      "delete the entry, or write the next one"),
    Entry(
      "not-a-world", "a file of another kind was named as a world",
      "begin with `kintsugi: world/v1`"),
    Entry(
      "unknown-in-world not-of-evidence",
      "a world names an action, signal or cause that is not there, or changes what is no evidence",
      "see the near name, or the list"),
    Entry(
      "world-shares", "chances that come to more than can be, or not to 100 %",
      "let them come to 100 %"),
    Entry(
      "no-flaw", "an action lets faults through, and nothing says how they look",
      "add `flaw: SIGNAL`, a run that succeeded and has something wrong"),
    Entry(
      "not-tests no-tests",
      "a file of tests that is none, or holds none",
      "begin with `kintsugi: tests/v1`; add a test"),
    Entry(
      "expect-beside-cases nothing-expected",
      "a test that expects nothing, or in two places",
      "`expect` in the test, or in each of its cases"),
    Entry(
      "unknown-name-in-test unknown-test-field",
      "a test names a fixture, rule, action or field that is not there",
      "see the near name, or the list"),
    Entry(
      "bad-test-value no-time not-unset",
      "a value that the field of a test cannot take",
      "see what it takes"),
    Entry(
      "test-failed",
      "the engine decided something else than the test expects",
      "the lines below say what came, and why"),
    Entry(
      "not-loaded",
      "the project, or a file that was named, cannot be read",
      "see the words; `-C` names the project's folder"),
    Entry(
      "not-formattable",
      "`fmt` would have changed what the file says, so it is as it was",
      "report it with the file: it is a mistake of kintsugi"),
  ]
}

internal import Conditions
internal import Configurations
internal import Documents

/// Says what a diagnostic, a rule, a constraint, a key, a kind or an evidence field means.
struct ExplainCommand: Command {
  static let name = "explain"
  static let summary = "what a diagnostic, a rule, a key, a kind or an evidence field means"
  static let manual = """
    kintsugi explain [CODE|ID|FIELD]

    CODE   in brackets behind a diagnostic, as `unknown-key`
    ID     a rule, an action or a constraint of the project, as `null-spike`; a kind of anomaly,
           as `null_rate`, or `kinds` for all of them
    FIELD  what conditions read, as `table.null_rate`; a detector or a step, as `volume`; the keys
           of a kind of file, as `tests`; or a key and what may stand there, as `severity`
    Without a name, lists all names. Leaves with 2 when nothing has this name.
    """

  let project: ProjectFolder
  /// `nil` for the list of all names.
  private let subject: String?

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    let words = try arguments.operands()
    guard words.count <= 1 else {
      throw .missing("one CODE, ID or FIELD", command: Self.name)
    }
    subject = words.first
  }

  func run() async -> ExitCode {
    guard let subject else {
      Terminal.out(Self.index)
      return .fine
    }
    // A name may be a kind of anomaly and a detector, or a key and a kind of file.
    let texts = [
      code(subject), kind(subject), ExplainedFile(subject)?.text, field(subject),
      ExplainedKey(subject)?.text,
    ].compactMap(\.self)
    guard texts.isEmpty else {
      Terminal.out(texts.joined(separator: "\n"))
      return .fine
    }
    return searchProject(for: subject)
  }

  /// Every name that needs no project, by what it is.
  private static var index: String {
    let groups = [
      ("files", ExplainedFile.names), ("detectors", detectors.map { $0.name }),
      ("steps", steps.map { $0.name }), ("keys", ExplainedKey.names),
      ("evidence", EvidencePath.all.filter { !$0.contains(".") }),
      ("codes", DiagnosticManual.entries.flatMap(\.codes)),
    ]
    let lists = groups.map { name, words in
      var lines: [String] = []
      for word in words {
        if let last = lines.last, last.count + word.count < 90 {
          lines[lines.count - 1] = last + " " + word
        } else {
          lines.append("  " + word)
        }
      }
      return name + "\n" + lines.map { $0 + "\n" }.joined()
    }
    return lists.joined()
      + "and the project's own: rules, actions, constraints, kinds of anomaly (`kinds`)\n"
  }

  private func searchProject(for subject: String) -> ExitCode {
    // Codes, kinds and fields need no project; ids do, and a broken one must not hide them.
    var known =
      DiagnosticManual.entries.flatMap(\.codes) + detectors.map { $0.name }
      + steps.map { $0.name } + EvidencePath.all + ExplainedFile.names + ExplainedKey.names
    var isLoaded = false
    do throws(LoadFailure) {
      let explained = ExplainedProject(try project.configuration())
      if let text = explained.text(on: subject) {
        Terminal.out(text)
        return .fine
      }
      known += explained.names
      isLoaded = true
    } catch {
      Terminal.err("kintsugi: the project cannot be loaded, so its ids are not known here\n")
    }
    let near = NearestName.suggestion(for: subject, among: known)
    let hint = near.map { "; did you mean `\($0)`?" } ?? "; see kintsugi help explain"
    Terminal.err("kintsugi: nothing is called `\(Terminal.plain(subject))`\(hint)\n")
    return isLoaded ? .badUsage : .notLoaded
  }

  private func code(_ subject: String) -> String? {
    guard let entry = DiagnosticManual.entry(subject) else { return nil }
    let others = entry.codes.filter { $0 != subject }
    let example = DiagnosticExamples.example(subject).map {
      "  bad            \($0.bad)\n  good           \($0.good)\n"
    }
    return "\(subject)\n  what is wrong  \(entry.wrong)\n  the way out    \(entry.wayOut)\n"
      + (example ?? "")
      + (others.isEmpty ? "" : "  see also       \(others.joined(separator: ", "))\n")
  }

  private func kind(_ subject: String) -> String? {
    if let detector = detectors.first(where: { $0.name == subject }) {
      return "\(subject), a detector: stands under `when` of a rule\n  \(detector.summary).\n"
        + ExplainedKey.lines(of: Shape.detectorFields[subject] ?? [])
        + "  meaning and examples: docs/detectors.md\n"
    }
    guard let step = steps.first(where: { $0.name == subject }) else { return nil }
    return "\(subject), a step: stands in the `steps` of an action\n  \(step.summary).\n"
      + ExplainedKey.lines(of: ExplainedKey.fields(ofStep: subject))
      + "  meaning and examples: docs/steps.md\n"
  }

  private func field(_ subject: String) -> String? {
    guard let path = EvidencePath(subject) else { return nil }
    let optional = path.isOptional ? ", may be absent: ask `has(\(subject))` first" : ""
    let width = path.members.map { $0.name.count }.max() ?? 0
    let members = path.members.map { member in
      let gap = String(repeating: " ", count: width - member.name.count + 2)
      let type = member.type.isEmpty ? "" : " (\(member.type))"
      return "    .\(member.name)\(gap)\(member.documentation)\(type)\n"
    }
    return "\(subject), evidence: \(path.type)\(optional)\n  \(path.documentation)\n"
      + "  Unknown where it was not read; rules say with `no_data` what follows.\n"
      + members.joined()
  }
}

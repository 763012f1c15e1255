internal import Conditions
internal import Configurations
internal import Documents

/// Says what a diagnostic, a rule, a constraint, a kind or an evidence field means.
struct ExplainCommand: Command {
  static let name = "explain"
  static let summary = "what a diagnostic, a rule, a kind or an evidence field means"
  static let manual = """
    kintsugi explain CODE|ID|FIELD

    CODE   in brackets behind a diagnostic, as `unknown-key`
    ID     a rule, an action or a constraint of the project, as `null-spike`
    FIELD  what conditions read, as `table.null_rate`; a detector or a step, as `volume`; or the
           keys of a kind of file, as `tests`
    Leaves with 2 when nothing has this name.
    """

  let project: ProjectFolder
  private let subject: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    let words = try arguments.operands()
    guard let subject = words.first, words.count == 1 else {
      throw .missing("a CODE, an ID or a FIELD", command: Self.name)
    }
    self.subject = subject
  }

  func run() async -> ExitCode {
    if let text = code ?? kind ?? ExplainedFile(subject)?.text ?? field {
      Terminal.out(text)
      return .fine
    }
    // Codes, kinds and fields need no project; ids do, and a broken one must not hide them.
    var known =
      DiagnosticManual.entries.flatMap(\.codes) + detectors.map { $0.name }
      + steps.map { $0.name } + EvidencePath.all + ExplainedFile.names
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

  private var code: String? {
    guard let entry = DiagnosticManual.entry(subject) else { return nil }
    let others = entry.codes.filter { $0 != subject }
    return "\(subject)\n  what is wrong  \(entry.wrong)\n  the way out    \(entry.wayOut)\n"
      + (others.isEmpty ? "" : "  see also       \(others.joined(separator: ", "))\n")
  }

  private var kind: String? {
    if let detector = detectors.first(where: { $0.name == subject }) {
      return "\(subject), a detector: stands under `when` of a rule\n  \(detector.summary)\n"
        + "  fields and examples: docs/detectors.md\n"
    }
    guard let step = steps.first(where: { $0.name == subject }) else { return nil }
    return "\(subject), a step: stands in the `steps` of an action\n  \(step.summary)\n"
      + "  fields and examples: docs/steps.md\n"
  }

  private var field: String? {
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

internal import Configurations
internal import Decisions
internal import Healing
internal import Learning
internal import Reporting

/// Shows what the policy does in its states, and how two tables of values differ.
struct PolicyCommand: Command {
  static let name = "policy"
  static let summary = "what the policy does in a state, and why; how two learned tables differ"
  static let manual = """
    kintsugi policy show [LABEL…] [--values FILE] [-C DIR] [-o pretty|json]
    kintsugi policy diff A B [-C DIR]

    show  the states that have all the LABELs (`throttled`, or `anomaly=throttled`): what was
          learned of each action, what the prior says, who decides and why. Without a LABEL all
          states in which something was learned.
    diff  the states in which two tables of values lead to another action, and their values.
    --values  another table than policies/learned/action-values.tsv
    """

  private enum Part {
    case show(labels: [String])
    case diff(String, String)
  }

  private let project: ProjectFolder
  private let values: String?
  private let part: Part

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    values = try arguments.option("--values")
    let words = try arguments.operands()
    switch words.first {
    case "show": part = .show(labels: Array(words.dropFirst()))
    case "diff" where words.count == 3: part = .diff(words[1], words[2])
    case "diff": throw .missing("A or B", command: Self.name)
    case nil: throw .missing("show or diff", command: Self.name)
    case let word?: throw .unexpectedWord(word, command: Self.name)
    }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let whole = try project.configuration()
      var configuration = whole
      if let name = project.environment {
        configuration = whole.effective(in: try project.knownEnvironment(name, in: whole))
      }
      switch part {
      case .show(let labels): return try show(labels, configuration)
      case .diff(let first, let second):
        let engines = (
          Engine(configuration, values: try values(first, configuration.policy)),
          Engine(configuration, values: try values(second, configuration.policy))
        )
        Terminal.out(PolicyDifference(from: engines.0, to: engines.1).text)
        return .fine
      }
    } catch {
      return project.report(error)
    }
  }

  private func values(
    _ path: String, _ policy: Policy
  ) throws(LoadFailure) -> ActionValues {
    guard let file = try LearnedValues.file(at: path) else {
      throw .message("there is no \(path)")
    }
    return file.values(for: policy).values
  }

  private func show(
    _ labels: [String], _ configuration: Configuration
  ) throws(LoadFailure) -> ExitCode {
    let known = Set(
      configuration.policy.features.flatMap { feature in
        feature.labels.flatMap { [$0, "\(feature.name)=\($0)"] }
      })
    for label in labels where !known.contains(label) {
      throw .message(
        "no feature of the state has the label `\(label)`; kintsugi explain shows them")
    }
    let learned: ActionValues
    if let values {
      learned = try self.values(values, configuration.policy)
    } else {
      learned = try project.values(for: configuration.policy)
    }
    let engine = Engine(configuration, values: learned)
    let story = PolicyStory(engine, labels: labels)
    switch project.format {
    case .pretty: Terminal.out(story.text)
    case .json: Terminal.out(story.document.lines)
    }
    return .fine
  }
}

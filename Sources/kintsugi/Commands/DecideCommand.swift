internal import Configurations
internal import Decisions
internal import Healing
internal import Incidents
internal import Reporting

/// Shows what would be done about a recorded incident, and why. Changes nothing.
struct DecideCommand: Command {
  static let name = "decide"
  static let summary = "findings, state, proposal and verdict on an incident; changes nothing"
  static let manual = """
    kintsugi decide --incident DIR [--env ENV] [--now TIME] [--propose ACTION] [-o pretty|json]

    DIR is a recorded incident: event.json, glue/, logs/, s3/ as AWS answered them.
    --env      judge as in this environment (the event's account and region tell otherwise)
    --now      judge as at this time (the newest time of the recording otherwise)
    --propose  judge this action instead of the policy's choice
    """

  let project: ProjectFolder
  let incident: String
  let proposed: String?

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    proposed = try arguments.option("--propose")
    guard let incident = try arguments.option("--incident") else {
      throw .missing("--incident DIR", command: Self.name)
    }
    self.incident = incident
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let scene = try RecordedScene(incident, of: project)
      if let proposed, scene.engine.configuration.policy.action(proposed) == nil {
        throw .message("the policy has no action `\(proposed)`")
      }
      let decision = Redactor().redacted(
        scene.engine.decision(
          on: scene.evidence, after: HealingHistory(openedAt: scene.now),
          under: .untouched(scene.engine.configuration), asking: proposed, at: scene.now))
      switch project.format {
      case .json: Terminal.json(DecisionDocument(decision))
      case .pretty: Terminal.out(DecisionStory(decision).text)
      }
      return .fine
    } catch {
      return project.report(error)
    }
  }
}

/// A recorded incident with the engine that is to look at it.
struct RecordedScene {
  let engine: Engine
  let evidence: Evidence
  let now: Timestamp

  init(_ folder: String, of project: ProjectFolder) throws(LoadFailure) {
    let configuration = try project.configuration()
    do {
      let recording = try Recording(folder: folder)
      now = project.now ?? recording.newestTime
      let environment = try project.readingEnvironment(of: recording.event, in: configuration)
      let effective = configuration.effective(in: environment)
      engine = Engine(effective, values: try project.values(for: effective.policy))
      evidence = Redactor().redacted(
        try recording.evidence(
          project: configuration.project, environment: environment, at: now))
    } catch let error as LoadFailure {
      throw error
    } catch {
      throw .message("\(error)")
    }
  }
}

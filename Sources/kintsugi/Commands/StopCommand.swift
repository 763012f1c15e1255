internal import Healing
internal import Incidents
internal import Lakes

/// Pulls the kill switch.
struct StopCommand: Command {
  static let name = "stop"
  static let summary = "the kill switch: from now on nothing is done, only told"
  static let manual = """
    kintsugi stop --reason TEXT [--lake DIR | --aws | --journal FILE]

    --journal  the journal's file, or dynamodb:TABLE: works although the configuration is broken

    Every handler on this journal reads the switch before each effect: what is under way ends
    with the step that it is in, everything else escalates. Your name and the reason are kept.
    """

  private let place: SwitchPlace
  private let reason: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    place = try SwitchPlace(&arguments, command: Self.name)
    guard let reason = try arguments.option("--reason"), !reason.isEmpty else {
      throw .missing("--reason TEXT", command: Self.name)
    }
    self.reason = reason
  }

  func run() async -> ExitCode {
    await place.open { journal, now throws(JournalError) in
      try await journal.stop(by: Person.caller, reason: reason, at: now)
      return "stopped: nothing is done any more until `kintsugi resume`"
    }
  }
}

/// The journal in which the switch is.
struct SwitchPlace {
  let project: ProjectFolder
  let site: SiteName?
  let journal: String?

  init(_ arguments: inout ArgumentReader, command: String) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    site = try SiteName.optional(&arguments)
    journal = try arguments.option("--journal")
    guard site != nil || journal != nil else {
      throw .missing("--lake DIR, --aws, or --journal FILE,", command: command)
    }
  }

  /// Does something with the journal, and says what.
  func open(
    _ work: (any Journal, Timestamp) async throws(JournalError) -> String
  ) async -> ExitCode {
    do throws(LoadFailure) {
      let journal = try await JournalPlace.find(self.journal, site, project).open()
      do throws(JournalError) {
        Terminal.out(try await work(journal, LakeClock.machineTime) + "\n")
        return .fine
      } catch {
        Terminal.err("kintsugi: \(Terminal.plain(error.description))\n")
        return .worldFailed
      }
    } catch {
      return project.report(error)
    }
  }
}

internal import Healing

/// Lets work go on.
struct ResumeCommand: Command {
  static let name = "resume"
  static let summary = "ends what `stop` began"
  static let manual = """
    kintsugi resume [--lake DIR | --aws | --journal FILE]

    Incidents that escalated meanwhile stay with their owners; what waits goes on.
    """

  private let place: SwitchPlace

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    place = try SwitchPlace(&arguments, command: Self.name)
  }

  func run() async -> ExitCode {
    await place.open { journal, now throws(JournalError) in
      try await journal.resume(by: Person.caller, at: now)
        ? "resumed" : "nothing was stopped"
    }
  }
}

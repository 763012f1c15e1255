internal import Healing
internal import Incidents

/// Says what an incident came to, and ends it where it is not over.
struct CloseCommand: Command {
  static let name = "close"
  static let summary = "a person's last word on an incident: healed, harmed or wrong"
  static let manual = """
    kintsugi close ID --as healed|harmed|wrong --lake DIR | --aws [--did ACTION] [--note TEXT]

    --as healed  the data are right now
    --as harmed  what was done made it worse: it counts as a failure of its group
    --as wrong   what was found was not so: it counts as a failure where something was done
    --did        the action that people took themselves, as the policy calls it; what
                 `incidents --agreement` compares with what would have been done
    --note       why, for the journal

    Said once. An incident in the middle of a step is not closed: `stop` ends it first. Leaves
    with 0.
    """

  private let subject: NamedIncident
  private let verdict: Closing.Verdict
  private let deed: String?
  private let note: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    guard let word = try arguments.option("--as") else {
      throw .missing("--as healed|harmed|wrong", command: Self.name)
    }
    guard let verdict = Closing.Verdict(rawValue: word) else {
      throw .badValue("--as", word, wanted: "healed, harmed or wrong")
    }
    self.verdict = verdict
    deed = try arguments.option("--did")
    note = try arguments.option("--note") ?? ""
    subject = try NamedIncident(&arguments, command: Self.name)
  }

  func run() async -> ExitCode {
    await subject.noting { handler, incident in
      try await handler.healer.close(
        incident.id,
        as: Closing(verdict: verdict, person: handler.site.person, deed: deed, note: note))
    }
  }
}

internal import Healing
internal import Incidents

/// Agrees to what an incident asks, and lets it go on.
struct ApproveCommand: Command {
  static let name = "approve"
  static let summary = "agrees to what an incident asks; it is judged again and carried out"
  static let manual = """
    kintsugi approve ID --lake DIR | --aws [--note TEXT] [--no-wait] [-o pretty|json]

    ID         the incident, or so much of its name that it is one alone
    --note     why, for the journal
    --no-wait  leave when something must be waited for

    The approval is for what was asked: attempt, action, targets, versions of tables, findings and
    configuration. Where one of them is another by now, the owner is asked anew. It is used once,
    and turns `ask` into `allow` and nothing else: all guardrails judge again. You are the user whom
    the system knows, as `user:anna`; `approvers` of the owner in kintsugi.yaml names who may.
    Leaves with 0 when the incident is resolved, 1 when it is not.
    """

  private let answering: Answering

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    answering = try Answering(&arguments, isApproval: true, command: Self.name)
  }

  func run() async -> ExitCode { await answering.run() }
}

/// What approving and denying have in common: whose incident it is, who answers, what comes of it.
struct Answering {
  let subject: NamedIncident
  let note: String
  let waits: Bool
  let isApproval: Bool

  init(
    _ arguments: inout ArgumentReader, isApproval: Bool, command: String
  ) throws(UsageError) {
    self.isApproval = isApproval
    waits = !arguments.flag("--no-wait")
    note = try arguments.option("--note") ?? ""
    subject = try NamedIncident(&arguments, command: command)
  }

  func run() async -> ExitCode {
    await subject.handling { handler, incident in
      _ = try await handler.healer.answer(
        incident.id, isApproval: isApproval, by: handler.site.person, note: note)
      return try await handler.drive(incident.id, waits: waits)
    }
  }
}

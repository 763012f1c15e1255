internal import Healing
internal import Incidents

/// Takes an incident on.
struct AcknowledgeCommand: Command {
  static let name = "acknowledge"
  static let summary = "takes an incident on: nobody is reminded of it any more"
  static let manual = """
    kintsugi acknowledge ID --lake DIR | --aws

    Owners with `remind: 30m` in kintsugi.yaml are told again after that time, and after as long
    again their `next` owner, until somebody acknowledges, answers or closes. Leaves with 0.
    """

  private let subject: NamedIncident

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    subject = try NamedIncident(&arguments, command: Self.name)
  }

  func run() async -> ExitCode {
    await subject.noting { handler, incident in
      try await handler.healer.acknowledge(incident.id, by: handler.site.person)
    }
  }
}

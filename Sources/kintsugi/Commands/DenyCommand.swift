/// Refuses what an incident asks: it goes to its owner.
struct DenyCommand: Command {
  static let name = "deny"
  static let summary = "refuses what an incident asks; it stays with its owner"
  static let manual = """
    kintsugi deny ID --lake DIR | --aws [--note TEXT] [-o pretty|json]

    The incident ends as escalated, with who said no and why. Who may approve may refuse.
    """

  private let answering: Answering

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    answering = try Answering(&arguments, isApproval: false, command: Self.name)
  }

  func run() async -> ExitCode { await answering.run() }
}

/// Prints the manual page.
struct ManualCommand: Command {
  static let name = "manual"
  static let summary = "the manual page, in roff"
  static let manual = """
    kintsugi manual

    Read it with

      kintsugi manual | man -l -

    It is docs/kintsugi.1 of the version that prints it.
    """

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    _ = try ProjectFolder(&arguments)
  }

  func run() async -> ExitCode {
    Terminal.out(ManualPage(commands: CommandUsage.all).text)
    return .fine
  }
}

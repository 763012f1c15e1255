/// One subcommand: its arguments, its manual and its work, in one file.
protocol Command: Sendable {
  static var name: String { get }
  /// What it does, in a line of the overview.
  static var summary: String { get }
  /// Its arguments and what they mean.
  static var manual: String { get }
  init(_ arguments: inout ArgumentReader) throws(UsageError)
  func run() async -> ExitCode
}

/// All subcommands, in the order of the overview.
let commands: [any Command.Type] = [
  LintCommand.self, FormatCommand.self, TestCommand.self, MutateCommand.self, ProveCommand.self,
  ExplainCommand.self, RenderCommand.self, ProfileCommand.self, DetectCommand.self,
  DecideCommand.self, HealCommand.self, LambdaCommand.self, RecordCommand.self,
  DoctorCommand.self, PermissionsCommand.self, IncidentsCommand.self, HistoryCommand.self,
  ApproveCommand.self,
  DenyCommand.self, AcknowledgeCommand.self, CloseCommand.self, UndoCommand.self, SeamsCommand.self,
  SweepCommand.self, StopCommand.self, ResumeCommand.self, JournalCommand.self,
  TrainCommand.self, EvaluateCommand.self, ReportCommand.self, PolicyCommand.self,
  SchemaCommand.self, CompletionsCommand.self, ManualCommand.self, DebugCommand.self,
]

/// The texts of `kintsugi help`.
enum Manual {
  static var overview: String {
    let width = commands.map { $0.name.count }.max() ?? 0
    let lines = commands.map { command in
      let gap = String(repeating: " ", count: width - command.name.count + 2)
      return "  \(command.name)\(gap)\(command.summary)\n"
    }
    return """
      kintsugi mends failed data pipelines, and keeps the seam visible.

      Usage: kintsugi COMMAND [ARGUMENTS]

      \(lines.joined())
      Everywhere: -C DIR  the folder of kintsugi.yaml (the current one)
                  --env ENV, --now TIME, -o pretty|json, --color auto|always|never
      More: kintsugi help COMMAND

      """
  }

  static func help(on name: String?) -> String {
    guard let name, let command = commands.first(where: { $0.name == name }) else {
      return overview
    }
    return "kintsugi \(command.name): \(command.summary)\n\n\(command.manual)\n"
  }
}

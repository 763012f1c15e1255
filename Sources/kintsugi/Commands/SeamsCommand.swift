internal import Healing
internal import Incidents
internal import Lakes
internal import Reporting

/// Reads the marks that repairs left in a table.
struct SeamsCommand: Command {
  static let name = "seams"
  static let summary = "the marks that repairs left in a table: what, why, and how to take it back"
  static let manual = """
    kintsugi seams TABLE [--lake DIR] [-o pretty|json]

    TABLE   database.table, as the catalog names it
    --lake  the lake of the table (the current folder)

    Told by the table's own parameters alone: no journal and no configuration is needed. A table
    keeps its last 8 marks.
    """

  private let project: ProjectFolder
  private let lake: String
  private let table: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    lake = try arguments.option("--lake") ?? "."
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    guard let table = words.first else { throw .missing("TABLE", command: Self.name) }
    self.table = table
  }

  func run() async -> ExitCode {
    do throws(WorldError) {
      guard let seams = try Lake.seams(of: table, in: lake) else {
        return project.report(.message("there is no table `\(table)` in \(lake)"))
      }
      switch project.format {
      case .json: Terminal.json(seams)
      case .pretty: Terminal.out(SeamStory(seams, of: table).text)
      }
      return .fine
    } catch {
      return project.report(.message(error.description))
    }
  }
}

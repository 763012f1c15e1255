internal import Clouds
internal import Configurations
internal import Healing

/// Saves what AWS says of a failed run.
struct RecordCommand: Command {
  static let name = "record"
  static let summary = "saves a failed run as a recorded incident, without secrets"
  static let manual = """
    kintsugi record RUN-ID --to DIR [--job NAME] [-o pretty|json]

    --to   a folder that is not there yet, or is empty
    --job  the run's job; without it the jobs of the project are looked through

    Writes the raw answers of AWS below the folder: the event, the job, its runs, the versions of
    its tables, both logs, and the objects of the run's own partition up to 32 MiB each. Secrets are
    found and put out. `detect`, `decide` and tests read the folder with `--incident DIR`. What
    could not be read is named; leaves with 1 where something is missing. Earlier batches are not
    saved.
    """

  private let project: ProjectFolder
  private let run: String
  private let job: String?
  private let folder: String

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    job = try arguments.option("--job")
    guard let folder = try arguments.option("--to") else {
      throw .missing("--to DIR", command: Self.name)
    }
    self.folder = folder
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    guard let run = words.first else { throw .missing("RUN-ID", command: Self.name) }
    self.run = run
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      let place = try await AWSAccess.place()
      let world = CloudWorld(place, project: configuration.project)
      let journal = JournalPlace(
        configuration.project.journal, below: project.path, client: place.client)
      let recorder = CloudRecorder(
        world, project: configuration.project, redactor: Redactor(reading: journal.path))
      do throws(WorldError) {
        let report = try await recorder.record(run, of: job, into: folder)
        show(report)
        return report.gaps.isEmpty ? .fine : .problems
      } catch {
        throw .world(error.description)
      }
    } catch {
      return project.report(error)
    }
  }

  private func show(_ report: CloudRecorder.Report) {
    switch project.format {
    case .json: Terminal.json(["files": report.files, "gaps": report.gaps])
    case .pretty:
      Terminal.out("\(report.files.count) files in \(Terminal.plain(folder))\n")
      for gap in report.gaps { Terminal.out(Terminal.plain("missing: \(gap)") + "\n") }
    }
  }
}

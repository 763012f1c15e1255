internal import Configurations
internal import Decisions
internal import Evaluations
internal import Healing
internal import Learning
internal import Reporting
internal import Simulation

/// Learns action values in a declared world, or from a journal.
struct TrainCommand: Command {
  static let name = "train"
  static let summary = "learns what actions are worth in each state, in a world or from a journal"
  static let manual = """
    kintsugi train --world FILE [--mix NAME] [--episodes N] [--seed S] [--explore SHARE]
                   [--to FILE] [--checkpoint FILE] [--resume] [--threads N] [-C DIR]
    kintsugi train --journal FILE [--from FILE] [--to FILE] [--env ENV] [-C DIR]

    Plays incidents of the world, each decided by the project's detector, states and guardrails,
    and keeps what came of it as a readable table, a line a state and action. Only what is allowed
    and can be undone is tried. The same seed gives the same bytes.
    --episodes    how many incidents are learned from (100000)
    --seed        what chance there is made of (1)
    --explore     how many decisions try something else (100%)
    --to          the file (policies/learned/action-values.tsv): from then on the values count,
                  where they have their visits and surely beat the prior
    --checkpoint  also keep the exact state there, every 100352 incidents and at the end
    --resume      go on from the checkpoint
    --threads     how many share the work; the bytes are the same (2)
    --journal     learn from what the finished incidents of a journal came to: a file, or
                  dynamodb:TABLE. The same journal gives the same bytes, however often
    --from        go on from values that were learned in a world
    --env         only incidents of this environment
    """

  let project: ProjectFolder
  /// The world's file; empty where a journal is learned from.
  let path: String
  let journal: String?
  let start: String?
  let mix: String?
  let episodes: Int
  let seed: Int
  let explore: Double
  let target: String?
  let checkpoint: String?
  let isResumed: Bool
  let threads: Int

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    let world = try arguments.option("--world")
    journal = try arguments.option("--journal")
    start = try arguments.option("--from")
    if world == nil, journal == nil {
      throw .missing("--world FILE or --journal FILE", command: Self.name)
    }
    if world != nil, journal != nil { throw .unexpectedWord("--journal", command: Self.name) }
    if start != nil, journal == nil { throw .missing("--journal FILE", command: Self.name) }
    path = world ?? ""
    mix = try arguments.option("--mix")
    episodes = try arguments.count("--episodes", atMost: 1_000_000_000) ?? 100_000
    seed = try arguments.count("--seed") ?? 1
    explore = try arguments.share("--explore") ?? 1
    target = try arguments.option("--to")
    checkpoint = try arguments.option("--checkpoint")
    isResumed = arguments.flag("--resume")
    threads = try arguments.count("--threads") ?? 2
    if isResumed, checkpoint == nil { throw .missing("--checkpoint FILE", command: Self.name) }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      if let journal { return try await learn(from: journal, configuration) }
      let folder = try WorldFolder(path, mix: mix, configuration, threads: threads)
      var trainer = Trainer(
        folder.world, mix: folder.mixes[0], seed: UInt64(seed), explore: explore,
        goingOn: try table(in: folder))
      try train(&trainer, in: folder)
      return try write(trainer, of: folder)
    } catch {
      return project.report(error)
    }
  }

  /// What tells this training from any other.
  private func subject(_ folder: WorldFolder) -> String {
    "world \(folder.digest) mix \(folder.mixes[0].name) seed \(seed) explore \(explore) "
      + "configuration \(folder.world.engine.configuration.fingerprint)"
  }

  private func table(in folder: WorldFolder) throws(LoadFailure) -> ValueTable? {
    guard isResumed, let checkpoint else { return nil }
    let bytes: [UInt8]?
    do throws(RecordingError) { bytes = try WholeFile.bytes(checkpoint) } catch {
      throw .message("\(error)")
    }
    guard let bytes else { throw .message("there is no checkpoint \(checkpoint)") }
    do throws(ValueFileError) {
      let known = try Checkpoint(reading: String(decoding: bytes, as: UTF8.self))
      guard known.subject == subject(folder) else {
        throw ValueFileError.notValues(
          line: 2, reason: "it is of another training: \(known.subject)")
      }
      return known.table
    } catch {
      throw .message("\(checkpoint): \(error)")
    }
  }

  /// Incidents between two checkpoints: whole batches, so that going on changes nothing.
  private static let stretch = Trainer.batch * 392

  private func train(_ trainer: inout Trainer, in folder: WorldFolder) throws(LoadFailure) {
    let bar = ProgressBar(of: episodes, called: "incidents")
    while trainer.table.incidents < episodes {
      let next = min(Self.stretch, episodes - trainer.table.incidents)
      trainer.train(incidents: next, threads: threads)
      bar.show(trainer.table.incidents)
      let isWhole = trainer.table.incidents.isMultiple(of: Trainer.batch)
      if let checkpoint, isWhole {
        let text = Checkpoint(trainer.table, of: subject(folder)).text
        do throws(FileReplacement.Failure) {
          try FileReplacement.create(Array(text.utf8), at: checkpoint, makingFolders: true)
        } catch {
          throw .message("\(checkpoint) cannot be written: \(error.reason)")
        }
      }
    }
    bar.end()
  }

  private func write(_ trainer: Trainer, of folder: WorldFolder) throws(LoadFailure) -> ExitCode {
    let policy = folder.world.policy
    let values = trainer.table.values(named: policy.actions.map(\.name))
    let file = ValueFile(
      values, of: policy, incidents: trainer.table.incidents,
      origin: "world \(folder.name) \(folder.digest), mix \(folder.mixes[0].name), seed \(seed)")
    return try write(file, values, folder.world.engine.configuration)
  }

  /// Writes a file of values and says what it changes.
  private func write(
    _ file: ValueFile, _ values: ActionValues, _ configuration: Configuration
  ) throws(LoadFailure) -> ExitCode {
    let place = target ?? project.place(of: LearnedValues.path)
    do throws(FileReplacement.Failure) {
      try FileReplacement.create(Array(file.text().utf8), at: place, makingFolders: true)
    } catch {
      throw .message("\(place) cannot be written: \(error.reason)")
    }
    let story = TrainingStory(file, taught: Engine(configuration, values: values))
    Terminal.out(story.text + "written to \(Terminal.plain(place))\n")
    return .fine
  }

  private func learn(
    from journal: String, _ whole: Configuration
  ) async throws(LoadFailure) -> ExitCode {
    let environment = try project.environment.map { name throws(LoadFailure) in
      try project.knownEnvironment(name, in: whole)
    }
    let configuration = environment.map { whole.effective(in: $0) } ?? whole
    var before: ValueFile?
    if let start {
      guard let file = try LearnedValues.file(at: start) else {
        throw .message("there is no \(start)")
      }
      before = file
    }
    let training = try await JournalTraining(journal, configuration.policy, in: environment)
    let (file, account) = try training.file(after: before)
    Terminal.out(account.text)
    return try write(file, file.values(for: configuration.policy).values, configuration)
  }
}

internal import Configurations
internal import Decisions
internal import Evaluations
internal import Healing
internal import Learning
internal import Reporting
internal import Simulation

/// Learns action values in a declared world.
struct TrainCommand: Command {
  static let name = "train"
  static let summary = "learns what actions are worth in each state, in a declared world"
  static let manual = """
    kintsugi train --world FILE [--mix NAME] [--episodes N] [--seed S] [--explore SHARE]
                   [--to FILE] [--checkpoint FILE] [--resume] [--threads N] [-C DIR]

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
    """

  let project: ProjectFolder
  let path: String
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
    guard let path = try arguments.option("--world") else {
      throw .missing("--world FILE", command: Self.name)
    }
    self.path = path
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
      trainer.train(incidents: next)
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
    let place = target ?? project.place(of: LearnedValues.path)
    do throws(FileReplacement.Failure) {
      try FileReplacement.create(Array(file.text().utf8), at: place, makingFolders: true)
    } catch {
      throw .message("\(place) cannot be written: \(error.reason)")
    }
    let story = TrainingStory(
      file, taught: Engine(folder.world.engine.configuration, values: values))
    Terminal.out(story.text + "written to \(Terminal.plain(place))\n")
    return .fine
  }
}

internal import Configurations
internal import Documents
internal import Evaluations
internal import Healing
internal import Simulation

/// A world that was named on the command line, opened with the project's engine.
struct WorldFolder {
  let world: SimulatedWorld
  let mixes: [Mix]

  /// Reads a world, opens its evidence and asks the engine about every variant.
  ///
  /// `mix` is the one to use; without it all are.
  init(
    _ path: String, mix: String?, _ configuration: Configuration, threads: Int
  ) throws(LoadFailure) {
    let source: SourceFile
    do throws(RecordingError) {
      guard let bytes = try WholeFile.bytes(path) else {
        throw RecordingError.missing(path: path)
      }
      source = SourceFile(path: path, bytes: bytes)
    } catch {
      throw .message("\(error)")
    }
    let read = WorldFile.read(source, for: configuration)
    guard let file = read.value else { throw .diagnostics(read.diagnostics, [source]) }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    do { world = try SimulatedWorld(file, configuration, in: folder, threads: threads) } catch {
      throw .message("\(path): \(error)")
    }
    guard let mix else {
      mixes = file.mixes
      return
    }
    mixes = file.mixes.filter { $0.name == mix }
    guard !mixes.isEmpty else {
      let names = file.mixes.map(\.name)
      let near = NearestName.suggestion(for: mix, among: names)
      let hint = near.map { "did you mean `\($0)`?" } ?? "there are \(names.joined(separator: ", "))"
      throw .message("\(path) has no mix `\(mix)`; \(hint)")
    }
  }
}

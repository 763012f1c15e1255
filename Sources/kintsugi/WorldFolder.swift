internal import Configurations
internal import Digests
internal import Documents
internal import Evaluations
internal import Healing
internal import RuleTesting
internal import Simulation

/// A world that was named on the command line, opened with the project's engine.
struct WorldFolder {
  let world: SimulatedWorld
  let mixes: [Mix]
  /// The folder of the world's file.
  let place: String
  /// The name of the world's file.
  let name: String
  /// The digest of the world's file and of the evidence that it names.
  let digest: String

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
    name = path.split(separator: "/").last.map(String.init) ?? path
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    place = folder
    do { world = try SimulatedWorld(file, configuration, in: folder, threads: threads) } catch {
      throw .message("\(path): \(error)")
    }
    digest = try Self.digest(of: source, file, in: folder)
    guard let mix else {
      mixes = file.mixes
      return
    }
    mixes = file.mixes.filter { $0.name == mix }
    guard !mixes.isEmpty else {
      let names = file.mixes.map(\.name)
      let near = NearestName.suggestion(for: mix, among: names)
      let hint =
        near.map { "did you mean `\($0)`?" } ?? "there are \(names.joined(separator: ", "))"
      throw .message("\(path) has no mix `\(mix)`; \(hint)")
    }
  }

  /// The digest of a world: of its text, then of every file of its evidence, by name.
  private static func digest(
    of source: SourceFile, _ file: WorldFile, in folder: String
  ) throws(LoadFailure) -> String {
    var texts = [source.bytes]
    for path in file.fixtures.paths {
      let place = folder + "/" + path
      do throws(RecordingError) {
        let isFolder = FolderListing.isFolder(place)
        let names = isFolder ? try FolderListing.files(below: place, prefix: "") : []
        for name in names {
          let bytes = try WholeFile.bytes(place + "/" + name) ?? []
          texts += [Array(name.utf8), bytes]
        }
        if !isFolder, let bytes = try WholeFile.bytes(place) { texts.append(bytes) }
      } catch {
        throw .message("\(error)")
      }
    }
    return String(ContentDigest.of(texts).prefix(16))
  }
}

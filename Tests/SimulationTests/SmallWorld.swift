import Configurations
import Documents
import Foundation
import Goldens
import Simulation

/// A world that is small enough to be asked about in a test.
enum SmallWorld {
  static let path = Repository.root.appending(path: "Tests/SimulationTests/data/small.yaml").path

  static func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  static let world = Result { try made(threads: 2) }

  /// The same where the policy wants the next best of what safety denies.
  static let nextBest = Result {
    let files = try Repository.files().map { file in
      SourceFile(
        path: file.path,
        text: String(decoding: file.bytes, as: UTF8.self)
          .replacing("when_denied: escalate", with: "when_denied: next_best"))
    }
    guard let configuration = ConfigurationLoader.load(files).value else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return try made(threads: 2, configuration)
  }

  static func made(threads: Int) throws -> SimulatedWorld {
    try made(threads: threads, Repository.configuration())
  }

  private static func made(
    threads: Int, _ configuration: Configuration
  ) throws -> SimulatedWorld {
    let file = SourceFile(path: path, text: try text())
    guard let read = WorldFile.read(file, for: configuration).value else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return try SimulatedWorld(
      read, configuration, in: (path as NSString).deletingLastPathComponent, threads: threads)
  }
}

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

  static func made(threads: Int) throws -> SimulatedWorld {
    let configuration = try Repository.configuration()
    let file = SourceFile(path: path, text: try text())
    guard let read = WorldFile.read(file, for: configuration).value else {
      throw CocoaError(.fileReadCorruptFile)
    }
    return try SimulatedWorld(
      read, configuration, in: (path as NSString).deletingLastPathComponent, threads: threads)
  }
}

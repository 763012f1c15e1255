import Foundation
import Testing

/// A text that a person reads, kept beside the tests and read like code when it changes.
///
/// `KINTSUGI_UPDATE_GOLDENS=1 swift test` writes all of them anew.
enum Golden {
  private static let folder = Samples.folder.appendingPathComponent("data/goldens")

  /// Compares a text with its golden file.
  static func expect(
    _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let place = folder.appendingPathComponent(name + ".txt")
    if ProcessInfo.processInfo.environment["KINTSUGI_UPDATE_GOLDENS"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
    }
    let golden = String(decoding: try Data(contentsOf: place), as: UTF8.self)
    #expect(text == golden, sourceLocation: sourceLocation)
  }
}

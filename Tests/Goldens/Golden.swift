internal import Foundation

/// Texts that people read, kept beside the tests and read like code when they change.
///
/// `KINTSUGI_UPDATE_GOLDENS=1 swift test` writes all of them anew.
public enum Golden {
  /// Returns the golden text of a name, which lies in `data/goldens` of the test's own target.
  ///
  /// When goldens are to be written anew, `text` becomes the golden first.
  public static func text(
    _ name: String, for text: String, file: String = #filePath
  ) throws -> String {
    let folder = folder(of: URL(filePath: file))
    let place = folder.appending(path: name + ".txt")
    if ProcessInfo.processInfo.environment["KINTSUGI_UPDATE_GOLDENS"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: place)
    }
    return String(decoding: try Data(contentsOf: place), as: UTF8.self)
  }

  private static func folder(of file: URL) -> URL {
    var folder = file.deletingLastPathComponent()
    while !folder.lastPathComponent.hasSuffix("Tests"), folder.pathComponents.count > 1 {
      folder.deleteLastPathComponent()
    }
    return folder.appending(path: "data/goldens")
  }
}

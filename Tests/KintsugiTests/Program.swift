import Foundation

/// The real program, run to its end.
struct Program {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  static let path = root.appending(path: ".build/debug/kintsugi").path

  let status: Int32
  let output: String
  let errors: String

  /// Runs the program with the repository as its current folder.
  init(_ words: [String], in folder: URL = root) throws {
    let process = Foundation.Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = URL(filePath: Self.path)
    process.arguments = words
    process.currentDirectoryURL = folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    self.output = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    self.errors = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}

/// A folder of its own that is gone after the test.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "kintsugi-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Copies the repository's configuration into the folder.
  func addConfiguration() throws {
    for name in ["kintsugi.yaml", "rules", "policies", "safety"] {
      try FileManager.default.copyItem(
        at: Program.root.appending(path: name), to: url.appending(path: name))
    }
  }

  /// Gives a file of the folder another name.
  func move(_ path: String, to other: String) throws {
    try FileManager.default.moveItem(
      at: url.appending(path: path), to: url.appending(path: other))
  }

  /// Replaces text in a file of the folder.
  func replace(_ old: String, with new: String, in path: String) throws {
    let place = url.appending(path: path)
    let text = try String(contentsOf: place, encoding: .utf8)
    try text.replacing(old, with: new).write(to: place, atomically: true, encoding: .utf8)
  }
}

import Foundation
import Testing

@testable import Healing

/// Files of others: whole, bounded, and never waited for.
@Suite struct FileTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder =
      FileManager.default.temporaryDirectory.path + "/kintsugi-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func `reads a file whole, and tells one that is not there from one that cannot be read`()
    throws
  {
    try withFolder { folder in
      try Data([1, 2, 0, 255]).write(to: URL(filePath: folder + "/a"))
      #expect(try WholeFile.bytes(folder + "/a") == [1, 2, 0, 255])
      #expect(try WholeFile.bytes(folder + "/none") == nil)
      #expect(throws: RecordingError.self) { try WholeFile.bytes(folder) }
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      #expect(throws: RecordingError.self) { try WholeFile.bytes(folder + "/pipe") }
      #expect(throws: RecordingError.self) { try WholeFile.bytes("/dev/zero") }
    }
  }

  @Test func `lists files below a folder in the order of their bytes, and no links`() throws {
    try withFolder { folder in
      for name in ["b", "a/z", "a/ä", "a/Z", "c/d/e"] {
        let place = URL(filePath: folder + "/" + name)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data().write(to: place)
      }
      #expect(symlink("/etc", folder + "/etc") == 0)
      #expect(symlink(folder, folder + "/loop") == 0)
      #expect(
        try FolderListing.files(below: folder, prefix: "") == ["a/Z", "a/z", "a/ä", "b", "c/d/e"])
      #expect(try FolderListing.files(below: folder + "/none", prefix: "") == [])
    }
  }

  @Test func `does not take a folder that cannot be read for an empty one`() throws {
    try withFolder { folder in
      // A link to itself: no permission would hold against root.
      #expect(symlink(folder + "/loop", folder + "/loop") == 0)
      #expect(throws: RecordingError.self) {
        try FolderListing.files(below: folder + "/loop", prefix: "")
      }
      #expect(FolderListing.exists(folder + "/loop"))
      #expect(!FolderListing.exists(folder + "/none"))
    }
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{\"detail\": 1}", "{\"detail\": {}}", "\u{FEFF}{}", "{\"id\": \"x\"}",
    "{\"detail\": {\"jobName\": null, \"jobRunId\": 3, \"state\": \"FAILED\"}}",
    "{\"detail\": {\"jobName\": \"j\", \"jobRunId\": \"r\", \"state\": \"MELTED\"}}",
  ])
  func `takes no event out of what is none`(json: String) {
    #expect(throws: RecordingError.self) {
      try GlueEvent.event(json: Array(json.utf8), from: "event.json")
    }
  }
}

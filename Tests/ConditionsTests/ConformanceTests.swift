import Foundation
import Testing

@testable import kintsugi

/// The official tests of the language, as far as they need no protocol buffers.
@Suite struct ConformanceTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "conformance")

  static let files: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".jsonl") }.sorted()
  }()

  @Test(arguments: files)
  func `does what the specification says`(file: String) throws {
    let text = try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
    for line in text.split(separator: "\n") {
      let test = try JSONDecoder().decode(ConformanceTest.self, from: Data(line.utf8))
      if let failure = test.failure() {
        Issue.record("\(test.id): got \(failure.got), wanted \(failure.wanted)")
      }
    }
  }

  @Test func `has all of the tests`() throws {
    let counts = try Self.files.map { file in
      try String(contentsOf: Self.folder.appending(path: file), encoding: .utf8)
        .split(separator: "\n").count
    }
    #expect(counts.reduce(0, +) == 987)
  }
}

import Configurations
import Documents
import Foundation
import Goldens
import Incidents
import Testing

@testable import Linting

/// The shipped configuration, broken in one place.
struct Broken: Sendable, CustomTestStringConvertible {
  let path, text, replacement, code, place, help: String

  /// `place` is the text that is pointed at, `help` a part of what is said to do.
  init(
    _ path: String, _ text: String, _ replacement: String, _ code: String, at place: String,
    _ help: String
  ) {
    (self.path, self.text, self.replacement) = (path, text, replacement)
    (self.code, self.place, self.help) = (code, place, help)
  }

  var testDescription: String { "\(code): \(replacement.prefix(60))" }

  /// All files with the change made.
  func files() throws -> [SourceFile] {
    try Samples.changed(path, text, to: replacement)
  }
}

enum Samples {
  /// A time before any date of the samples is over.
  static let now = Timestamp(rfc3339: "2026-11-25T00:00:00Z")

  static let shipped = [
    "kintsugi.yaml", "policies/healer.yaml", "rules/data.yaml", "rules/spark.yaml",
    "safety/guardrails.yaml",
  ]

  /// The shipped files, and an overlay of prod.
  static func files() throws -> [SourceFile] {
    let data = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "data")
    // A small configuration of its own, so that the shipped one may change.
    let files = try shipped.map { try file($0, below: data.appending(path: "shipped")) }
    return files + [try file("overlays/prod.yaml", below: data)]
  }

  private static func file(_ path: String, below folder: URL) throws -> SourceFile {
    SourceFile(path: path, bytes: Array(try Data(contentsOf: folder.appending(path: path))))
  }

  /// The files with the first occurrence of a text exchanged.
  static func changed(
    _ path: String, _ text: String, to replacement: String
  ) throws -> [SourceFile] {
    try files().map { file in
      guard file.path == path else { return file }
      let whole = String(decoding: file.bytes, as: UTF8.self)
      let range = try #require(whole.range(of: text), "\(path) has no \(text)")
      return SourceFile(path: path, text: whole.replacingCharacters(in: range, with: replacement))
    }
  }

  static func problems(of files: [SourceFile], at now: Timestamp? = now) -> [Diagnostic] {
    Repair.problems(of: files, at: now)
  }
}

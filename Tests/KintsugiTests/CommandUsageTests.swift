import Foundation
import Goldens
import Testing

@testable import kintsugi

/// Completions and the manual page say what the manuals of the commands say.
@Suite struct CommandUsageTests {
  private let sample = CommandUsage(
    name: "sample", summary: "a sample",
    manual: """
      kintsugi sample --lake DIR [FILE…] [--color red|green] [--fast] [-o FORMAT[=FILE]]…
      kintsugi sample show CODE

      --lake  where it lies,
              and nowhere else
      --fast  at once

      Some words
      more.

        verbatim
      """)

  @Test func `reads options with their values and meanings`() {
    #expect(
      sample.options.prefix(4) == [
        .init(name: "--lake", value: .folder, meaning: "where it lies, and nowhere else"),
        .init(name: "--color", value: .words(["red", "green"]), meaning: "when colours are used"),
        .init(name: "--fast", value: nil, meaning: "at once"),
        .init(
          name: "-o",
          value: .words([
            "pretty", "compact", "json", "sarif", "junit", "github", "markdown",
          ]), meaning: "the form of the answer"),
      ])
    #expect(sample.options.dropFirst(4).map(\.name) == ["-C", "--env", "--now", "--help"])
    #expect(sample.operands.hasFiles)
    #expect(sample.operands.words.prefix(2) == ["show", "encoding"])
  }

  @Test func `keeps the paragraphs of a manual apart`() {
    #expect(sample.paragraphs.suffix(2) == [.text("Some words more."), .verbatim(["  verbatim"])])
  }

  /// What a command asks of its arguments is in its manual: nothing is read in secret.
  @Test(arguments: commands.map { $0.name })
  func `names every option that a command reads`(name: String) throws {
    let source = try House.source(ofCommand: name)
    let known = Set(CommandUsage.all.first { $0.name == name }?.options.map(\.name) ?? [])
    for match in source.matches(of: /(?:option|flag|first|time)\("(-[a-zA-Z-]+)"/) {
      #expect(known.contains(String(match.1)), "\(name) reads \(match.1)")
    }
  }

  @Test func `has the manual page of these commands in docs`() throws {
    let page = try String(
      contentsOf: Program.root.appending(path: "docs/kintsugi.1"), encoding: .utf8)
    #expect(page == ManualPage(commands: CommandUsage.all).text, "write it anew: make manual")
  }

  @Test(arguments: ShellScript.allCases)
  func `teaches each shell every command and option`(shell: ShellScript) {
    let text = shell.text(for: CommandUsage.all)
    for usage in CommandUsage.all {
      #expect(text.contains(usage.name))
      for option in usage.options {
        let name = option.name.drop { $0 == "-" }
        #expect(text.contains(name), "\(usage.name) \(option.name)")
      }
    }
  }

  struct Asked: Sendable, CustomTestStringConvertible {
    let line: String
    let answer: String
    var testDescription: String { line }
  }

  @Test(arguments: [
    Asked(line: "kintsugi li", answer: "lint"),
    Asked(line: "kintsugi help sche", answer: "schema"),
    Asked(line: "kintsugi lint --col", answer: "--color"),
    Asked(line: "kintsugi lint --color n", answer: "never"),
    Asked(line: "kintsugi lint -o sa", answer: "sarif"),
    Asked(line: "kintsugi heal -o p", answer: "pretty"),
    Asked(line: "kintsugi -C rules lin", answer: "lint"),
    Asked(line: "kintsugi schema pol", answer: "policy"),
    Asked(line: "kintsugi explain unknown-k", answer: "unknown-key"),
    Asked(line: "kintsugi fmt kintsugi.y", answer: "kintsugi.yaml"),
    Asked(line: "kintsugi heal --lake exam", answer: "examples"),
    Asked(line: "kintsugi debug docu", answer: "document"),
    Asked(line: "kintsugi decide --inc", answer: "--incident"),
    Asked(line: "kintsugi nothing-known --n", answer: "--now"),
  ])
  func `answers bash as a person types`(asked: Asked) throws {
    let words = asked.line.split(separator: " ").map(String.init)
    let list = words.map { "'\($0)'" }.joined(separator: " ")
    let script =
      ShellScript.bash.text(for: CommandUsage.all)
      + "COMP_WORDS=(\(list)); COMP_CWORD=\(words.count - 1); _kintsugi; "
      + "printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    let process = Foundation.Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["--norc", "-c", script]
    process.currentDirectoryURL = Program.root
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(String(decoding: data, as: UTF8.self) == asked.answer + "\n")
  }
}

/// The sources of commands.
private enum House {
  static func source(ofCommand name: String) throws -> String {
    let folder = Program.root.appending(path: "Sources/kintsugi/Commands")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      if text.contains("static let name = \"\(name)\"") { return text }
    }
    Issue.record("no file has the command \(name)")
    return ""
  }
}

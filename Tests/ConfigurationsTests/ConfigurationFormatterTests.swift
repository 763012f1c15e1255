import Documents
import Foundation
import Goldens
import Testing

@testable import Configurations

/// The layout of files: the same meaning, every comment, once and for all.
@Suite struct ConfigurationFormatterTests {
  /// Every file of the repository and of the dialect's example.
  static let files: [SourceFile] =
    Samples.repository + Samples.everything + dialect + tests

  static let dialect = yamlFiles(below: "Tests/ConfigurationsTests/data/dialect")
  private static let tests = yamlFiles(below: "rules").filter { $0.path.hasSuffix(".test.yaml") }

  static func yamlFiles(below folder: String) -> [SourceFile] {
    let place = Repository.root.appending(path: folder)
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: place.path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { name in
      (try? Data(contentsOf: place.appending(path: name))).map {
        SourceFile(path: folder + "/" + name, bytes: Array($0))
      }
    }
  }

  /// The canonical text, or the codes of why there is none.
  static func format(_ text: String) -> String {
    switch ConfigurationFormatter.format(SourceFile(path: "a.yaml", text: text)) {
    case .text(let text): text
    case .refused(let diagnostics): "refused: \(diagnostics.map(\.code))"
    }
  }

  @Test func `finds files to lay out`() {
    #expect(Self.dialect.count == 7)
    #expect(Self.files.count >= 18)
  }

  @Test(arguments: files.map(\.path))
  func `gives a printed file again`(_ path: String) throws {
    let file = try #require(Self.files.first { $0.path == path })
    let once = Self.format(String(decoding: file.bytes, as: UTF8.self))
    #expect(!once.hasPrefix("refused"))
    #expect(Self.format(once) == once, "\(file.path)")
  }

  @Test(arguments: dialect.map(\.path))
  func `leaves the dialect's own layout nearly as it is`(_ path: String) throws {
    let file = try #require(Self.dialect.first { $0.path == path })
    let text = Self.format(String(decoding: file.bytes, as: UTF8.self))
    let name = file.path.split(separator: "/").suffix(2).joined(separator: "-")
    #expect(try text == Golden.text("fmt-dialect-\(name)", for: text))
  }

  /// How many wild texts there are of each file and seed.
  private static let rounds = Slice.count(1, whole: 20)

  /// A rule's key and value, as they are written and as they are printed.
  struct Rewritten: Sendable, CustomTestStringConvertible {
    let name: String
    let source: String
    let printed: String
    var testDescription: String { name }
  }

  private static let long =
    "run.state == \"SUCCEEDED\" && run.rows_read > 1000 && run.rows_written == 0"
    + " && run.worker_type != \"G.8X\""

  @Test(arguments: [
    Rewritten(
      name: "a long condition becomes a block", source: "when: \(long)",
      printed: """
        when: |
          run.state == "SUCCEEDED"
          && run.rows_read > 1000
          && run.rows_written == 0
          && run.worker_type != "G.8X"
        """),
    Rewritten(
      name: "a block whose lines fit is the author's",
      source: "when: |\n     a == 1\n       && b\n\n",
      printed: "when: |\n  a == 1\n    && b"),
    Rewritten(
      name: "a block whose line does not fit is broken anew", source: "when: >-\n    \(long)",
      printed: """
        when: |
          run.state == "SUCCEEDED"
          && run.rows_read > 1000
          && run.rows_written == 0
          && run.worker_type != "G.8X"
        """),
    Rewritten(
      name: "a condition needs no quotes that its YAML does not",
      source: "unless: 'a.exists(x, x == \"y\")'", printed: "unless: a.exists(x, x == \"y\")"),
    Rewritten(
      name: "a condition that begins like a tag is in single quotes", source: "unless: \"!a\"",
      printed: "unless: '!a'"),
    Rewritten(
      name: "a condition with a comment of its own keeps its lines",
      source: "when: |\n    a // why\n    && b",
      printed: "when: |\n  a // why\n  && b"),
    Rewritten(
      name: "conditions of a combination are conditions", source: "when: {all: ['a', \"b && c\"]}",
      printed: "when: {all: [a, b && c]}"),
    Rewritten(
      name: "patterns are in single quotes", source: "when: {log: {matches: a b, at_least: 2}}",
      printed: "when: {log: {matches: 'a b', at_least: 2}}"),
    Rewritten(
      name: "a detector's keys are in the order of its reader",
      source: "when: {log: {at_least: 2, levels: [ERROR], matches: ['a']}}",
      printed: "when: {log: {matches: ['a'], levels: [ERROR], at_least: 2}}"),
    Rewritten(
      name: "keys that nobody knows come last", source: "zz: 1\nno_data: skip\nmode: heal",
      printed: "mode: heal\nno_data: skip\nzz: 1"),
  ])
  func `writes rules as a reader looks for them`(_ example: Rewritten) {
    func file(_ text: String) -> String {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      return "kintsugi: rules/v1\nrules:\n  - id: a\n"
        + lines.map { $0.isEmpty ? "\n" : "    \($0)\n" }.joined()
    }
    #expect(Self.format(file(example.source)) == file(example.printed))
    #expect(Self.format(file(example.printed)) == file(example.printed))
  }

  @Test(arguments: [
    ("jobs: [a]\n", "refused: [\"no-header\"]"), ("kintsugi: [\n", "refused: [\"syntax\"]"),
    ("", "refused: [\"empty\"]"),
    ("kintsugi: rules/v1\na: no\n", "refused: [\"ambiguous-scalar\"]"),
    ("kintsugi: lake/v1\nb: 1\na: 'c'\n", "kintsugi: lake/v1\nb: 1\na: c\n"),
  ])
  func `refuses what it cannot read, and lays out what it does not know`(
    _ text: String, _ answer: String
  ) {
    #expect(Self.format(text) == answer)
  }

  @Test(arguments: (1...8).map(UInt64.init))
  func `keeps the tree and each comment of wildly written files`(_ seed: UInt64) throws {
    for (index, file) in Self.files.enumerated()
    where Slice.has(index, oneOf: 4, turn: Int(seed)) {
      let document = try #require(DocumentParser.parse(file).value)
      let shape = try #require(Self.shape(of: document))
      for round in 0..<Self.rounds {
        let label = "seed \(seed), file \(index), round \(round)"
        var printer = WildPrinter(seed: seed &* 1_000_003 &+ UInt64(index * 1000 + round))
        let wild = printer.text(document.root, shape)
        let parsed = DocumentParser.parse(SourceFile(path: "a.yaml", text: wild)).value
        let root = try #require(parsed, "\(label): the wild text is no YAML:\n\(wild)").root
        try #require(
          Self.outline(root, shape) == Self.outline(document.root, shape), "\(label)\n\(wild)")
        let text = Self.format(wild)
        let again = DocumentParser.parse(SourceFile(path: "a.yaml", text: text)).value
        let printed = try #require(again, "\(label): \(text)\n\(wild)").root
        #expect(Self.outline(printed, shape) == Self.outline(document.root, shape), "\(label)")
        Self.checkComments(printer.comments, in: text, label + "\n" + wild)
        #expect(Self.format(text) == text, "\(label): not idempotent\n\(wild)")
      }
    }
  }

  static func shape(of document: Document) -> Shape? {
    guard case .scalar(let header)? = document.root["kintsugi"]?.content else { return nil }
    return DocumentShape.all.first { $0.header == header.text }?.root
  }

  /// Each comment is there once, and with the key that it was written for.
  private static func checkComments(_ comments: [String], in text: String, _ label: String) {
    let lines = text.split(separator: "\n").map(String.init)
    for comment in comments {
      let places = lines.indices.filter { lines[$0].hasSuffix(comment) }
      #expect(places.count == 1, "\(comment) \(label)")
      guard let place = places.first else { continue }
      let name = comment.dropLast().split(separator: " ").last.map(String.init) ?? ""
      if comment.contains(" above "), name != "-" {
        let next = lines[place...].first { !$0.drop { $0 == " " }.hasPrefix("#") } ?? ""
        #expect(next.contains(name), "\(comment) \(label)\n→\n\(text)")
      }
      if comment.contains(" behind "), name.contains("_") {
        #expect(lines[place].contains("\(name):"), "\(comment) \(label)\n\(text)")
      }
    }
  }

  /// A tree as text, in which free order and free white space do not show.
  private static func outline(_ node: Node, _ layout: any NodeLayout) -> String {
    switch node.content {
    case .scalar(let scalar):
      let isFree = layout.textRole == .condition && scalar.value == .string
      return "\(scalar.value)|" + (isFree ? scalar.text.filter { !$0.isWhitespace } : scalar.text)
    case .sequence(let items):
      return "[" + items.map { outline($0, layout.itemLayout) }.joined(separator: ", ") + "]"
    case .mapping(let entries):
      let parts = entries.map {
        $0.key.text + ": " + outline($0.value, layout.layout(ofKey: $0.key.text))
      }
      return "{" + (layout.keyOrder.isEmpty ? parts : parts.sorted()).joined(separator: ", ") + "}"
    }
  }
}

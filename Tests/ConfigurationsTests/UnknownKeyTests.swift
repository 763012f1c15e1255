import Documents
import Testing

@testable import Configurations

/// The schema is closed: in every mapping of the dialect a key that nothing reads is told, at its
/// place.
@Suite struct UnknownKeyTests {
  /// One mapping of a configuration, whose keys are given.
  struct Mapping: Sendable, CustomTestStringConvertible {
    let files: [SourceFile]
    let file: SourceFile
    let path: String
    let span: SourceSpan
    let keys: [Node.Key]
    var testDescription: String { "\(file.path) \(path)" }

    /// Where a key can be put before all others: at the first key, or inside of empty braces.
    var place: SourcePosition {
      keys.first?.span.start ?? file.position(at: span.start.offset + 1)
    }

    /// The files with `key: 1` put before all other keys.
    func adding(_ key: String) -> [SourceFile] {
      let isFlow = file.bytes[span.start.offset] == UInt8(ascii: "{")
      let indent = String(repeating: " ", count: place.column - 1)
      let tail = isFlow ? (keys.isEmpty ? "" : ", ") : "\n" + indent
      var bytes = file.bytes
      bytes.insert(contentsOf: Array("\(key): 1\(tail)".utf8), at: place.offset)
      return files.map { $0.path == file.path ? SourceFile(path: $0.path, bytes: bytes) : $0 }
    }
  }

  /// Mappings in which an author chooses the keys.
  static let free = [
    "environments", "owners", "state", "actions", "define", "authority", "remedies", "bins",
  ]

  static let closed: [Mapping] = [Samples.repository, Samples.everything].flatMap { files in
    files.flatMap { file -> [Mapping] in
      guard let root = DocumentParser.parse(file).value?.root else { return [] }
      return mappings(in: root, "", files, file)
    }
  }

  private static func mappings(
    in node: Node, _ path: String, _ files: [SourceFile], _ file: SourceFile
  ) -> [Mapping] {
    switch node.content {
    case .scalar: return []
    case .sequence(let items):
      return items.enumerated().flatMap { mappings(in: $1, "\(path)[\($0)]", files, file) }
    case .mapping(let entries):
      let name = path.split(separator: ".").last.map(String.init) ?? ""
      let own = Mapping(
        files: files, file: file, path: path.isEmpty ? "." : path, span: node.span,
        keys: entries.map(\.key))
      return (free.contains(name) ? [] : [own])
        + entries.flatMap { mappings(in: $0.value, "\(path).\($0.key.text)", files, file) }
    }
  }

  /// Mappings that hold one key: a trigger or a step.
  private static func holdsOneKey(_ mapping: Mapping) -> Bool {
    let kinds = detectors.map { $0.name } + steps.map { $0.name } + ["any", "all", "not"]
    return mapping.keys.count == 1 && kinds.contains(mapping.keys[0].text)
  }

  static let withFields = closed.filter { !holdsOneKey($0) }
  static let withOneKey = closed.filter(holdsOneKey)

  @Test func `has every kind of detector and step among its mappings`() {
    let paths = Set(Self.closed.compactMap { $0.path.split(separator: ".").last.map(String.init) })
    for name in detectors.map({ $0.name }) + steps.map({ $0.name }) {
      #expect(paths.contains(name), "\(name)")
    }
    #expect(Self.closed.count > 100)
  }

  @Test(arguments: withFields)
  func `tells an unknown key at its place, and nothing else`(_ mapping: Mapping) throws {
    let diagnostics = ConfigurationLoader.load(mapping.adding("zzqqxxjj")).diagnostics
    let place = mapping.place
    #expect(Samples.mistakes(diagnostics) == ["\(place.line):\(place.column) unknown-key"])
    let first = try #require(diagnostics.first)
    #expect(first.span.path == mapping.file.path)
    #expect(first.span.end.column == place.column + 8)
    #expect(first.help.first?.hasPrefix("known here: ") == true)
  }

  @Test(arguments: withFields.filter { $0.keys.contains { $0.text.utf8.count > 4 } })
  func `says which key was meant`(_ mapping: Mapping) throws {
    let key = try #require(mapping.keys.first { $0.text.utf8.count > 4 }).text
    // Two letters swapped are one mistake, and nearer to this key than to any other.
    let letters = Array(key)
    let wrong = String([letters[1], letters[0]] + letters.dropFirst(2)).replacing("_", with: "-")
    let diagnostics = ConfigurationLoader.load(mapping.adding(wrong)).diagnostics
    let place = mapping.place
    #expect(Samples.mistakes(diagnostics) == ["\(place.line):\(place.column) unknown-key"])
    #expect(diagnostics.first?.help == ["did you mean `\(key)`?"])
  }

  /// One key of a configuration, under another name.
  struct Renamed: Sendable, CustomTestStringConvertible {
    let mapping: Mapping
    let key: Node.Key
    var testDescription: String { "\(mapping.testDescription) \(key.text)" }

    /// The files with the key renamed.
    var files: [SourceFile] {
      var bytes = mapping.file.bytes
      bytes.replaceSubrange(
        key.span.start.offset..<key.span.end.offset, with: Array("zzqqxxjj".utf8))
      return mapping.files.map {
        $0.path == mapping.file.path ? SourceFile(path: $0.path, bytes: bytes) : $0
      }
    }
  }

  static let renamed = withFields.flatMap { mapping in
    mapping.keys.filter { $0.text != "kintsugi" }.map { Renamed(mapping: mapping, key: $0) }
  }

  @Test(arguments: renamed)
  func `tells a renamed key and what is missing then, each once`(_ renamed: Renamed) {
    let diagnostics = ConfigurationLoader.load(renamed.files).diagnostics
    #expect(Set(diagnostics).count == diagnostics.count, "\(Samples.mistakes(diagnostics))")
    let unknown = diagnostics.filter { $0.code == "unknown-key" }
    #expect(unknown.map(\.span.start) == [renamed.key.span.start])
    let others = Set(diagnostics.map(\.code)).subtracting(["unknown-key", "missing-key"])
    #expect(others.count <= 1, "\(Samples.mistakes(diagnostics))")
  }

  @Test(arguments: withOneKey)
  func `takes no second key beside a detector or a step`(_ mapping: Mapping) {
    let diagnostics = ConfigurationLoader.load(mapping.adding("zzqqxxjj")).diagnostics
    let isStep = mapping.path.contains(".steps[")
    #expect(diagnostics.map(\.code) == [isStep ? "one-step" : "one-trigger"])
    #expect(diagnostics.first?.span.start.line == mapping.span.start.line)
  }
}

import Documents
import Testing

/// Real files with seeded damage: whatever an author or an editor does, there is an answer.
@Suite struct MutationTests {
  static let files = [
    "kintsugi.yaml", "policies/healer.yaml", "safety/guardrails.yaml", "rules/data.yaml",
    "rules/memory.yaml", "rules/data.test.yaml",
  ]

  /// Seeds of 500 mutations each: 10,000 in all.
  static let seeds = (1...20).map(UInt64.init)

  @Test(arguments: seeds)
  func `answers every damaged file with a tree or with places inside of it`(_ seed: UInt64) throws {
    var generator = SplitMix64(state: seed)
    let originals = try Self.files.map(Samples.configured)
    for round in 1...500 {
      var bytes = try #require(originals.randomElement(using: &generator))
      for _ in 0...Int.random(in: 0...3, using: &generator) {
        Self.mutate(&bytes, using: &generator)
      }
      let file = SourceFile(path: "a.yaml", bytes: bytes)
      let problem = Self.problem(with: DocumentParser.parse(file), of: file)
      #expect(problem == nil, "seed \(seed), round \(round)")
    }
  }

  /// What is wrong with an answer; `nil` when it is as promised.
  private static func problem(with parsed: Checked<Document>, of file: SourceFile) -> String? {
    if parsed.value == nil, parsed.diagnostics.isEmpty { return "neither a tree nor a reason" }
    if let root = parsed.value?.root, let problem = Self.problem(with: root, of: file) {
      return problem
    }
    let renderer = DiagnosticRenderer(sources: [file], color: false)
    for diagnostic in parsed.diagnostics {
      let span = diagnostic.span
      if span.end.offset > file.bytes.count { return "\(diagnostic) ends outside" }
      if span.start != file.position(at: span.start.offset) { return "\(diagnostic) has no place" }
      if span.end != file.position(at: span.end.offset) { return "\(diagnostic) has no end" }
      if renderer.text(diagnostic).unicodeScalars.contains(where: { $0.value == 0x1B }) {
        return "\(diagnostic) shows an escape"
      }
    }
    if DocumentJSON.line(for: parsed).utf8.contains(UInt8(ascii: "\n")) { return "two lines" }
    return nil
  }

  /// What is wrong with the place of a node, or of one below it.
  private static func problem(with node: Node, of file: SourceFile) -> String? {
    let span = node.span
    let isInside = span.end.offset <= file.bytes.count && span.start <= span.end
    guard isInside, span.start == file.position(at: span.start.offset) else {
      return "a node at \(span) has no place"
    }
    switch node.content {
    case .scalar: return nil
    case .sequence(let items):
      return items.lazy.compactMap { problem(with: $0, of: file) }.first
    case .mapping(let entries):
      return entries.lazy.compactMap { problem(with: $0.value, of: file) }.first
    }
  }

  /// Bytes that mean something to YAML or to a terminal, and bytes that are no text.
  private static let snippets: [[UInt8]] =
    [
      "\t", "\r", "\r\n", "\n", "\n---\n", "\n...\n", "%YAML 1.2\n", "&a ", "*a", "!x ", "<<: ",
      "? ", ": ", "- ", "|\n", ">+\n", "'", "\"", "\\", "\\u", "\\U0010FFFF", "[", "]", "{", "}",
      ",", "#", "no", "1e999", "07", "\u{FEFF}", "\u{202E}", "\u{2028}", "\u{0}", "\u{1B}[2J", "é",
      "𝄞",
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xE2, 0x82]]

  private static func mutate(_ bytes: inout [UInt8], using generator: inout SplitMix64) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...40, using: &generator))
    switch Int.random(in: 0...5, using: &generator) {
    case 0: bytes.removeSubrange(place..<end)
    case 1: bytes.insert(contentsOf: snippets.randomElement(using: &generator) ?? [], at: place)
    case 2:
      bytes.replaceSubrange(place..<end, with: snippets.randomElement(using: &generator) ?? [])
    case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
    case 4:
      if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &generator) }
    default: bytes.removeLast(bytes.count - end)
    }
  }
}

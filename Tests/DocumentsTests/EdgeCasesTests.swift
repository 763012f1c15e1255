import Documents
import Testing

/// The given set of edge cases, judged as `check.py --no-anchors` judges a loader.
@Suite struct EdgeCasesTests {
  @Test func `finds every document of the set`() {
    #expect(EdgeCase.all.count == 44)
  }

  @Test(arguments: EdgeCase.all)
  func `judges every document as the set expects`(_ edge: EdgeCase) throws {
    let text = DocumentJSON.line(for: Samples.parse(try edge.bytes()))
    let got = try LoaderLine(text)
    try #require((got.accept == nil) != (got.reject == nil), "\(text)")
    if edge.usesAnchors == true {
      #expect(got.reject != nil, "the dialect has no anchors")
      return
    }
    switch edge.verdict {
    case .accept:
      #expect(got.reject == nil)
      #expect(edge.value == nil || got.accept == edge.value)
    case .reject: try expectRefusal(got, edge)
    case .stringOrReject:
      guard got.reject == nil else { return try expectRefusal(got, edge) }
      let found = (edge.path ?? []).reduce(got.accept) { tree, key in tree?[key] }
      #expect(found == edge.string.map { .text($0) })
    }
  }

  private func expectRefusal(_ got: LoaderLine, _ edge: EdgeCase) throws {
    let codes = try #require(edge.codes)
    let code = try #require(got.reject)
    #expect(codes.contains(code))
    let line = try #require(got.line)
    if let expected = edge.line { #expect(line == expected) }
    if let expected = edge.column { #expect(got.column == expected) }
    if let first = edge.firstLine, let last = edge.lastLine {
      #expect((first...last).contains(line))
    }
  }

  @Test(arguments: EdgeCase.all)
  func `shows every refusal with its place and a way out`(_ edge: EdgeCase) throws {
    let file = SourceFile(path: "a.yaml", bytes: try edge.bytes())
    let renderer = DiagnosticRenderer(sources: [file], color: false)
    for diagnostic in DocumentParser.parse(file).diagnostics {
      let text = renderer.text(diagnostic)
      #expect(text.hasPrefix("a.yaml:\(diagnostic.span.start.line):"))
      #expect(text.contains("= help: "))
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
  }
}

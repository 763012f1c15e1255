import Incidents
import Testing

@testable import Configurations

/// What a log has of structure, and how lines are chosen.
@Suite struct LogReaderTests {
  private static func detector(_ fields: String) throws -> LogDetector {
    let reading = Samples.read(fields) { LogDetector(&$0) }
    return try #require(reading.value, "\(reading.mistakes)")
  }

  private static func reading(
    _ text: String, _ detectors: [LogDetector], noise: [LogDetector] = [],
    writer: LogStream.Writer? = nil
  ) -> LogReading {
    let all = noise.map { ($0, true) } + detectors.map { ($0, false) }
    let stream = LogStream(source: .error, writer: writer, bytes: Array(text.utf8))
    return LogIndex(detectors: all).reading(of: [stream])
  }

  /// A text, what is looked for, and the line that is found.
  struct Looked: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let fields: String
    let line: Int?
    let facts: [String: String]
    var testDescription: String { name }

    init(
      _ name: String, _ text: String, _ fields: String, _ line: Int?,
      _ facts: [String: String] = [:]
    ) {
      (self.name, self.text, self.fields, self.line, self.facts) = (name, text, fields, line, facts)
    }
  }

  private static let category =
    "Error Category: QUERY_ERROR; Failed Line Number: 7; Spark Error Class: MISSING; "
    + "AnalysisException: gone"

  @Test(arguments: [
    Looked(
      "a category", category, "categories: [QUERY_ERROR]", 1,
      ["category": "QUERY_ERROR", "line": "7", "error_class": "MISSING"]),
    Looked("another category", category, "categories: [S3_ERROR]", nil),
    Looked(
      "what stands behind a category", category, "matches: '^\\[MISSING\\] Ana(?P<x>ly)sis'", 1,
      ["x": "ly", "category": "QUERY_ERROR", "line": "7", "error_class": "MISSING"]),
    Looked(
      "a category and a pattern", category,
      "{categories: [QUERY_ERROR], matches: [nothing of it]}", nil),
    Looked(
      "a category alone", "Error Category: LAUNCH_ERROR", "categories: [LAUNCH_ERROR]", 1,
      ["category": "LAUNCH_ERROR"]),
    Looked("a category that is cut", "x\nError Category: ", "categories: [LAUNCH_ERROR]", nil),
    Looked(
      "an analysis of an exception",
      #"x [Glue Exception Analysis] {"Event": "GlueETLJobExceptionEvent", "Failure Reason": "#
        + #""Traceback:\nKeyError: 'a\u0041'","Last Executed Line number":40,"script":"job.py"}"#,
      "matches: '^KeyError: (?P<key>.*)'", 1,
      ["key": "'aA'", "line": "40", "script": "job.py"]),
    Looked(
      "an analysis that is cut", #""Failure Reason": "a\nKeyError: 'b"#,
      "matches: '^KeyError: (?P<key>.*)'", 1, ["key": "'b"]),
    Looked(
      "code that a traceback quotes",
      "Traceback (most recent call last):\n  File \"a.py\", line 1\n    raise Broken(x)\nBroken: y",
      "matches: 'Broken'", 4),
    Looked(
      "an error before an earlier warning", "1 WARN A: broken\n2 ERROR B: broken",
      "matches: broken", 2),
    Looked(
      "a logger by its last part", "1 WARN a.B: broken\n2 WARN a.C: broken",
      "{matches: broken, loggers: [C]}", 2),
    Looked(
      "a logger behind a thread", "1 ERROR [main] a.C (X.scala:1): broken",
      "{matches: broken, loggers: ['a.*']}", 1),
    Looked("no such logger", "1 ERROR a.C: broken", "{matches: broken, loggers: [B]}", nil),
    Looked("a writer that is not known", "broken", "{matches: broken, writers: [driver]}", nil),
  ])
  func `finds`(_ looked: Looked) throws {
    let detector = try Self.detector(looked.fields)
    let hit = Self.reading(looked.text, [detector]).hit(for: detector.criteria)
    #expect(hit?.witness.line == looked.line)
    if looked.line != nil { #expect(hit?.facts == looked.facts) }
  }

  @Test func `knows who writes a stream`() throws {
    let detector = try Self.detector("{matches: broken, writers: [executor]}")
    let hit = Self.reading("broken", [detector], writer: .executor).hit(for: detector.criteria)
    #expect(hit != nil)
    #expect(Self.reading("broken", [detector], writer: .driver).hit(for: detector.criteria) == nil)
  }

  @Test func `builds nothing on a record that is noise`() throws {
    let noise = try Self.detector("{matches: Retrying, levels: [WARN]}")
    let detector = try Self.detector("matches: broken")
    let log = "1 WARN A: Retrying after broken\nException: broken\n"
    let quiet = Self.reading(log, [detector], noise: [noise])
    #expect(quiet.hit(for: detector.criteria) == nil)
    #expect(quiet.hit(for: noise.criteria)?.witness.line == 1)
    let loud = Self.reading(log + "2 ERROR A: broken", [detector], noise: [noise])
    #expect(loud.hit(for: detector.criteria)?.witness.line == 3)
  }

  @Test func `counts how deep a cause stands, record by record`() throws {
    let texts = ["outer", "middle", "inner", "other"]
    let detectors = try texts.map { try Self.detector("matches: \($0)") }
    let log = """
      1 ERROR A: outer
      \tat x
      Caused by: middle
      \tat y
      Caused by: inner
      2 ERROR B: other
      """
    let reading = Self.reading(log, detectors)
    let places = try detectors.map { try #require(reading.hit(for: $0.criteria)?.place) }
    #expect(places.map(\.depth) == [0, 1, 2, 0])
    #expect(places[2].explains(places[0]) && !places[0].explains(places[2]))
    #expect(places[0].explains(places[3]) && !places[3].explains(places[0]))
  }

  @Test(arguments: 1...40)
  func `finds in pieces what it finds in the whole`(_ seed: Int) throws {
    var generator = SplitMix64(state: UInt64(seed))
    let lines = [
      "1 ERROR A: first", "Caused by: second", "\tat frame", "1 WARN B: third", "first", "third",
      "Traceback (most recent call last):", "  File \"x\"", "    second", "", "\u{FFFD}second\r",
      Self.category, "1 INFO C: nothing",
    ]
    let detectors = try ["first", "second", "third", "frame", "AnalysisException"].map {
      try Self.detector("{matches: '\($0)', at_least: 2}")
    }
    let index = LogIndex(detectors: detectors.map { ($0, false) })
    let picked = (0..<60).map { _ in lines.randomElement(using: &generator) ?? "" }
    let whole = index.reading(of: [
      LogStream(source: .error, bytes: Array(picked.joined(separator: "\n").utf8))
    ])
    var reader = LogReader(index)
    reader.begin(.error)
    var rest = picked[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...20, using: &generator))
      rest = rest.dropFirst(piece.count)
      let text = piece.joined(separator: "\n") + (rest.isEmpty ? "" : "\n")
      Array(text.utf8).withUnsafeBufferPointer { reader.read($0, isEnd: rest.isEmpty) }
    }
    for detector in detectors {
      let wanted = whole.hit(for: detector.criteria)
      let found = reader.reading.hit(for: detector.criteria)
      #expect(found?.witness == wanted?.witness, "seed \(seed)")
      #expect(found?.place == wanted?.place, "seed \(seed)")
    }
  }
}

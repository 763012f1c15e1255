import Foundation
import Testing

/// `detect --log`, as the program does it.
@Suite struct LogDetectionTests {
  private struct Answer: Decodable {
    let id: String?
    let anomalyClass: String?
    let line: Int?
    let action: String?
    let facts: [String: String]
    let error: String?

    enum CodingKeys: String, CodingKey {
      case id, line, action, facts, error
      case anomalyClass = "class"
    }
  }

  private static func run(_ bytes: Data, _ words: String...) throws -> Program {
    try run(bytes, words)
  }

  private static func run(_ bytes: Data, _ words: [String]) throws -> Program {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "log")
    try bytes.write(to: file)
    return try Program(["detect", "--log", file.path] + words)
  }

  private static func answers(_ program: Program) throws -> [Answer] {
    try program.output.split(separator: "\n").map {
      try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
    }
  }

  @Test func `answers every record in its order, and says which lines are none`() throws {
    let lines = [
      #"{"id": "a", "text": "x\njava.io.IOException: No space left on device", "more": [1]}"#,
      #"{"id": 7, "text": "all is well"}"#, "", "{", #"{"id": "b"}"#,
      #"{"text": "ModuleNotFoundError: No module named 'pandas'"}"#,
    ]
    let program = try Self.run(Data(lines.joined(separator: "\n").utf8), "--jsonl")
    let answers = try Self.answers(program)
    #expect(program.status == 3)
    #expect(answers.map(\.id) == ["a", "7", nil, nil, nil])
    #expect(answers.map(\.anomalyClass) == ["disk_full", nil, nil, nil, "module_missing"])
    #expect(answers.map { $0.error != nil } == [false, false, true, true, false])
    #expect(answers.first?.line == 2)
    #expect(answers.first?.action == "scale_up")
    #expect(answers.last?.facts["module"] == "pandas")
  }

  @Test func `stands any bytes, with and without lines`() throws {
    var generator = SystemRandomNumberGenerator()
    for count in [0, 1, 1000, 3_000_000] {
      let bytes = Data((0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) })
      #expect(try Self.run(bytes).status == 0)
      #expect(try [0, 3].contains(Self.run(bytes, "--jsonl").status))
    }
    let long = Data(String(repeating: "x", count: 5_000_000).utf8)
    let program = try Self.run(long + Data("\nNo space left on device\n".utf8), "-o", "json")
    #expect(program.output.contains("\"disk_full\""))
  }

  @Test func `tells a person the class, the line and the facts, and nothing to obey`() throws {
    let text = "first\n\u{1B}[31mjava.lang.OutOfMemoryError: Java heap space\n"
    let program = try Self.run(Data(text.utf8))
    #expect(program.status == 0)
    #expect(program.output.contains("executor_oom"))
    #expect(program.output.contains("line      2: \\u{1B}[31mjava.lang"))
    #expect(program.output.contains("space Java heap space"))
    #expect(program.output.contains("at most   scale_up"))
    #expect(try Self.run(Data("nothing\n".utf8)).output.hasPrefix("cause not known"))
  }

  /// Patterns read the text as it is; nothing of a secret may come out with what they found.
  @Test(arguments: [[], ["-o", "json"], ["--jsonl"]])
  func `answers without the secrets that stand where it found something`(words: [String]) throws {
    let secret = "Tr0ub4dor\(words.count)x"
    let lines = [
      "-----BEGIN PRIVATE KEY-----", "No space left on device QmFzZTY0S2V5TWF0ZXJpYWx\(secret)",
      "ModuleNotFoundError: No module named 'password=\(secret)'",
      #"Error Category: QUERY_ERROR; AnalysisException: Table or view not found: `"#
        + "aws_secret_access_key=\(secret)`",
    ]
    for line in 1..<lines.count {
      let text = line == 1 ? lines[0] + "\n" + lines[1] : lines[line]
      let record = try JSONEncoder().encode(["text": text])
      let program = try Self.run(words == ["--jsonl"] ? record : Data(text.utf8), words)
      #expect(program.status == 0)
      #expect(!program.output.contains(secret), "\(program.output)")
    }
  }

  @Test func `says what is missing`() throws {
    #expect(try Program(["detect", "--jsonl"]).status == 2)
    #expect(try Program(["detect", "--log", "/nowhere"]).status == 3)
    #expect(try Program(["detect"]).errors.contains("--log FILE"))
  }
}

import Configurations
import Testing

@testable import kintsugi

/// `kintsugi explain`: what a person asks who writes a rule, without a project where none is due.
@Suite struct ExplainCommandTests {
  @Test func `has a bad and a good line for every code, once`() {
    let codes = DiagnosticManual.entries.flatMap(\.codes)
    #expect(DiagnosticExamples.all.map(\.code).sorted() == codes.sorted())
    for example in DiagnosticExamples.all {
      #expect(example.bad != example.good || example.code == "not-formattable", "\(example.code)")
    }
  }

  @Test func `shows the bad line, the good one and the way out of a code`() throws {
    let text = try Program(["explain", "condition-syntax"]).output
    #expect(text.contains("bad            when: table.null_rate.tailnum > 50%\n"))
    #expect(text.contains("good           when: table.null_rate.tailnum > 0.5\n"))
    #expect(text.contains("the way out"))
  }

  @Test(arguments: [
    ("severity", "`low`, `medium`, `high`, `critical`"), ("no_data", "`skip`"),
    ("mode", "`shadow`, `alert`, `heal`"), ("drops", "as `5%`"), ("when", "`schema_drift`"),
    ("vocabulary", "`unusual`"), ("run_job", "worker_type"), ("heal", "rules.rules[].mode"),
    ("null_rate", "above"),
  ])
  func `says what may stand behind a key, and where a word may stand`(
    name: String, words: String
  ) throws {
    // In a folder without a project: keys need none.
    let folder = try TemporaryFolder()
    let program = try Program(["explain", name], in: folder.url)
    #expect(program.status == 0)
    #expect(program.output.contains(words), "\(program.output)")
  }

  @Test func `lists the kinds of anomaly with their rules and remedies`() throws {
    let all = try Program(["explain", "kinds"]).output
    #expect(all.contains("throttled, a kind of anomaly\n"))
    #expect(all.contains("remedies  retry, retry_later\n"))
    let one = try Program(["explain", "out_of_memory"]).output
    #expect(one.contains("remedies  scale_up\n"))
  }

  @Test func `lists every name that it knows when none is asked for`() throws {
    let words = Set(try Program(["explain"]).output.split { $0 == " " || $0 == "\n" })
    let names = ["unknown-key", "null_rate", "run_job", "severity", "table", "tests"]
    for name in names + detectors.map({ $0.name }) {
      #expect(words.contains(name[...]), "\(name)")
    }
  }

  @Test func `has an answer to every name of its list`() throws {
    for name in ExplainedKey.names { #expect(ExplainedKey(name) != nil, "\(name)") }
    #expect(ExplainedKey("no-such-key") == nil)
    #expect(try Program(["explain", "severty"]).errors.contains("did you mean `severity`?"))
  }
}

import Incidents
import Testing

@Suite struct LogStreamTests {
  private func stream(_ text: String) -> LogStream {
    LogStream(source: .error, bytes: Array(text.utf8))
  }

  /// A log whose last line is looked at, and that line's level.
  struct Levelled: Sendable, CustomTestStringConvertible {
    let name: String
    let log: String
    let level: LogStream.Level
    var testDescription: String { name }

    init(_ name: String, _ log: String, _ level: LogStream.Level) {
      (self.name, self.log, self.level) = (name, log, level)
    }
  }

  @Test(arguments: [
    Levelled("log4j", "26/11/24 10:00:00 ERROR Executor: x", .error),
    Levelled("ISO time", "2026-11-24T10:00:00,123 WARN [main] a.B: x", .warn),
    Levelled("in brackets", "2026-11-24 10:00:00 [INFO] x", .info),
    Levelled("with a colon", "ERROR: x", .error), Levelled("first word", "FATAL x", .fatal),
    Levelled("debug", "DEBUG x", .debug), Levelled("trace", "x TRACE", .trace),
    Levelled("the seventh word is text", "a b c d e f ERROR", .none),
    Levelled("another word that begins alike", "ERRORS were found", .none),
    Levelled("lower case is text", "an error and a warn", .none),
    Levelled("indented lines continue", "26/11/24 ERROR x: y\n\tat a.b.C\n  caused ERROR", .error),
    Levelled("a plain line continues", "x WARN y\njava.lang.Error: z", .warn),
    Levelled("a new record takes over", "x ERROR y\nx INFO z", .info),
    Levelled("a traceback has none", "x INFO y\nTraceback (most recent call last):\n  File", .none),
    Levelled("after an empty line", "x ERROR y\n\nz", .error),
    Levelled("nothing before", "z", .none), Levelled("an empty line", "", .none),
    Levelled("CRLF", "x ERROR y\r\nz\r", .error),
  ])
  func `gives a line its own level or that of its record`(_ levelled: Levelled) {
    let log = stream(levelled.log)
    let start = (log.bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1
    #expect(log.level(ofLineAt: start) == levelled.level)
  }

  /// The scheduler of Spark and the client of YARN tell of failures at the level of information.
  @Test(
    arguments: [
      ("INFO DAGScheduler: ResultStage 3 (collect at a.py:1) failed in 7.1 s due to x", .warn),
      ("[main] INFO  o.a.s.scheduler.DAGScheduler - Job 4 failed in 1 s", .warn),
      ("INFO ApplicationMaster: Final app status: FAILED, exitCode: 15", .warn),
      ("INFO DAGScheduler: ResultStage 3 finished in 7.1 s", .info),
      ("INFO Watcher: ResultStage 3 failed in 7.1 s due to x", .info),
      ("INFO ApplicationMaster: Final app status: SUCCEEDED", .info),
      ("ERROR DAGScheduler: ResultStage 3 failed in 7.1 s due to x", .error),
    ] as [(String, LogStream.Level)])
  func `takes a failure that is told in passing for a warning`(
    line: String, level: LogStream.Level
  ) {
    #expect(LogStream.recordHead(of: Array(line.utf8)[...])?.level == level)
  }

  @Test func `looks back as far as the limit and no further`() {
    let log = stream("x ERROR y\n" + String(repeating: "more\n", count: 10) + "end")
    let start = log.bytes.count - 3
    #expect(log.level(ofLineAt: start, lookingBack: 12) == .error)
    #expect(log.level(ofLineAt: start, lookingBack: 11) == .none)
  }

  @Test func `counts lines, errors and warnings`() {
    let log = stream("x ERROR a\n\tat b\nx FATAL c\nx WARN d\nx INFO e\n\nlast")
    #expect(log.levelCounts.lines == 6)
    #expect(log.levelCounts.errors == 2)
    #expect(log.levelCounts.warnings == 1)
    let both = LogStream.LevelCounts(adding: [log.levelCounts, stream("ERROR\n").levelCounts])
    #expect((both.lines, both.errors, both.warnings) == (7, 3, 1))
  }

  @Test func `stands bytes that are no text`() {
    let log = LogStream(source: .output, bytes: [0xFF, 0x0A, 0x00, 0x20, 0xC3, 0x0A])
    #expect(log.levelCounts.lines == 2)
    for offset in [0, 2, 6] { #expect(log.level(ofLineAt: offset) == .none) }
  }
}

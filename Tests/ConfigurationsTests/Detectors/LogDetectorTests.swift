import Incidents
import Testing

@testable import Configurations

@Suite struct LogDetectorTests {
  private static let text = """
    26/11/24 10:00:00 INFO Main: heap is fine
    26/11/24 10:00:01 ERROR Executor: java.lang.OutOfMemoryError: Java heap space
    \tat a.b.C: heap
    Traceback (most recent call last):
    KeyError: heap

    """

  private static func scene(
    _ streams: [LogStream] = [Samples.log(text)], state: Known<RunState> = .known(.failed)
  ) -> DetectionScene {
    Samples.scene(log: .known(streams), state: state)
  }

  private static let both = [Samples.log("heap a\n", .error), Samples.log("heap b\n", .output)]

  @Test(arguments: [
    DetectorCase("no line", "matches: [nothing of it]", scene(), "silent"),
    DetectorCase("no log", "matches: [heap]", scene([]), "silent"),
    DetectorCase(
      "an error before an earlier line that tells of nothing", "matches: heap", scene(),
      "fired: line 2 of the error stream matches"),
    DetectorCase(
      "the first of several lines", "matches: [a.b.C, KeyError]", scene(),
      "fired: line 3 of the error stream matches"),
    DetectorCase(
      "one of two patterns", "matches: [nothing, OutOfMemory]", scene(),
      "fired: line 2 of the error stream matches"),
    DetectorCase(
      "only errors", "{matches: heap, levels: [ERROR]}", scene(),
      "fired: line 2 of the error stream matches"),
    DetectorCase(
      "only lines without a level", "{matches: heap, levels: none}", scene(),
      "fired: line 5 of the error stream matches"),
    DetectorCase("a level that no line has", "{matches: heap, levels: [FATAL]}", scene(), "silent"),
    DetectorCase(
      "continued lines have their record's level", "{matches: a.b.C, levels: [ERROR]}",
      scene(), "fired: line 3 of the error stream matches"),
    DetectorCase(
      "enough lines", "{matches: heap, at_least: 4}", scene(),
      "fired: line 2 of the error stream matches"),
    DetectorCase("too few lines", "{matches: heap, at_least: 5}", scene(), "silent"),
    DetectorCase(
      "counted over streams", "{matches: heap, at_least: 2}", scene(both),
      "fired: line 1 of the error stream matches"),
    DetectorCase(
      "one stream only", "{matches: heap, streams: output}", scene(both),
      "fired: line 1 of the output stream matches"),
    DetectorCase(
      "the run's message", "{matches: heap, streams: [message]}",
      scene([Samples.log("no heap", .message)]),
      "fired: line 1 of the run's error message matches"),
    DetectorCase("another state", "{matches: heap, run_states: [TIMEOUT]}", scene(), "silent"),
    DetectorCase(
      "the state", "{matches: heap, run_states: [TIMEOUT, FAILED]}", scene(),
      "fired: line 2 of the error stream matches"),
    DetectorCase(
      "a state that was not read", "{matches: heap, run_states: [FAILED]}",
      scene(state: .unknown("x")), "unknown: run.state"),
    DetectorCase(
      "another state decides without a log", "{matches: heap, run_states: [TIMEOUT]}",
      Samples.scene(log: .unknown("x")), "silent"),
    DetectorCase(
      "a log that was not read", "matches: heap", Samples.scene(log: .unknown("x")),
      "unknown: log"),
  ])
  func `answers`(_ given: DetectorCase) throws { try given.check(as: LogDetector.self) }

  @Test func `shows the line that fired, with what its pattern named`() throws {
    let fields = "{matches: 'OutOfMemoryError: (?P<space>Java heap space|GC)', levels: [ERROR]}"
    let reading = Samples.read(fields) { LogDetector(&$0) }
    let detection = try #require(reading.value?.answer(in: Self.scene()).detections.first)
    #expect(detection.facts == ["space": "Java heap space"])
    let witness = try #require(detection.witness)
    #expect((witness.source, witness.line, witness.level) == (.error, 2, .error))
    #expect(witness.text.hasSuffix("Java heap space"))
  }

  @Test func `shows no more than the beginning of a long line`() throws {
    let long = String(repeating: "x", count: 1000)
    let reading = Samples.read("matches: x$") { LogDetector(&$0) }
    let answer = reading.value?.answer(in: Self.scene([Samples.log(long)]))
    #expect(answer?.detections.first?.witness?.text.utf8.count == LogReader.witnessBytes)
  }

  @Test(arguments: [
    WrongFields("levels: [ERROR]", "1:1 missing-key"),
    WrongFields("matches: []", "1:10 wrong-kind"),
    WrongFields("matches: ['a(', b]", "1:11 bad-pattern"),
    WrongFields("matches: ['(?=a)']", "1:11 bad-pattern"),
    WrongFields("{matches: a, levels: [error]}", "1:23 unknown-value"),
    WrongFields("{matches: a, levels: []}", "1:22 empty-scope"),
    WrongFields("{matches: a, run_states: [BROKEN]}", "1:27 unknown-value"),
    WrongFields("{matches: a, run_states: []}", "1:26 empty-scope"),
    WrongFields("{matches: a, streams: []}", "1:23 empty-scope"),
    WrongFields("{matches: a, streams: [text]}", "1:24 unknown-value"),
    WrongFields("{matches: a, writers: [worker]}", "1:24 unknown-value"),
    WrongFields("{matches: a, loggers: []}", "1:23 empty-scope"),
    WrongFields("categories: []", "1:13 empty-scope"),
    WrongFields("categories: [MEMORY_ERROR]", "1:14 unknown-value"),
    WrongFields("{matches: a, at_least: 0}", "1:24 out-of-range"),
    WrongFields("{matches: a, at_least: 10001}", "1:24 out-of-range"),
    WrongFields("{matches: a, at_least: many}", "1:24 wrong-kind"),
  ])
  func `refuses`(_ wrong: WrongFields) { wrong.check { LogDetector(&$0) } }
}

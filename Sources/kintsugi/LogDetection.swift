internal import Configurations
internal import Decisions
internal import FoundationEssentials
internal import Glibc
internal import Healing
internal import Incidents

/// Classifies text of a log: `detect --log FILE|-`, with `--jsonl` one record a line.
///
/// Nothing is known of the run, so the text is taken as the message and the log of a failed one.
struct LogDetection {
  let path: String
  let isJSONLines: Bool

  /// The most bytes that a piece of text has: what is longer without a line end is cut.
  private static let pieceBytes = 1 << 20
  /// The most bytes of one record of JSON lines.
  private static let recordBytes = 16 << 20

  /// Reads the options; `nil` where no log is asked for.
  init?(_ arguments: inout ArgumentReader) throws(UsageError) {
    let path = try arguments.option("--log")
    let isJSONLines = arguments.flag("--jsonl")
    guard let path else {
      if isJSONLines { throw .missing("--log FILE|-", command: DetectCommand.name) }
      return nil
    }
    self.path = path
    self.isJSONLines = isJSONLines
  }

  /// Answers for the whole text, or for each record in its order.
  func run(in project: ProjectFolder) throws(LoadFailure) -> ExitCode {
    let configuration = try project.configuration()
    let judge = LogJudge(
      engine: Engine(configuration),
      environment: try project.readingEnvironment(of: LogJudge.event, in: configuration))
    return isJSONLines ? try answerRecords(judge) : try answerText(judge, as: project.format)
  }

  private func answerText(
    _ judge: LogJudge, as format: OutputFormat
  ) throws(LoadFailure) -> ExitCode {
    var reader = judge.reader
    try InputPieces.read(path, endingBy: Self.pieceBytes) { piece, isEnd, _ in
      reader.read(piece, isEnd: isEnd)
    }
    let answer = judge.answer(to: reader.reading, id: nil)
    switch format {
    case .json: Terminal.json(answer)
    case .pretty: Terminal.out(answer.story)
    }
    return .fine
  }

  /// Answers every record; one that is none gets an answer that says so, and the whole ends with 3.
  private func answerRecords(_ judge: LogJudge) throws(LoadFailure) -> ExitCode {
    var number = 0
    var wrong = 0
    // A record may be longer than a piece: its parts wait here, as many as may be.
    var waiting: [UInt8] = []
    var isTooLong = false
    func finish() {
      number += 1
      defer { (waiting, isTooLong) = ([], false) }
      if !isTooLong, waiting.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return }
      let record = isTooLong ? nil : try? JSONDecoder().decode(LogRecord.self, from: Data(waiting))
      guard let record else {
        wrong += 1
        let reason = isTooLong ? "it is longer than 16 MiB" : "it is no object with a `text`"
        Terminal.line(LogAnswer(error: "line \(number): \(reason)"))
        return
      }
      var reader = judge.reader
      Array(record.text.utf8).withUnsafeBufferPointer { reader.read($0, isEnd: true) }
      Terminal.line(judge.answer(to: reader.reading, id: record.id))
    }
    try InputPieces.read(path, endingBy: Self.pieceBytes) { piece, isEnd, _ in
      var start = 0
      while start < piece.count {
        let end = piece[start...].firstIndex(of: UInt8(ascii: "\n"))
        let part = piece[start..<(end ?? piece.count)]
        if waiting.count + part.count <= Self.recordBytes {
          waiting += part
        } else {
          isTooLong = true
        }
        if end != nil { finish() }
        start = (end ?? piece.count) + 1
      }
      if isEnd, !waiting.isEmpty || isTooLong { finish() }
    }
    guard wrong > 0 else { return .fine }
    Terminal.err("kintsugi: \(wrong) of \(number) records could not be read\n")
    return .notLoaded
  }
}

/// One record of a corpus: other keys are left alone.
private struct LogRecord: Decodable {
  let id: String?
  let text: String

  private enum CodingKeys: String, CodingKey { case id, text }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    text = try container.decode(String.self, forKey: .text)
    let word = try? container.decodeIfPresent(String.self, forKey: .id)
    let number = try? container.decodeIfPresent(Int.self, forKey: .id)
    id = word ?? number.map { "\($0)" }
  }
}

/// Judges what was read of a text of which nothing else is known.
struct LogJudge {
  let engine: Engine
  let environment: String

  /// Reads a text; what is kept of a line has no secret in it.
  var reader: LogReader {
    let redactor = Redactor()
    var reader = LogReader(engine.logIndex) { redactor.redacted($1, of: $0) }
    reader.begin(.text)
    return reader
  }

  /// The answer to a text.
  func answer(to reading: LogReading, id: String?) -> LogAnswer {
    let found = engine.findings(in: evidence, reading: reading, at: now).findings
    let anomaly = found.first { $0.mode != .shadow }
    let action = anomaly.map { $0.mode == .heal ? atMost(for: $0, reading) : Action.escalate }
    return LogAnswer(id: id, findings: found, action: action)
  }

  /// What the policy would do, were nothing in its way: what safety names no remedy is escalated.
  private func atMost(for anomaly: Finding, _ reading: LogReading) -> String {
    let proposal = engine.decision(
      on: evidence, reading: reading, after: HealingHistory(openedAt: now),
      under: .untouched(engine.configuration), at: now
    ).proposal.action
    let remedies = engine.configuration.safety.remedies[anomaly.kind] ?? []
    return remedies.contains(proposal) ? proposal : Action.escalate
  }

  /// Any time: what is asked for does not depend on it.
  private var now: Timestamp { Self.event.time }

  /// The event that a failed run would have sent.
  static let event = Event(
    id: "", account: "", region: "", time: Timestamp(seconds: 0), job: "", run: "", state: .failed,
    message: "")

  /// A failed run of a job that may run again, of which only the text is known.
  private var evidence: Evidence {
    let unknown = "only the text of the log is known"
    var run = RunEvidence(id: "", unknown: unknown)
    run.state = .known(.failed)
    run.workerType = .known("G.1X")
    return Evidence(
      event: Self.event, gatheredAt: now, environment: environment,
      job: JobEvidence(name: "", owner: "", rerun: .overwrites, defaultArguments: .known([:])),
      run: run,
      runs: RunsEvidence(
        active: .known(0), failedInARow: .unknown(unknown), lastGood: .unknown(unknown)),
      tables: [], log: .unknown(unknown))
  }
}

/// A file, or standard input, in pieces that end with a line.
enum InputPieces {
  /// Calls `body` with pieces of at most twice `size` bytes, whether the piece is the last, and
  /// whether it had to be cut within a line.
  static func read(
    _ path: String, endingBy size: Int,
    _ body: (UnsafeBufferPointer<UInt8>, _ isEnd: Bool, _ isCut: Bool) -> Void
  ) throws(LoadFailure) {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .message("\(path) cannot be opened: \(reason())") }
    defer { if path != "-" { close(descriptor) } }
    var buffer = [UInt8](repeating: 0, count: 2 * size)
    var filled = 0
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        Glibc.read(descriptor, bytes.baseAddress.map { $0 + filled }, bytes.count - filled)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .message("\(path) cannot be read: \(reason())")
      }
      filled += count
      guard count > 0 else { break }
      guard filled >= size else { continue }
      let end = buffer[..<filled].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
      guard end != nil || filled == buffer.count else { continue }
      let cut = end ?? filled
      buffer.withUnsafeBufferPointer { body(.init(rebasing: $0[..<cut]), false, end == nil) }
      buffer.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        memmove(start, start + cut, filled - cut)
      }
      filled -= cut
    }
    buffer.withUnsafeBufferPointer { body(.init(rebasing: $0[..<filled]), true, false) }
  }

  private static func reason() -> String { String(cString: strerror(errno)) }
}

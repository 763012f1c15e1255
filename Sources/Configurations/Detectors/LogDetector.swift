internal import Conditions
internal import Documents
internal import Incidents

/// Fires when a line of the run's log, or its error message, matches one of `matches`.
struct LogDetector: Detector {
  static let name = "log"
  static let summary =
    "A line of the error or output stream, or the run's own message, matches a pattern"

  /// The most bytes of a line that are shown.
  static let witnessBytes = 400

  let patterns: PatternSet
  let levels: [LogStream.Level]?
  let runStates: [RunState]?
  let streams: [LogStream.Source]?
  let minimumCount: Int

  init?(_ fields: inout FieldReader) {
    let node = fields.required("matches")
    let patterns = fields.patterns("matches")
    if let node, patterns.isEmpty, node.isEmptyList {
      fields.report([.wrongKind(wanted: "at least one pattern", node)])
    }
    self.patterns = PatternSet(patterns)
    levels = fields.keys.contains("levels") ? fields.words("levels", of: LogStream.Level.self) : nil
    runStates =
      fields.keys.contains("run_states") ? fields.words("run_states", of: RunState.self) : nil
    streams =
      fields.keys.contains("streams") ? fields.words("streams", of: LogStream.Source.self) : nil
    minimumCount = fields.wholeNumber("at_least", in: 1...10_000) ?? 1
    for key in ["levels", "run_states", "streams"] {
      guard let list = fields.optional(key), list.isEmptyList else { continue }
      fields.report([.emptyScope(key, at: list.span)])
    }
    if node == nil { return nil }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    if let runStates {
      guard let state = scene.evidence.run.state.value else { return .unknown(["run.state"]) }
      if !runStates.contains(state) { return .silent }
    }
    guard case .known(let all) = scene.evidence.log else { return .unknown(["log"]) }
    var hits: [LogHit] = []
    for stream in all where streams?.contains(stream.source) ?? true {
      hits += self.hits(in: stream)
      if hits.count >= minimumCount { break }
    }
    return hits.count >= minimumCount ? .fired(hits.first.map(detection)) : .silent
  }

  /// The matching lines of a stream with a wanted level, in order, as many as are needed.
  private func hits(in stream: LogStream) -> [LogHit] {
    var hits: [LogHit] = []
    patterns.forEachMatch(in: stream.bytes) { match in
      let level = stream.level(ofLineAt: match.line.lowerBound)
      if levels?.contains(level) ?? true {
        hits.append(LogHit(stream: stream, match: match, level: level))
      }
      return hits.count < minimumCount
    }
    return hits
  }

  private func detection(of hit: LogHit) -> Detection {
    let line = hit.stream.bytes[hit.match.line].prefix(Self.witnessBytes)
    return Detection(
      facts: hit.match.captures,
      explanation: "line \(hit.match.lineNumber) of the \(hit.stream.source.words) matches",
      witness: LogWitness(
        source: hit.stream.source, line: hit.match.lineNumber, level: hit.level,
        text: String(decoding: line, as: UTF8.self)))
  }
}

/// One line that matched.
private struct LogHit {
  let stream: LogStream
  let match: PatternSetMatch
  let level: LogStream.Level
}

extension LogStream.Source {
  /// The stream's name in a sentence.
  var words: String {
    switch self {
    case .error: "error stream"
    case .output: "output stream"
    case .message: "run's error message"
    }
  }
}

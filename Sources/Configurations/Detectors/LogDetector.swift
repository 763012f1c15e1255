internal import Conditions
internal import Documents
internal import Incidents

/// Fires when a line of the run's log, or its error message, matches one of `matches`.
///
/// The log is read once for all detectors; this one says what it wants of a line, and looks it up.
struct LogDetector: Detector {
  static let name = "log"
  static let summary =
    "A line of the error or output stream, or the run's own message, matches a pattern"

  let patterns: [Pattern]
  let criteria: LogCriteria
  let runStates: [RunState]?

  init?(_ fields: inout FieldReader) {
    // A category alone says enough; without one there must be a pattern.
    let hasCategory = fields.keys.contains("categories")
    let node = hasCategory ? fields.optional("matches") : fields.required("matches")
    patterns = fields.patterns("matches")
    if let node, patterns.isEmpty, node.isEmptyList {
      fields.report([.wrongKind(wanted: "at least one pattern", node)])
    }
    var criteria = LogCriteria(patterns: patterns.map(\.text))
    criteria.levels = Self.words("levels", of: LogStream.Level.self, &fields)
    criteria.streams = Self.words("streams", of: LogStream.Source.self, &fields)
    criteria.writers = Self.words("writers", of: LogStream.Writer.self, &fields)
    criteria.categories = Self.words("categories", of: ErrorCategory.self, &fields)
    criteria.loggers =
      fields.keys.contains("loggers") ? fields.texts("loggers").map { NamePattern($0.text) } : nil
    criteria.minimumCount = fields.wholeNumber("at_least", in: 1...10_000) ?? 1
    self.criteria = criteria
    runStates = Self.words("run_states", of: RunState.self, &fields)
    for key in ["levels", "run_states", "streams", "writers", "categories", "loggers"] {
      guard let list = fields.optional(key), list.isEmptyList else { continue }
      fields.report([.emptyScope(key, at: list.span)])
    }
    if node == nil, !hasCategory { return nil }
  }

  private static func words<Word: RawRepresentable & CaseIterable>(
    _ key: String, of type: Word.Type, _ fields: inout FieldReader
  ) -> [Word]? where Word.RawValue == String {
    fields.keys.contains(key) ? fields.words(key, of: type) : nil
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    if let runStates {
      guard let state = scene.evidence.run.state.value else { return .unknown(["run.state"]) }
      if !runStates.contains(state) { return .silent }
    }
    guard let reading = scene.reading ?? ownReading(of: scene.evidence.log) else {
      return .unknown(["log"])
    }
    return .fired(reading.hit(for: criteria).map(detection))
  }

  func figures(in scene: DetectionScene) -> [String] {
    if let runStates, let state = scene.evidence.run.state.value, !runStates.contains(state) {
      return ["the run is `\(state.rawValue)`, which is none of `run_states`"]
    }
    guard let reading = ownReading(of: scene.evidence.log) else { return [] }
    let count = reading.count(for: criteria)
    return [
      "\(count == 0 ? "no line" : count == 1 ? "1 line" : "\(count) lines") of the log matches"
        + (count > 0 ? "; it takes \(criteria.minimumCount)" : "")
    ]
  }

  /// What this detector alone finds, where nobody read the log for all.
  private func ownReading(of log: Known<[LogStream]>) -> LogReading? {
    log.value.map { LogIndex(detectors: [(self, false)]).reading(of: $0) }
  }

  private func detection(of hit: LogHit) -> Detection {
    Detection(
      facts: hit.facts,
      explanation: "line \(hit.witness.line) of the \(hit.witness.source.words) matches",
      witness: hit.witness)
  }
}

extension LogStream.Source {
  /// The stream's name in a sentence.
  var words: String {
    switch self {
    case .error: "error stream"
    case .output: "output stream"
    case .message: "run's error message"
    case .text: "given text"
    }
  }
}

internal import Baselines
public import Incidents

/// A kind of detector: its fields, its check and its meaning, in one file.
///
/// A detector reads facts and never guesses: what it cannot see is `unknown`, with the reason.
public protocol Detector: Sendable {
  /// The key below `when`.
  static var name: String { get }
  /// What the detector looks for, in a sentence for the manual.
  static var summary: String { get }
  /// Reads the detector's fields; what is wrong is in the reader.
  init?(_ fields: inout FieldReader)
  /// What the detector says of the evidence.
  func answer(in scene: DetectionScene) -> DetectorAnswer
  /// The figures that it looked at, in sentences: for whoever wonders why it is silent.
  func figures(in scene: DetectionScene) -> [String]
  /// Whether the detector needs nothing but the profile of a batch and those before it.
  static var needsProfilesOnly: Bool { get }
}

extension Detector {
  /// Most detectors look at more.
  public static var needsProfilesOnly: Bool { false }

  public func figures(in scene: DetectionScene) -> [String] {
    Self.needsProfilesOnly ? scene.historyFigures : []
  }
}

/// All detectors, in the order of the manual.
public let detectors: [any Detector.Type] = [
  LogDetector.self, SchemaDriftDetector.self, TypeChangeDetector.self, CatalogChangeDetector.self,
  NullRateDetector.self, VolumeDetector.self, DuplicateRateDetector.self, UnreadableDetector.self,
  FreshnessDetector.self, DistributionDetector.self, VocabularyDetector.self, ShapesDetector.self,
  SentinelsDetector.self, UnitChangeDetector.self, RangeDetector.self, ConstantDetector.self,
  RelationDetector.self, ReplayDetector.self,
]

/// What a detector may look at.
public struct DetectionScene: Sendable {
  public let evidence: Evidence
  /// The tables that the rule is for.
  public let tables: [TableEvidence]
  public let comparison: Rule.Comparison
  /// What all `log` detectors found; `nil` where each has to read the log itself.
  public let reading: LogReading?
  let baselines: BaselineMemory

  public init(
    evidence: Evidence, tables: [TableEvidence], comparison: Rule.Comparison,
    reading: LogReading? = nil, baselines: BaselineMemory = BaselineMemory()
  ) {
    self.evidence = evidence
    self.tables = tables
    self.comparison = comparison
    self.reading = reading
    self.baselines = baselines
  }

  /// Asks `look` about each table, and puts the answers together: any that fired decide.
  func answer(onEachTable look: (TableEvidence) -> DetectorAnswer) -> DetectorAnswer {
    DetectorAnswer.any(tables.map(look))
  }

  /// The rows of each table, and how much there is to compare them with.
  var historyFigures: [String] {
    tables.compactMap { table in
      guard case .known(let batch) = table.batch, case .known(let past) = baseline(of: table)
      else { return nil }
      let isYoung = past.batches < Baseline.young
      return "`\(table.name)` has \(batch.rows) rows, after \(past.batches) earlier batches"
        + (isYoung ? "; what is unusual is told from \(Baseline.young) on" : "")
    }
  }
}

/// What a detector, or a whole trigger, says of the evidence.
public enum DetectorAnswer: Sendable, Hashable {
  case fired([Detection])
  case silent
  /// It cannot be told; names the evidence that is missing.
  case unknown([String])

  /// One that fired is enough; else one that is unknown leaves it open.
  static func any(_ answers: [DetectorAnswer]) -> DetectorAnswer {
    let detections = answers.flatMap(\.detections)
    if answers.contains(where: \.hasFired) { return .fired(detections) }
    let missing = answers.flatMap(\.missing)
    return missing.isEmpty ? .silent : .unknown(missing)
  }

  /// One that is silent is enough against it; else one that is unknown leaves it open.
  static func all(_ answers: [DetectorAnswer]) -> DetectorAnswer {
    if answers.contains(.silent) { return .silent }
    let missing = answers.flatMap(\.missing)
    return missing.isEmpty ? .fired(answers.flatMap(\.detections)) : .unknown(missing)
  }

  /// The opposite; what fired only by being absent has nothing to show.
  static func not(_ answer: DetectorAnswer) -> DetectorAnswer {
    switch answer {
    case .fired: .silent
    case .silent: .fired([Detection(explanation: "the condition under `not` does not hold")])
    case .unknown(let missing): .unknown(missing)
    }
  }

  private var hasFired: Bool {
    switch self {
    case .fired: true
    case .silent, .unknown: false
    }
  }

  private var detections: [Detection] {
    switch self {
    case .fired(let detections): detections
    case .silent, .unknown: []
    }
  }

  private var missing: [String] {
    switch self {
    case .unknown(let missing): missing
    case .fired, .silent: []
    }
  }
}

extension DetectorAnswer {
  /// Fired with one detection, or silent.
  static func fired(_ detection: Detection?) -> DetectorAnswer {
    detection.map { .fired([$0]) } ?? .silent
  }
}

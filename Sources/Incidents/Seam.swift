/// The mark that a repair leaves in the repaired table's own parameters.
///
/// It says by itself what was done and why, and how it is taken back: whoever finds the table finds
/// the seam, with or without a journal.
public struct Seam: Sendable, Hashable, Codable {
  /// The step that was taken, by its name in the configuration.
  public let step: String
  public let incident: String
  /// The attempt of the incident, from 1; that of a person who took something back is 0.
  public let attempt: Int
  /// The intent that the repair was made for: unique among all of them.
  public let marker: String
  public let at: Timestamp
  public let cause: StepCause
  /// Whether an earlier repair was taken back.
  public let isUndo: Bool
  /// What the step left behind: the version that it replaced, or the place of what it moved.
  public let from: String
  /// How it is taken back, as a step of a person who reads this.
  public let inverse: String

  public init(
    step: String, incident: String, attempt: Int, marker: String, at instant: Timestamp,
    cause: StepCause, isUndo: Bool, from: String, inverse: String
  ) {
    self.step = NeutralText.cut(step, toBytes: 255)
    self.incident = NeutralText.cut(incident, toBytes: 255)
    self.attempt = attempt
    self.marker = NeutralText.cut(marker, toBytes: 255)
    at = instant
    self.cause = cause.bounded
    self.isUndo = isUndo
    self.from = NeutralText.cut(from, toBytes: Self.longestWord)
    self.inverse = NeutralText.cut(inverse, toBytes: Self.longestWord)
  }

  enum CodingKeys: String, CodingKey {
    case step, incident, attempt, marker, at, cause, from, inverse
    case isUndo = "undo"
  }

  /// The parameter that holds a table's seams, the newest last.
  public static let parameter = "kintsugi.seams"
  /// The parameter that tells which intent wrote a version.
  public static let markerParameter = "kintsugi.attempt"
  /// What the parameters of the seam begin with: everything else is the table's own.
  public static let prefix = "kintsugi."
  /// The most seams that a table keeps; older ones stay in its earlier versions and in the journal.
  public static let mostKept = 8
  /// The most bytes of one text in a mark. With all of them, the parameter stays far below the
  /// 512,000 bytes that a catalog takes.
  static let longestWord = 1_500
}

/// Why a step is taken: the rule that found the anomaly, and its words, cut and neutralised.
public struct StepCause: Sendable, Hashable, Codable {
  public let rule: String
  public let kind: String
  public let reason: String

  public init(rule: String, kind: String, reason: String) {
    self.rule = rule
    self.kind = kind
    self.reason = reason
  }

  /// The cause of what a decision does.
  public init(of decision: Decision) {
    let anomaly = decision.anomaly
    self.init(
      rule: anomaly?.rule ?? "", kind: anomaly?.kind ?? "",
      reason: NeutralText.cut(anomaly?.message ?? "no anomaly is known", toBytes: 300))
  }

  /// The same, short and harmless whoever shows it.
  var bounded: StepCause {
    StepCause(
      rule: NeutralText.cut(rule, toBytes: 255), kind: NeutralText.cut(kind, toBytes: 255),
      reason: NeutralText.cut(reason, toBytes: 300))
  }
}

extension TableVersion {
  /// Whether this version does nothing but mark the one before it: the content is the same.
  public func onlyMarks(_ other: TableVersion) -> Bool {
    parameters[Seam.parameter] != other.parameters[Seam.parameter] && columns == other.columns
      && partitionKeys == other.partitionKeys && location == other.location
      && ownParameters == other.ownParameters
  }

  /// The table's own parameters, without the marks of repairs.
  public var ownParameters: [String: String] {
    parameters.filter { !$0.key.hasPrefix(Seam.prefix) }
  }

  /// What of the version a reader of its objects can tell: a mark changes nothing of it.
  public var unmarked: TableVersion {
    TableVersion(
      id: "", columns: columns, partitionKeys: partitionKeys, location: location, updated: nil,
      parameters: ownParameters)
  }

  /// Versions, newest first, with those that only add a mark seen as the one that they mark.
  ///
  /// The newest name stays, since a catalog locks by it, with the time since which the content is
  /// what it is: a mark is no change that anybody must look for a cause of.
  public static func withoutSeams(_ versions: [TableVersion]) -> [TableVersion] {
    var seen: [TableVersion] = []
    for (place, version) in versions.enumerated() {
      if let last = seen.last, versions[place - 1].onlyMarks(version) {
        seen[seen.count - 1] = TableVersion(
          id: last.id, columns: last.columns, partitionKeys: last.partitionKeys,
          location: last.location, updated: version.updated, parameters: last.parameters)
      } else {
        seen.append(version)
      }
    }
    return seen
  }
}

internal import Digests
public import Incidents

/// A batch of a table as the journal keeps it: what later batches are held against, and whether it
/// may be.
public struct KeptBatch: Sendable, Hashable {
  public let table: String
  /// The partition; of a table without partitions, a name that is made of the content.
  public let name: String
  public let kept: Timestamp
  public let standing: Standing
  public let rows: Int
  /// What tells the figures from those of another content under the same name.
  package let content: String
  /// The figures; absent where only the rest was read.
  public let profile: TableProfile?
  /// The figures as a line of the profile format; absent where they are.
  package let line: String?

  /// What is thought of a batch.
  public enum Standing: Sendable, Hashable {
    case good
    /// The rules of an incident found something in it, and nothing healed it since.
    case broken(incident: String)
    /// A person took it out.
    case excluded(by: String, reason: String)
    /// A person took it in again.
    case included(by: String)
  }

  /// A batch as it is kept now.
  public init(
    _ profile: TableProfile, of table: String, _ standing: Standing, at now: Timestamp
  ) {
    let line = Self.line(of: profile, in: table)
    content = String(Digest.hex(of: line).prefix(16))
    name = profile.origin.name ?? Self.wholeName + content
    self.table = table
    kept = now
    self.standing = standing
    rows = profile.rows
    self.profile = profile
    self.line = line
  }

  /// A batch of which only the figures are not known.
  package init(
    table: String, name: String, kept: Timestamp, standing: Standing, rows: Int, content: String
  ) {
    self.table = table
    self.name = name
    self.kept = kept
    self.standing = standing
    self.rows = rows
    self.content = content
    profile = nil
    line = nil
  }

  /// The same batch, with another standing and no figures: those that are kept stay.
  public func standing(_ standing: Standing) -> KeptBatch {
    KeptBatch(
      table: table, name: name, kept: kept, standing: standing, rows: rows, content: content)
  }

  /// The most batches that are kept of a table.
  public static let most = 365
  /// The most batches that one is held against, as far as the journal has to help.
  static let mostCompared = 60
  /// The longest name that is kept, and the longest of a table: what is longer is nobody's.
  private static let longestName = 900

  /// Whether it can be kept at all: it has a name, and that is none to fill a journal with.
  package var isKeepable: Bool { Self.isKeepable(table) && Self.isKeepable(name) }

  /// Whether anything can be kept under a name.
  package static func isKeepable(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= longestName
  }
}

// Names and order.
extension KeptBatch {
  private static let wholeName = "content:"

  /// Whether it is a whole table that has no partitions.
  var isWhole: Bool { name.hasPrefix(Self.wholeName) }

  /// Partitions in the order of their names, contents in the order in which they were kept.
  package func comesBefore(_ other: KeptBatch) -> Bool {
    if isWhole != other.isWhole { return isWhole }
    if isWhole, kept != other.kept { return kept < other.kept }
    return name.precedes(other.name)
  }

  /// Those of a table's batches for which there is no room: the oldest, and what people took out
  /// last of all.
  package static func surplus(of batches: [KeptBatch]) -> [KeptBatch] {
    let excess = batches.count - most
    guard excess > 0 else { return [] }
    let ordered = batches.sorted { $0.comesBefore($1) }
    return Array(
      (ordered.filter { !$0.standing.isExcluded } + ordered.filter(\.standing.isExcluded))
        .prefix(excess))
  }
}

// As texts that a store keeps.
extension KeptBatch {
  /// The longest line of a batch: an item of DynamoDB has 400 KB for everything in it.
  static let longestLine = 256 << 10

  /// Figures as a line of the profile format; of a content nothing but the figures.
  ///
  /// What would be too long says less: no values and shapes, then no more than types and empty
  /// values, and in the end rows alone.
  private static func line(of profile: TableProfile, in table: String) -> String {
    for figures in [profile, profile.withoutTexts, profile.withCountsAlone] {
      let line = record(of: figures, in: table).line
      if line.utf8.count <= longestLine { return line }
    }
    return record(of: profile.mappingColumns { _ in nil }, in: table).line
  }

  private static func record(of profile: TableProfile, in table: String) -> ProfileRecord {
    let origin = profile.origin
    if origin.name == nil { return ProfileRecord(table: table, profile: profile) }
    return ProfileRecord(
      table: table, batch: origin.name, time: origin.arrived, bytes: origin.bytes,
      digest: origin.digest, profile: profile)
  }

  /// The batch as a record of the profile format, with figures that were read apart from it.
  public func record(of profile: TableProfile) -> ProfileRecord {
    ProfileRecord(
      table: table, batch: name, time: profile.origin.arrived, bytes: profile.origin.bytes,
      digest: profile.origin.digest, isExcluded: !standing.counts, profile: profile)
  }

  /// The figures in a line.
  package static func profile(
    inLine line: String, of batch: String
  ) throws(JournalError) -> TableProfile {
    let record: ProfileRecord?
    do throws(ProfileLineError) {
      record = try ProfileRecord.record(inLine: Array(line.utf8)[...], number: 1)
    } catch {
      throw .damaged(what: "the batch \(batch)", reason: error.reason)
    }
    guard let record else { throw .damaged(what: "the batch \(batch)", reason: "it is empty") }
    return record.batchProfile
  }
}

extension KeptBatch.Standing {
  /// Whether later batches may be held against it.
  public var counts: Bool {
    switch self {
    case .good, .included: true
    case .broken, .excluded: false
    }
  }

  package var isExcluded: Bool { if case .excluded = self { true } else { false } }

  /// Whether a person said it: the one thing that takes the place of an exclusion.
  package var isByPerson: Bool {
    switch self {
    case .excluded, .included: true
    case .good, .broken: false
    }
  }

  /// The words that a store keeps.
  package var words: (kind: String, who: String, reason: String) {
    switch self {
    case .good: ("good", "", "")
    case .broken(let incident): ("broken", incident, "")
    case .excluded(let person, let reason): ("excluded", person, reason)
    case .included(let person): ("included", person, "")
    }
  }

  package init?(kind: String, who: String, reason: String) {
    switch kind {
    case "good": self = .good
    case "broken": self = .broken(incident: who)
    case "excluded": self = .excluded(by: who, reason: reason)
    case "included": self = .included(by: who)
    default: return nil
    }
  }
}

extension TableProfile {
  /// The figures without the values and shapes that are listed.
  fileprivate var withoutTexts: TableProfile {
    mappingColumns { column in
      let known = column.statistics
      let statistics = ColumnStatistics(
        deviation: known?.deviation, quantiles: known?.quantiles, lengths: known?.lengths)
      return ColumnProfile(
        name: column.name, values: column.values, nulls: column.nulls, distinct: column.distinct,
        isDistinctExact: column.isDistinctExact, minimum: column.minimum,
        maximum: column.maximum, mean: column.mean,
        statistics: statistics == ColumnStatistics() ? nil : statistics)
    }
  }

  fileprivate var withCountsAlone: TableProfile {
    mappingColumns { ColumnProfile(name: $0.name, values: $0.values, nulls: $0.nulls) }
  }

  func mappingColumns(_ change: (ColumnProfile) -> ColumnProfile?) -> TableProfile {
    TableProfile(
      rows: rows, columns: columns.compactMap(change), duplicateRows: duplicateRows, origin: origin)
  }
}

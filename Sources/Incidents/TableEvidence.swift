/// What the catalog says of a table, and what the objects of the run's own partition really hold.
public struct TableEvidence: Sendable {
  /// `database.table`.
  public let name: String
  public let role: Role
  /// All versions in the catalog, newest first; never empty when known.
  public var versions: Known<[TableVersion]>
  /// The version that was current when the last good run started.
  public var lastGoodVersion: Known<TableVersion>
  /// The objects of the run's own partition, profiled, in the order of their keys.
  public var objects: Known<[ObjectProfile]>
  /// The figures of all readable objects together.
  public var batch: Known<TableProfile>
  /// The same of earlier good batches, oldest first; this batch is never among them.
  public var history: Known<[TableProfile]>
  /// The schema that earlier batches had, where there is no catalog to say it.
  public var accepted: Known<TableVersion> = .unknown("nobody asked the earlier batches")

  /// What the data are held against.
  public enum Reference: Sendable {
    case catalog, history
  }

  /// The catalog, where it was read; else the history.
  public var reference: Reference { versions.value == nil ? .history : .catalog }

  /// What the job does with the table.
  public enum Role: String, Sendable {
    case reads, writes
  }

  public init(
    name: String, role: Role, versions: Known<[TableVersion]>, lastGoodVersion: Known<TableVersion>,
    objects: Known<[ObjectProfile]>, batch: Known<TableProfile>, history: Known<[TableProfile]>
  ) {
    self.name = name
    self.role = role
    self.versions = versions
    self.lastGoodVersion = lastGoodVersion
    self.objects = objects
    self.batch = batch
    self.history = history
  }

  /// The version that the catalog holds now.
  public var current: TableVersion? { versions.value?.first }

  /// The share of rows without a value, by column, of this batch; columns without a count are left
  /// out. Unknown where nobody counted in any column.
  public var nullRates: Known<[String: Double]> {
    switch batch {
    case .known(let profile)
    where !profile.columns.contains { $0.nulls != nil }
      && !profile.columns.isEmpty:
      .unknown("nobody counted empty values")
    case .known(let profile): .known(Self.nullRates(profile))
    case .unknown(let reason): .unknown(reason)
    }
  }

  /// The share of rows without a value, by column, 0...1.
  public static func nullRates(_ profile: TableProfile) -> [String: Double] {
    var rates: [String: Double] = [:]
    for column in profile.columns where profile.rows > 0 {
      if let nulls = column.nulls { rates[column.name] = Double(nulls) / Double(profile.rows) }
    }
    return rates
  }
}

/// One version of a table in the catalog.
public struct TableVersion: Sendable, Hashable, Codable {
  /// The catalog's own name of the version.
  public let id: String
  public let columns: [Column]
  public let partitionKeys: [Column]
  public let location: String
  /// When it became current; `nil` where the catalog does not say.
  public let updated: Timestamp?
  public let parameters: [String: String]

  public init(
    id: String, columns: [Column], partitionKeys: [Column], location: String, updated: Timestamp?,
    parameters: [String: String]
  ) {
    self.id = id
    self.columns = columns
    self.partitionKeys = partitionKeys
    self.location = location
    self.updated = updated
    self.parameters = parameters
  }

  /// The tags that governance put on the table: keys of the parameter `kintsugi:tags`, by commas.
  public var tags: [String] {
    (parameters["kintsugi:tags"] ?? "").split(separator: ",").compactMap { part in
      // People write spaces anywhere, and a hold that is not seen is no hold.
      let key = part.prefix { $0 != "=" }.drop(while: \.isWhitespace)
      let tag = String(key.reversed().drop(while: \.isWhitespace).reversed())
      return tag.isEmpty ? nil : tag
    }
  }

  /// Whether the reader of this format goes by a column's place rather than by its name.
  public var readsByPosition: Bool { parameters["classification"]?.lowercased() == "csv" }

  /// The version that was current at an instant: the newest that is not younger.
  ///
  /// Unknown when a time is missing and there is more than one version.
  public static func current(at instant: Timestamp?, among versions: [TableVersion]) -> Known<
    TableVersion
  > {
    if versions.count == 1, let only = versions.first { return .known(only) }
    guard let instant else { return .unknown("no good run is on record") }
    if versions.contains(where: { $0.updated == nil }) {
      return .unknown("the catalog does not say when its versions were made")
    }
    let earlier = versions.filter { ($0.updated ?? instant) <= instant }
    let newest = earlier.max { ($0.updated ?? instant) < ($1.updated ?? instant) }
    return newest.map { .known($0) } ?? .unknown("all versions are younger than the last good run")
  }
}

/// One way in which the data differ from what the catalog says.
public struct SchemaChange: Sendable, Hashable, Codable {
  public let kind: Kind
  /// The column as the catalog calls it; for an added one, as the data do.
  public let column: String
  /// The data's name of a renamed column, else the same name.
  public let observedName: String
  public let catalogType: ColumnType?
  public let observedType: ColumnType?
  /// Whether batch and earlier partitions stay readable with the same values when the catalog
  /// follows.
  public let isLossless: Bool

  /// What happened to a column.
  public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case added, removed, renamed, reordered, widening, narrowing, incompatible
  }

  public init(
    kind: Kind, column: String, observedName: String, catalogType: ColumnType?,
    observedType: ColumnType?, isLossless: Bool
  ) {
    self.kind = kind
    self.column = column
    self.observedName = observedName
    self.catalogType = catalogType
    self.observedType = observedType
    self.isLossless = isLossless
  }
}

/// The catalog's columns held against those of the data.
///
/// A format whose reader goes by position keeps a renamed column's values and loses a reordered
/// one's; a format read by name the other way round. Added columns are lossless where the data name
/// their columns, which all our formats do; a removed one never is.
public struct SchemaComparison: Sendable {
  public let changes: [SchemaChange]
  /// The schema that the data really have, in their order.
  public let observed: [Column]

  /// Compares a catalog version with the figures of a batch.
  ///
  /// Cost: O(columns), and O(columns) more for each that went.
  public init(catalog version: TableVersion, batch: TableProfile) {
    let catalog = version.columns
    let byName = Dictionary(catalog.map { ($0.name, $0.type) }) { first, _ in first }
    observed = batch.columns.map {
      Column(name: $0.name, type: $0.observedType(catalog: byName[$0.name]))
    }
    let observedByName = Dictionary(observed.map { ($0.name, $0) }) { first, _ in first }
    let observedNames = Set(observed.map(\.name))
    let removed = catalog.filter { !observedNames.contains($0.name) }
    let added = observed.filter { byName[$0.name] == nil }
    let renames = Self.renames(removed: removed, added: added, catalog: catalog, batch: batch)
    let moved = Self.moved(catalog: catalog, observed: observed)

    var found: [SchemaChange] = []
    for column in catalog {
      if let new = renames[column.name] {
        let type = batch.column(new)?.observedType(catalog: column.type) ?? column.type
        found.append(
          SchemaChange(
            kind: .renamed, column: column.name, observedName: new, catalogType: column.type,
            observedType: type, isLossless: version.readsByPosition && type == column.type))
      } else if let seen = observedByName[column.name] {
        found += Self.typeChange(of: column, seen: seen)
        if moved.contains(column.name) {
          found.append(
            SchemaChange(
              kind: .reordered, column: column.name, observedName: column.name,
              catalogType: column.type, observedType: column.type,
              isLossless: !version.readsByPosition))
        }
      } else {
        found.append(
          SchemaChange(
            kind: .removed, column: column.name, observedName: column.name,
            catalogType: column.type, observedType: nil, isLossless: false))
      }
    }
    let renamedTo = Set(renames.values)
    found += added.filter { !renamedTo.contains($0.name) }.map {
      SchemaChange(
        kind: .added, column: $0.name, observedName: $0.name, catalogType: nil,
        observedType: $0.type, isLossless: true)
    }
    changes = found
  }

  /// Pairs a column that went with one that came, at the same place and of the same type.
  private static func renames(
    removed: [Column], added: [Column], catalog: [Column], batch: TableProfile
  ) -> [String: String] {
    var pairs: [String: String] = [:]
    for column in removed {
      guard let place = catalog.firstIndex(of: column), batch.columns.count == catalog.count,
        batch.columns.indices.contains(place)
      else { continue }
      let candidate = batch.columns[place]
      guard added.contains(where: { $0.name == candidate.name }),
        candidate.observedType(catalog: column.type) == column.type
      else { continue }
      pairs[column.name] = candidate.name
    }
    return pairs
  }

  private static func typeChange(of column: Column, seen: Column) -> [SchemaChange] {
    guard let relation = TypeRelation(catalog: column.type, observed: seen.type) else { return [] }
    let kind: SchemaChange.Kind =
      switch relation {
      case .widening: .widening
      case .narrowing: .narrowing
      case .incompatible: .incompatible
      }
    return [
      SchemaChange(
        kind: kind, column: column.name, observedName: column.name, catalogType: column.type,
        observedType: seen.type, isLossless: relation == .widening)
    ]
  }

  /// The columns on whose place another column stands now, of those that both sides have.
  private static func moved(catalog: [Column], observed: [Column]) -> Set<String> {
    let catalogNames = Set(catalog.map(\.name))
    let observedNames = Set(observed.map(\.name))
    let shared = catalog.map(\.name).filter(observedNames.contains)
    let seen = observed.map(\.name).filter(catalogNames.contains)
    // A name that is there twice on one side leaves the other one shorter.
    return Set(zip(shared, seen).filter { $0 != $1 }.map(\.0))
  }
}

extension TableEvidence {
  /// The catalog's current version held against this batch.
  ///
  /// Without a catalog it is the schema that earlier batches had.
  public var comparison: Known<SchemaComparison> {
    if case .unknown = versions, case .known(let version) = accepted {
      return comparison(with: .known(version))
    }
    return comparison(with: versions.map { $0.first })
  }

  /// Whether the data have exactly the schema that the catalog had when the last good run started.
  public var observedFitsLastGood: Known<Bool> {
    comparison(with: lastGoodVersion.map { $0 }).map { $0.changes.isEmpty }
  }

  private func comparison(with version: Known<TableVersion?>) -> Known<SchemaComparison> {
    switch (version, batch) {
    case (.known(let version?), .known(let batch)):
      .known(SchemaComparison(catalog: version, batch: batch))
    case (.known(nil), _): .unknown("the catalog has no version of \(name)")
    case (.unknown(let reason), _), (_, .unknown(let reason)): .unknown(reason)
    }
  }
}

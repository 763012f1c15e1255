public import Incidents

extension Baseline {
  /// The schema that earlier batches had: the newest one's columns, each with a type that holds
  /// all that the column ever held.
  ///
  /// What the earlier batches leave open follows `batch`: a column of the batch that has no value
  /// fits any type, and a type that some earlier file declared is no news. `nil` without a batch.
  public func acceptedSchema(for batch: TableProfile) -> TableVersion? {
    guard let last = profiles.last else { return nil }
    let columns = last.columns.map { column in
      Column(name: column.name, type: acceptedType(of: column, for: batch))
    }
    return TableVersion(
      id: last.origin.name ?? "", columns: columns, partitionKeys: [], location: "",
      updated: nil, parameters: [:])
  }

  private func acceptedType(of column: ColumnProfile, for batch: TableProfile) -> ColumnType {
    let now = batch.column(column.name)
    if let now, now.nulls == batch.rows {
      // Text without a value parses as everything, so the narrowest stands for all.
      return now.narrowest
    }
    guard let past = history.column(column.name) else { return column.narrowest }
    var declared: [ColumnType] = []
    var parsed: [ColumnType]?
    for place in span {
      guard past.nulls[place] != history.batches[place].rows,
        let values = past.profiles[place]?.values
      else { continue }
      switch values {
      case .declared(let type): if !declared.contains(type) { declared.append(type) }
      case .parses(let types):
        if let before = parsed {
          // Mostly nothing changes, and nothing need be made.
          if before != types { parsed = before.filter(types.contains) }
        } else {
          parsed = types
        }
      }
    }
    if let now, case .declared(let type) = now.values, declared.contains(type) { return type }
    return parsed?.first ?? declared.last ?? column.narrowest
  }
}

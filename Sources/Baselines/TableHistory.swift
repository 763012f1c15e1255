public import Incidents

/// The batches of a table in order, with every figure's series prepared once.
///
/// A class, since all baselines of a table share it; it never changes. Each batch is held against
/// the batches before it alone, so one preparation serves every prefix. Cost: O(batches × columns),
/// and O(batches × columns²) for the first 64 columns, whose relations are mined.
public final class TableHistory: Sendable {
  /// The earlier batches, oldest first.
  public let batches: [TableProfile]
  let rows: Series
  let dates: [BatchDate?]
  let phases: Phases
  /// In the order in which the columns first appeared.
  let columns: [ColumnHistory]
  let relations: [ColumnRelation]
  let replay: Replay
  private let places: [String: Int]

  /// Relations are mined between so many columns.
  static let relatedColumns = 64

  /// Prepares the series of batches, oldest first.
  public init(_ batches: [TableProfile]) {
    self.batches = batches
    let dates = batches.map { $0.origin.name.flatMap { BatchDate(in: $0) } }
    self.dates = dates
    let phases = Phases(days: dates.map { $0?.days })
    self.phases = phases
    let counts = batches.map(\.rows)
    rows = Series(
      counts.map { $0 > 0 ? logarithm(Double($0)) : .nan }, rows: counts, phases: phases)
    var names: [String] = []
    var places: [String: Int] = [:]
    var profiles: [[ColumnProfile?]] = []
    for (batch, table) in batches.enumerated() {
      for (order, column) in table.columns.enumerated() {
        // Columns mostly keep their places, which saves a look into the dictionary.
        let place: Int
        if names.indices.contains(order), names[order] == column.name {
          place = order
        } else if let known = places[column.name] {
          place = known
        } else {
          place = names.count
          places[column.name] = place
          names.append(column.name)
          profiles.append([ColumnProfile?](repeating: nil, count: batches.count))
        }
        profiles[place][batch] = column
      }
    }
    self.places = places
    columns = names.enumerated().map { place, name in
      ColumnHistory(
        name: name, profiles: profiles[place], rows: counts, dates: dates, phases: phases)
    }
    relations = ColumnRelation.mined(
      among: Array(columns.prefix(Self.relatedColumns)), rows: counts, phases: phases)
    replay = Replay(
      counts: counts, rows: rows, columns: columns, relations: relations, phases: phases)
  }

  /// The history of a column; columns mostly keep their places, which saves a look into the
  /// dictionary.
  func column(_ name: String, near order: Int? = nil) -> ColumnHistory? {
    if let order, columns.indices.contains(order), columns[order].name == name {
      return columns[order]
    }
    return places[name].map { columns[$0] }
  }

  /// The columns of a batch at the places of the history's; `nil` where the batch has none.
  func profiles(of batch: TableProfile) -> [ColumnProfile?] {
    var found = [ColumnProfile?](repeating: nil, count: columns.count)
    for column in batch.columns {
      if let place = places[column.name] { found[place] = column }
    }
    return found
  }
}

import Incidents

/// The Parquet files of one batch: what their footers say, and the values of their plain columns.
struct ParquetBatch {
  private var footers: [TableProfile] = []
  private var table = TableTally<ColumnTally>(expecting: [], countsDuplicates: false)
  /// The names of columns whose values are not all in the table.
  private var incomplete: Set<[UInt8]> = []

  var isEmpty: Bool { footers.isEmpty }

  /// Takes in one file: its footer, and all its values where asked.
  mutating func read(_ file: ParquetFile, withValues: Bool) throws(ReadFailure) {
    footers.append(try file.profile())
    guard withValues else { return }
    let columns = try file.columns()
    for (column, chunks) in columns {
      try read(chunks, of: column, in: file)
      table.bound()
    }
    table.end(rows: file.rows)
  }

  private mutating func read(
    _ chunks: [ParquetChunk], of column: ParquetColumn, in file: ParquetFile
  ) throws(ReadFailure) {
    let name = Array(column.name.utf8)
    guard !incomplete.contains(name) else { return }
    guard let leaf = column.leaf, leaf.meaning != .nothing,
      let index = table.index(of: name, leaf: leaf),
      let known = table.tallies[index].settings.leaf, known.holdsSame(as: leaf)
    else {
      incomplete.insert(name)
      return
    }
    do throws(ReadFailure) {
      try file.read(chunks, of: leaf, as: index, into: &table)
    } catch {
      // What is only beyond our reading leaves the column with what the footers say of it.
      guard case .unread = error else { throw error }
      incomplete.insert(name)
    }
  }

  /// The figures of all files together.
  var profile: TableProfile {
    let known = Profiler.merged(footers)
    let columns = known.columns.map { column -> ColumnProfile in
      let name = Array(column.name.utf8)
      guard !incomplete.contains(name),
        let index = table.tallies.firstIndex(where: { $0.name == name })
      else { return column }
      return table.profile(ofColumn: index)
    }
    return TableProfile(rows: known.rows, columns: columns)
  }
}

extension ParquetLeaf {
  /// Whether values of both may be counted together.
  fileprivate func holdsSame(as other: ParquetLeaf) -> Bool {
    physical == other.physical && meaning == other.meaning && width == other.width
  }
}

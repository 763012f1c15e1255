public import Incidents

/// Profiles the objects of one batch together, each in one pass, in bounded memory.
public struct BatchProfiler {
  /// Which figures are wanted.
  public enum Depth: String, Sendable, Hashable, CaseIterable {
    /// All of them.
    case full
    /// Rows, nulls and types alone, at several times the speed.
    case types
  }

  private var full: TableTally<ColumnTally>
  private var types: TableTally<TypeTally>
  private var parquet = ParquetBatch()
  private let depth: Depth
  private var hasText = false

  /// `columns` are what the catalog says; equal rows are looked for where asked.
  public init(
    _ depth: Depth = .full, expecting columns: [Column] = [], countsDuplicates: Bool = true
  ) {
    self.depth = depth
    full = TableTally(
      expecting: columns, countsDuplicates: countsDuplicates && depth == .full)
    types = TableTally(expecting: columns, countsDuplicates: false)
  }

  /// Takes in the rows of one object of text.
  ///
  /// Throws where it cannot be read to its end; what was read of it stays in the figures.
  /// Returns the encoding in which it was read.
  @discardableResult
  public mutating func read(
    _ source: some ByteSource, key: String, format: ObjectFormat,
    encoding: TextEncoding = .utf8, inflatedLimit: Int = ProfileLimits.inflatedBytes
  ) throws(ReadFailure) -> TextEncoding {
    let window = try TextWindow(
      source, key: key, encoding: encoding, inflatedLimit: inflatedLimit)
    hasText = true
    switch depth {
    case .full: try Self.read(window, format, into: &full)
    case .types: try Self.read(window, format, into: &types)
    }
    return window.encoding
  }

  private static func read<Tally>(
    _ window: TextWindow, _ format: ObjectFormat, into table: inout TableTally<Tally>
  ) throws(ReadFailure) {
    switch format {
    case .csv:
      var reader = CSVReader<Tally>(window)
      try reader.read(into: &table)
    case .jsonLines:
      var reader = JSONLinesReader<Tally>(window)
      try reader.read(into: &table)
    case .parquet:
      throw .unread("Parquet is no text")
    }
  }

  /// Takes in the rows of one Parquet file; of its footer alone where types are enough.
  public mutating func readParquet(_ store: any ByteStore) throws(ReadFailure) {
    try parquet.read(try ParquetFile(store), withValues: depth == .full)
  }

  /// The figures of everything so far.
  public var profile: TableProfile {
    if parquet.isEmpty { return textProfile }
    return hasText ? Profiler.merged([textProfile, parquet.profile]) : parquet.profile
  }

  private var textProfile: TableProfile {
    switch depth {
    case .full: full.profile
    case .types: types.profile
    }
  }
}

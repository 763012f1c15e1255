public import Incidents

/// Turns the bytes of objects into profiles: figures per column, or why an object cannot be read.
public enum Profiler {
  /// Profiles one object; `columns` are what the catalog says it should hold.
  ///
  /// The catalog's columns change no figure; they only let a type that text cannot show by itself
  /// (`tinyint`, `decimal(10,2)`, `struct<…>`) be reported when all values fit it.
  /// Cost: one pass over the bytes; memory stays below `ProfileLimits`.
  public static func profile(
    key: String, bytes: [UInt8], format: ObjectFormat, expecting columns: [Column] = []
  ) -> ObjectProfile {
    let content: ObjectProfile.Content
    do throws(ReadFailure) {
      if format == .parquet {
        content = .table(try ParquetFile(bytes).profile())
      } else {
        var batch = BatchProfiler(expecting: columns, countsDuplicates: false)
        try batch.read(HeldBytes(bytes), key: key, format: format)
        content = .table(batch.profile)
      }
    } catch {
      content = error.content
    }
    return ObjectProfile(key: key, bytes: bytes.count, content: content)
  }
}

/// What bounds the memory of profiling, whatever an object holds.
public enum ProfileLimits {
  /// The bytes to which a gzip stream may inflate; a longer one is left unread.
  public static let inflatedBytes = 512 << 20
  /// The columns of one table; an object with more is left unread.
  public static let columns = 10_000
  /// The different values that are counted per column; beyond it they are estimated.
  public static let distinctValues = 100_000
  /// The bytes of different values that are kept per column; beyond it they are estimated.
  public static let distinctBytes = 16 << 20
  /// The bytes that the tables of different values of all columns may hold; beyond it the largest
  /// is given up for an estimate.
  public static let tableBytes = 96 << 20
  /// The different rows that are looked at for duplicates; beyond it nobody knows.
  public static let comparedRows = 4 << 20
  /// The bytes of one row of text; an object with a longer one is left unread.
  public static let rowBytes = 64 << 20
  /// The rows that a footer may claim.
  public static let rows = 1 << 40
  /// The bytes of the longest minimum or maximum; a longer one is `nil`.
  public static let scalarBytes = 1_024
  /// The bytes of the longest footer of Parquet that is read.
  public static let footerBytes = 64 << 20
  /// How deep JSON values and Parquet schemas may nest.
  public static let depth = 64
}

/// Why reading stopped.
public enum ReadFailure: Error, Sendable, Hashable {
  /// The object is not what it should be.
  case damaged(Damage)
  /// The object may be well, but is beyond what we read.
  case unread(String)

  /// Damage at a place.
  static func damaged(
    _ reason: String, line: Int? = nil, offset: Int? = nil
  ) -> ReadFailure {
    .damaged(Damage(reason: reason, line: line, offset: offset))
  }

  /// The failure of reading a part, as one of the whole in which the part begins at `start`.
  func shifted(by start: Int, saying words: String? = nil) -> ReadFailure {
    guard case .damaged(let damage) = self, let offset = damage.offset else { return self }
    return .damaged(words ?? damage.reason, line: damage.line, offset: offset + start)
  }

  /// The failure as the content of an object's profile.
  public var content: ObjectProfile.Content {
    switch self {
    case .damaged(let damage): .unreadable(damage)
    case .unread(let reason): .unread(reason)
    }
  }
}

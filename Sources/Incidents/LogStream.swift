/// The text of one stream of a run's log, as bytes: it may be anything and as long as the limit.
public struct LogStream: Sendable {
  public let source: Source
  public let bytes: [UInt8]

  /// Where a line of log came from.
  public enum Source: String, Sendable, Hashable, Codable, CaseIterable {
    /// The error stream of the driver and the executors.
    case error
    /// The standard output of the driver.
    case output
    /// The message that the service gives for the run.
    case message
  }

  public init(source: Source, bytes: [UInt8]) {
    self.source = source
    self.bytes = bytes
  }

  /// The level of a record; `none` for text that no level was ever given to, as tracebacks.
  public enum Level: String, Sendable, Hashable, Codable, CaseIterable {
    case fatal = "FATAL"
    case error = "ERROR"
    case warn = "WARN"
    case info = "INFO"
    case debug = "DEBUG"
    case trace = "TRACE"
    case none
  }

  /// Returns the level of the line that starts at `offset`: its own, or that of the record it
  /// continues.
  ///
  /// A record begins with a line that has a level among its first words; a Python traceback begins
  /// a record without one. At most `furthest` lines are looked back on. Cost: O(bytes looked at).
  public func level(ofLineAt offset: Int, lookingBack furthest: Int = 2_000) -> Level {
    var start = offset
    for _ in 0..<furthest {
      let end = bytes[start...].firstIndex(of: Self.newline) ?? bytes.count
      let line = bytes[start..<end]
      if let level = Self.ownLevel(line) { return level }
      if line.starts(with: Self.traceback) || start == 0 { return .none }
      start = (bytes[..<(start - 1)].lastIndex(of: Self.newline) ?? -1) + 1
    }
    return .none
  }

  private static let newline = UInt8(ascii: "\n")
  private static let traceback = Array("Traceback (most recent call last)".utf8)

  /// The level that stands as a word of its own among the first six words of a line.
  private static func ownLevel(_ line: ArraySlice<UInt8>) -> Level? {
    guard let first = line.first, first != UInt8(ascii: " "), first != UInt8(ascii: "\t") else {
      return nil
    }
    for word in line.prefix(120).split(separator: UInt8(ascii: " "), maxSplits: 6).prefix(6) {
      if let level = levels[Array(word.drop { $0 == 0x5B }.prefix { (0x41...0x5A).contains($0) })] {
        return level
      }
    }
    return nil
  }

  private static let levels: [[UInt8]: Level] = Dictionary(
    uniqueKeysWithValues: Level.allCases.map { (Array($0.rawValue.utf8), $0) })
}

extension LogStream {
  /// How many lines there are, and how many begin a record of a level.
  public struct LevelCounts: Sendable, Hashable {
    public private(set) var lines = 0
    public private(set) var errors = 0
    public private(set) var warnings = 0

    fileprivate init() {}

    /// The counts of several streams together.
    public init(adding counts: [LevelCounts]) {
      for count in counts {
        lines += count.lines
        errors += count.errors
        warnings += count.warnings
      }
    }

    fileprivate mutating func add(_ level: Level?) {
      lines += 1
      switch level {
      case .error?, .fatal?: errors += 1
      case .warn?: warnings += 1
      case .info?, .debug?, .trace?, Level.none?, nil: break
      }
    }
  }

  /// The counts of this stream. Cost: O(bytes).
  public var levelCounts: LevelCounts {
    var counts = LevelCounts()
    for line in bytes.split(separator: Self.newline) { counts.add(Self.ownLevel(line)) }
    return counts
  }
}

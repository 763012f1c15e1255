/// The text of one stream of a run's log, as bytes: it may be anything and as long as the limit.
public struct LogStream: Sendable {
  public let source: Source
  /// Who wrote it; `nil` where that is not known, as for the run's own message.
  public let writer: Writer?
  public let bytes: [UInt8]

  /// Where a line of log came from.
  public enum Source: String, Sendable, Hashable, Codable, CaseIterable {
    /// The error stream of the driver and the executors.
    case error
    /// The standard output of the driver.
    case output
    /// The message that the service gives for the run.
    case message
    /// Text that somebody gave without saying where it is from: it counts as any of the others.
    case text

    /// Those that a rule can name.
    public static let allCases: [Source] = [.error, .output, .message]
  }

  /// The part of a run that writes a stream.
  public enum Writer: String, Sendable, Hashable, Codable, CaseIterable {
    case driver, executor
  }

  public init(source: Source, writer: Writer? = nil, bytes: [UInt8]) {
    self.source = source
    self.writer = writer
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
      if let head = Self.head(of: line) { return head.level }
      if line.starts(with: Self.traceback) || start == 0 { return .none }
      start = (bytes[..<(start - 1)].lastIndex(of: Self.newline) ?? -1) + 1
    }
    return .none
  }

  private static let newline = UInt8(ascii: "\n")
  private static let traceback = Array("Traceback (most recent call last)".utf8)

  /// The beginning of a record: its level, and the logger that wrote it where one is named.
  public struct Head: Sendable, Hashable {
    public let level: Level
    public let logger: String

    public init(level: Level, logger: String) {
      self.level = level
      self.logger = logger
    }
  }

  /// How a line begins that begins a record, and `nil` for one that continues another.
  ///
  /// The level stands as a word of its own among the first six words of a line. A Python traceback
  /// begins a record that has none.
  public static func recordHead(of line: ArraySlice<UInt8>) -> Head? {
    if line.starts(with: traceback) { return Head(level: .none, logger: "") }
    return head(of: line).map { head in
      let logger = logger(in: line[head.end...])
      let isFailure = head.level == .info && tellsFailure(line[head.end...], by: logger)
      return Head(level: isFailure ? .warn : head.level, logger: logger)
    }
  }

  /// Whether Spark tells of a failure at the level of information, as its scheduler does of stages
  /// and YARN's master of runs.
  private static func tellsFailure(_ text: ArraySlice<UInt8>, by logger: String) -> Bool {
    failures.contains { known, words in
      logger.hasSuffix(known) && text.firstRange(of: words) != nil
    }
  }

  private static let failures: [(logger: String, words: [UInt8])] = [
    ("DAGScheduler", " failed in "), ("DAGScheduler", " failed due to "),
    ("ApplicationMaster", "status: FAILED"), ("ApplicationMaster", "with FAILED"),
  ].map { (logger: $0, words: Array($1.utf8)) }

  /// The level of a line and where its word ends.
  ///
  /// Called for very many lines, so it looks at each byte once and makes nothing.
  private static func head(of line: ArraySlice<UInt8>) -> (level: Level, end: Int)? {
    let space = UInt8(ascii: " ")
    guard let first = line.first, first != space, first != UInt8(ascii: "\t") else { return nil }
    let end = min(line.endIndex, line.startIndex + 120)
    var place = line.startIndex
    for _ in 0..<6 {
      while place < end, line[place] == space { place += 1 }
      while place < end, line[place] == UInt8(ascii: "[") { place += 1 }
      let start = place
      while place < end, (0x41...0x5A).contains(line[place]) { place += 1 }
      if place - start >= 4, place - start <= 8, let level = level(line[start..<place]) {
        return (level, place)
      }
      while place < end, line[place] != space { place += 1 }
      if place == end { return nil }
    }
    return nil
  }

  private static func level(_ word: ArraySlice<UInt8>) -> Level? {
    for (letters, level) in levels where letters.count == word.count {
      if letters.elementsEqual(word) { return level }
    }
    return nil
  }

  /// The logger named after a level: `WARN a.B: x`, `ERROR [main] a.B (C.scala:1): x`, `ERROR:b:x`.
  private static func logger(in rest: ArraySlice<UInt8>) -> String {
    let marks = Array(" ]-:\t".utf8)
    var rest = rest.prefix(400).drop { marks.contains($0) }
    if rest.first == UInt8(ascii: "["), let end = rest.firstRange(of: Array("] ".utf8)) {
      rest = rest[end.upperBound...].drop { marks.contains($0) }
    }
    let name = rest.prefix { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2E, 0x24, 0x5F].contains(byte)
    }
    return String(decoding: name, as: UTF8.self)
  }

  /// The words for levels; those of log4j first, then those of Python and Java.
  private static let levels: [(letters: [UInt8], level: Level)] =
    Level.allCases.filter { $0 != .none }.map { (Array($0.rawValue.utf8), $0) }
    + [("WARNING", .warn), ("CRITICAL", .fatal), ("SEVERE", .error)].map {
      (word: String, level: Level) in (Array(word.utf8), level)
    }
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
    for line in bytes.split(separator: Self.newline) { counts.add(Self.head(of: line)?.level) }
    return counts
  }
}

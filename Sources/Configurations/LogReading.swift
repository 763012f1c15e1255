internal import Conditions
public import Incidents

/// What all `log` detectors found in one log: read once, from its beginning to its end.
///
/// Of each detector the best line is kept: one that tells of a failure beats one that tells of
/// something passing, and an earlier one beats a later one.
public struct LogReading: Sendable {
  /// The numbers of the criteria that were asked for.
  private let numbers: [LogCriteria: Int]
  private var found: [Found?]
  private var places: [LogWitness: LogPlace] = [:]

  private struct Found: Sendable {
    var count: Int
    var hit: LogHit
  }

  init(_ numbers: [LogCriteria: Int]) {
    self.numbers = numbers
    found = Array(repeating: nil, count: numbers.count)
  }

  /// Whether everything that a trigger asks of a log was asked when this one was read.
  public func knows(_ trigger: Trigger) -> Bool {
    trigger.logDetectors.allSatisfy { numbers[$0.criteria] != nil }
  }

  /// The best line for the criteria; `nil` where there are too few lines.
  func hit(for criteria: LogCriteria) -> LogHit? {
    guard let number = numbers[criteria], let found = found[number],
      found.count >= criteria.minimumCount
    else { return nil }
    return found.hit
  }

  /// How many lines match, counted up to as many as the criteria want.
  func count(for criteria: LogCriteria) -> Int {
    numbers[criteria].flatMap { found[$0]?.count } ?? 0
  }

  /// Where the line stands that made a finding.
  public func place(of witness: LogWitness) -> LogPlace? { places[witness] }

  /// Whether a line would still make a difference for these criteria.
  func wants(_ number: Int, atLeast minimum: Int, isPassing: Bool) -> Bool {
    guard let found = found[number] else { return true }
    return found.count < minimum || (found.hit.place.isPassing && !isPassing)
  }

  mutating func add(_ hit: LogHit, for number: Int) {
    guard var known = found[number] else {
      found[number] = Found(count: 1, hit: hit)
      places[hit.witness] = hit.place
      return
    }
    known.count += 1
    if known.hit.place.isPassing && !hit.place.isPassing {
      known.hit = hit
      places[hit.witness] = hit.place
    }
    found[number] = known
  }
}

/// One line that matched, with what its pattern named.
struct LogHit: Sendable {
  let witness: LogWitness
  let place: LogPlace
  let facts: [String: String]
}

/// Where a line stands in a log: what is a cause and what a consequence shows in it.
public struct LogPlace: Sendable, Hashable {
  /// Whether the record tells of something passing: a level below error, outside of the message.
  public let isPassing: Bool
  /// The stream, in the order of reading, and the offset of the record in it.
  public let stream: Int
  public let record: Int
  /// How many `Caused by:` stand above the line in its record, its own included.
  public let depth: Int
  /// The offset of the line.
  public let offset: Int

  /// Whether what stands here explains what stands there.
  ///
  /// Failures before passing things; in one record the deepest cause; then what came first.
  public func explains(_ other: LogPlace) -> Bool {
    if isPassing != other.isPassing { return !isPassing }
    if stream != other.stream { return stream < other.stream }
    if record != other.record { return record < other.record }
    if depth != other.depth { return depth > other.depth }
    return offset < other.offset
  }
}

/// What a `log` detector asks of a line; two detectors with the same criteria find the same.
struct LogCriteria: Sendable, Hashable {
  var patterns: [String] = []
  var levels: [LogStream.Level]?
  var loggers: [NamePattern]?
  var streams: [LogStream.Source]?
  var writers: [LogStream.Writer]?
  var categories: [ErrorCategory]?
  var minimumCount = 1

  /// Two that differ mostly differ in their first pattern; all their texts would be long to hash.
  func hash(into hasher: inout Hasher) {
    hasher.combine(patterns.count)
    hasher.combine(patterns.first)
  }

  /// Whether the stream is one to look at. Text of unknown origin counts as any.
  func covers(_ source: LogStream.Source, _ writer: LogStream.Writer?) -> Bool {
    if source == .text { return true }
    let isWanted = streams?.contains(source) ?? true
    return isWanted && (writers.map { wanted in writer.map(wanted.contains) ?? false } ?? true)
  }

  /// Whether the record and the line's category are ones to look at.
  func covers(_ head: LogStream.Head, _ category: ErrorCategory?) -> Bool {
    (levels?.contains(head.level) ?? true)
      && (categories.map { wanted in category.map(wanted.contains) ?? false } ?? true)
      && (loggers.map { $0.contains { $0.matchesLogger(head.logger) } } ?? true)
  }
}

extension NamePattern {
  /// Whether the whole name of a logger matches, or its last part: `a.b.C` is known as `C`, too.
  func matchesLogger(_ name: String) -> Bool {
    matches(name) || (name.split(separator: ".").last.map { matches(String($0)) } ?? false)
  }
}

/// The patterns of all detectors, put together to read a log once.
public struct LogIndex: Sendable {
  let criteria: [LogCriteria]
  let numbers: [LogCriteria: Int]
  let isNoise: [Bool]
  /// For each pattern the number of its criteria.
  let owners: [Int]
  let patterns: PatternSet

  /// Makes an index of the `log` detectors of rules, each with whether it knows noise.
  public init(_ triggers: [(trigger: Trigger, isNoise: Bool)]) {
    self.init(
      detectors: triggers.flatMap { trigger, isNoise in
        trigger.logDetectors.map { ($0, isNoise) }
      })
  }

  /// Noise comes first, so that it is known before anything is built on its line.
  init(detectors: [(LogDetector, isNoise: Bool)]) {
    var criteria: [LogCriteria] = []
    var numbers: [LogCriteria: Int] = [:]
    var isNoise: [Bool] = []
    var owners: [Int] = []
    var patterns: [Pattern] = []
    let ordered = detectors.filter(\.isNoise) + detectors.filter { !$0.isNoise }
    for (detector, isNoisy) in ordered where numbers[detector.criteria] == nil {
      numbers[detector.criteria] = criteria.count
      owners += detector.patterns.map { _ in criteria.count }
      patterns += detector.patterns
      criteria.append(detector.criteria)
      isNoise.append(isNoisy)
    }
    self.criteria = criteria
    self.numbers = numbers
    self.isNoise = isNoise
    self.owners = owners
    self.patterns = PatternSet(patterns + LogEnvelope.patterns)
  }

  /// The patterns that make every line of a log be looked at, since no literal tells of them.
  public var slowPatterns: [String] { patterns.unfiltered.map(\.text) }

  /// Whether everything that a trigger asks of a log is asked here.
  public func knows(_ trigger: Trigger) -> Bool {
    trigger.logDetectors.allSatisfy { numbers[$0.criteria] != nil }
  }

  /// Reads whole streams.
  public func reading(of streams: [LogStream]) -> LogReading {
    var reader = LogReader(self)
    for stream in streams {
      reader.begin(stream.source, writer: stream.writer)
      stream.bytes.withUnsafeBufferPointer { reader.read($0, isEnd: true) }
    }
    return reader.reading
  }
}

extension Trigger {
  /// Whether anything in it looks at the log line by line.
  public var asksLog: Bool { !logDetectors.isEmpty }

  /// The `log` detectors anywhere in it.
  var logDetectors: [LogDetector] {
    switch self {
    case .detector(let detector): (detector as? LogDetector).map { [$0] } ?? []
    case .condition: []
    case .any(let triggers), .all(let triggers): triggers.flatMap(\.logDetectors)
    case .not(let trigger): trigger.logDetectors
    }
  }
}

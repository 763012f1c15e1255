internal import Conditions
public import Incidents

/// Reads a log piece by piece, in memory that does not grow with it.
///
/// Lines are held against patterns as they are. What is kept of the few that count comes from the
/// line as it may be shown.
public struct LogReader: Sendable {
  /// A line of a text as it may be shown; `nil` where it may be as it is.
  public typealias Showing =
    @Sendable (
      _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>
    ) -> [UInt8]?

  /// What was found so far.
  public private(set) var reading: LogReading
  private let index: LogIndex
  private let showing: Showing
  private var source = LogStream.Source.text
  private var writer: LogStream.Writer?
  private var stream = -1
  private var cursor = RecordCursor()
  /// The bytes of the stream before the piece at hand, and the lines in them.
  private var base = 0
  private var lines = 0
  /// The record that noise was seen in, by its offset.
  private var noisyRecord: Int?
  /// Whether the piece before ended with a line that announces code.
  private var isAfterFrame = false

  /// The most bytes of a line that are shown.
  static let witnessBytes = 400

  /// `showing` is asked for each line of which something is kept.
  public init(_ index: LogIndex, showing: @escaping Showing = { _, _ in nil }) {
    self.index = index
    self.showing = showing
    reading = LogReading(index.numbers)
  }

  /// Begins a stream; what is read from here on is of it.
  public mutating func begin(_ source: LogStream.Source, writer: LogStream.Writer? = nil) {
    (self.source, self.writer) = (source, writer)
    stream += 1
    cursor = RecordCursor()
    (base, lines, noisyRecord, isAfterFrame) = (0, 0, nil, false)
  }

  /// Reads whole lines of the stream; only its last piece may end within one.
  public mutating func read(_ text: UnsafeBufferPointer<UInt8>, isEnd: Bool) {
    var counter = LineCounter(text)
    let patterns = index.patterns
    patterns.forEachCandidateLine(in: text, from: 0) { line, candidates in
      judge(LogLine(range: line, text: text), candidates, &counter)
      return true
    }
    guard !isEnd else { return }
    // What the last lines say of the record is needed by the lines of the next piece.
    cursor.advance(to: text.count..<text.count, in: text, base: base)
    lines += counter.number(ofLineAt: text.count) - 1
    base += text.count
    cursor.rebase(by: text.count)
    isAfterFrame = Self.isFrame(before: text.count, in: text)
  }

  /// A line of the piece at hand.
  private struct LogLine {
    let range: Range<Int>
    let text: UnsafeBufferPointer<UInt8>
    var content: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: text[range]) }
  }

  /// Holds a line against its candidates; an envelope is opened, and what is in it is read.
  private mutating func judge(
    _ line: LogLine, _ candidates: [Int], _ counter: inout LineCounter
  ) {
    let isEnvelope = candidates.contains { $0 >= index.owners.count }
    let isAfterFrame = line.range.lowerBound == 0 && self.isAfterFrame
    if Self.isQuotedCode(line.range, of: line.text, isAfterFrame: isAfterFrame) { return }
    guard isEnvelope, let envelope = LogEnvelope(line.content) else {
      return match(line.content, candidates, at: line, nil, &counter)
    }
    // A category speaks of the line that it stands before, even where no pattern does.
    if envelope.category != nil {
      for (owner, criteria) in index.criteria.enumerated() where criteria.patterns.isEmpty {
        note(owner, nil, in: line.content, at: line, envelope, &counter)
      }
    }
    let patterns = index.patterns
    envelope.content.withUnsafeBufferPointer { content in
      patterns.forEachCandidateLine(in: content, from: 0) { inner, candidates in
        if Self.isQuotedCode(inner, of: content, isAfterFrame: false) { return true }
        let inside = UnsafeBufferPointer(rebasing: content[inner])
        match(inside, candidates, at: line, envelope, &counter)
        return true
      }
    }
  }

  private mutating func match(
    _ content: UnsafeBufferPointer<UInt8>, _ candidates: [Int], at line: LogLine,
    _ envelope: LogEnvelope?, _ counter: inout LineCounter
  ) {
    let patterns = index.patterns.patterns
    var judged = -1
    for pattern in candidates where pattern < index.owners.count {
      let owner = index.owners[pattern]
      // One pattern of a detector is enough for a line.
      if owner == judged { continue }
      if note(owner, patterns[pattern], in: content, at: line, envelope, &counter) {
        judged = owner
      }
    }
  }

  /// Whether a line is code that a Python traceback quotes: the program's words, not the failure's.
  private static func isQuotedCode(
    _ line: Range<Int>, of text: UnsafeBufferPointer<UInt8>, isAfterFrame: Bool
  ) -> Bool {
    text[line].starts(with: quoted)
      && (isAfterFrame || isFrame(before: line.lowerBound, in: text))
  }

  /// Whether the line that ends before a place is a frame of a traceback: its code follows.
  private static func isFrame(before place: Int, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place > 0 else { return false }
    var start = place - 1
    while start > 0, text[start - 1] != UInt8(ascii: "\n") { start -= 1 }
    return text[start..<place].starts(with: frame)
  }

  private static let quoted = Array("    ".utf8)
  private static let frame = Array("  File \"".utf8)

  /// Keeps a line for one of the criteria, where it is wanted, covered and matched; whether it was
  /// matched. Criteria without a pattern want every line of a category.
  @discardableResult
  private mutating func note(
    _ owner: Int, _ pattern: Pattern?, in content: UnsafeBufferPointer<UInt8>, at line: LogLine,
    _ envelope: LogEnvelope?, _ counter: inout LineCounter
  ) -> Bool {
    let criteria = index.criteria[owner]
    let isNoise = index.isNoise[owner]
    // Noise is looked for to the end: what follows it in its record must not count.
    guard isNoise || reading.wants(owner, atLeast: criteria.minimumCount, isPassing: false),
      criteria.covers(source, writer), pattern?.matches(content) ?? true
    else { return false }
    // Few candidates match, and finding the record costs more than finding that.
    cursor.advance(to: line.range, in: line.text, base: base)
    let head = cursor.head
    guard criteria.covers(head, envelope?.category) else { return false }
    let offset = base + line.range.lowerBound
    let record = cursor.hasHead ? cursor.record : offset
    let isWanted = reading.wants(
      owner, atLeast: criteria.minimumCount, isPassing: head.level.isPassing)
    guard isNoise || (isWanted && noisyRecord != record) else { return false }
    if isNoise { noisyRecord = record }
    guard isWanted else { return true }
    let shown = showing(line.text, line.range)
    let facts =
      shown.map { Self.facts(pattern, inShown: $0, isWrapped: envelope != nil) }
      ?? Self.facts(pattern, in: content, envelope)
    guard let facts else { return false }
    let text = (shown ?? Array(line.content.prefix(Self.witnessBytes))).prefix(Self.witnessBytes)
    let witness = LogWitness(
      source: source, line: lines + counter.number(ofLineAt: line.range.lowerBound),
      level: head.level, text: String(decoding: text, as: UTF8.self))
    let place = LogPlace(
      isPassing: head.level.isPassing, stream: stream, record: cursor.record, depth: cursor.depth,
      offset: offset)
    reading.add(LogHit(witness: witness, place: place, facts: facts), for: owner)
    return true
  }

  /// What a pattern names in a text, and what the envelope says that it stood in.
  private static func facts(
    _ pattern: Pattern?, in content: UnsafeBufferPointer<UInt8>, _ envelope: LogEnvelope?
  ) -> [String: String]? {
    guard let pattern else { return envelope?.facts }
    return pattern.captures(in: content)?.merging(envelope?.facts ?? [:]) { own, _ in own }
  }

  /// The same for a line as it may be shown; `nil` where only what may not be shown matched.
  private static func facts(
    _ pattern: Pattern?, inShown line: [UInt8], isWrapped: Bool
  ) -> [String: String]? {
    line.withUnsafeBufferPointer { line in
      guard isWrapped else { return facts(pattern, in: line, nil) }
      guard let pattern, let envelope = LogEnvelope(line) else { return LogEnvelope(line)?.facts }
      return envelope.content.withUnsafeBufferPointer { content in
        content.split(separator: UInt8(ascii: "\n")).lazy
          .compactMap { facts(pattern, in: UnsafeBufferPointer(rebasing: $0), envelope) }.first
      }
    }
  }
}

/// Follows the records of a stream forwards: the record of a line is told by the lines between it
/// and the line that was asked for before, so each line is looked at once.
private struct RecordCursor: Sendable {
  private(set) var head = LogStream.Head(level: .none, logger: "")
  /// The offset of the record in the stream.
  private(set) var record = 0
  private(set) var depth = 0
  /// Whether a line with a level began the record, rather than the text itself.
  private(set) var hasHead = false
  /// Up to where the lines of the text at hand are known.
  private var known = 0

  private static let feed = UInt8(ascii: "\n")
  private static let causedBy = Array("Caused by:".utf8)

  /// Goes on to the end of a line.
  mutating func advance(to line: Range<Int>, in text: UnsafeBufferPointer<UInt8>, base: Int) {
    var causes = 0
    var end = line.upperBound
    while end > known || end == line.upperBound {
      var start = end
      while start > known, text[start - 1] != Self.feed { start -= 1 }
      guard start < end || end > known else { break }
      let bytes = ArraySlice(UnsafeBufferPointer(rebasing: text[start..<min(end, start + 512)]))
      if bytes.starts(with: Self.causedBy) { causes += 1 }
      if let head = LogStream.recordHead(of: bytes) {
        self.head = head
        hasHead = head.level != .none
        record = base + start
        depth = causes
        known = line.upperBound
        return
      }
      guard start > known else { break }
      end = start - 1
    }
    depth += causes
    known = max(known, line.upperBound)
  }

  /// Begins the next piece of the stream.
  mutating func rebase(by count: Int) { known = max(0, known - count) }
}

extension LogStream.Level {
  /// Whether a record of this level tells of something that may pass by itself.
  var isPassing: Bool {
    switch self {
    case .fatal, .error, .none: false
    case .warn, .info, .debug, .trace: true
    }
  }
}

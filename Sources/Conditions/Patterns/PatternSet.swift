/// Many patterns over one text, line by line, in one pass: literals first, then RE2.
public struct PatternSet: Sendable {
  public let patterns: [Pattern]
  private let filter: PatternFilter
  private let search: LiteralSearch

  public init(_ patterns: [Pattern]) {
    self.patterns = patterns
    filter = PatternFilter(patterns)
    search = LiteralSearch(filter.literals)
  }

  /// Calls `body` with every match of a pattern in a line, lines in order, patterns in order within
  /// a line, until it says `false`.
  ///
  /// Lines end with a line feed; a carriage return before it is not part of the line.
  public func forEachMatch(in bytes: [UInt8], _ body: (PatternSetMatch) -> Bool) {
    bytes.withUnsafeBufferPointer { forEachMatch(in: $0, body) }
  }

  func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (PatternSetMatch) -> Bool) {
    var lines = LineCounter(text)
    forEachCandidateLine(in: text, from: 0) { line, candidates in
      let content = UnsafeBufferPointer(rebasing: text[line])
      for index in candidates {
        guard let captures = patterns[index].captures(in: content) else { continue }
        let match = PatternSetMatch(
          line: line, lineNumber: lines.number(ofLineAt: line.lowerBound), pattern: index,
          captures: captures)
        guard body(match) else { return false }
      }
      return true
    }
  }

  /// Calls `body` with every line from `first` on that a pattern may match, and with the patterns
  /// that may, in ascending order, until it says `false`.
  ///
  /// A line in which a pattern does match is never left out; the caller asks the patterns.
  public func forEachCandidateLine(
    in text: UnsafeBufferPointer<UInt8>, from first: Int, _ body: (Range<Int>, [Int]) -> Bool
  ) {
    guard filter.unfiltered.isEmpty else {
      return forEachLine(of: text, from: first, body)
    }
    // Most lines have no literal: they are not even told apart.
    var start = first
    while start < text.count {
      let place = search.firstPlace(in: text, from: start, to: text.count)
      guard place < text.count else { return }
      let line = LineCounter.line(around: place, of: text)
      let seen = search.literals(in: text, from: line.lowerBound, to: line.upperBound)
      if !seen.isEmpty {
        let content = UnsafeBufferPointer(rebasing: text[line])
        let candidates = filter.candidates(seeing: seen, in: content)
        guard candidates.isEmpty || body(line, candidates) else { return }
      }
      start = LineCounter.end(of: text, from: place) + 1
    }
  }

  /// The same where some pattern has no literal, so that every line is a candidate.
  private func forEachLine(
    of text: UnsafeBufferPointer<UInt8>, from first: Int, _ body: (Range<Int>, [Int]) -> Bool
  ) {
    var start = first
    while start < text.count {
      let line = LineCounter.line(around: start, of: text)
      guard body(line, candidates(in: line, of: text)) else { return }
      start = LineCounter.end(of: text, from: start) + 1
    }
  }

  private func candidates(in line: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> [Int] {
    let seen = search.literals(in: text, from: line.lowerBound, to: line.upperBound)
    return seen.isEmpty
      ? filter.unfiltered
      : filter.candidates(seeing: seen, in: UnsafeBufferPointer(rebasing: text[line]))
  }

  /// The patterns that have no literal to be found by: with one of them, every line is looked at.
  public var unfiltered: [Pattern] {
    filter.unfiltered.map { patterns[$0] }
  }
}

/// One pattern that matched in one line.
public struct PatternSetMatch: Sendable {
  /// The bytes of the line, without its end.
  public let line: Range<Int>
  /// From 1.
  public let lineNumber: Int
  /// The index of the pattern in the set.
  public let pattern: Int
  /// The named groups that took part.
  public let captures: [String: String]
}

/// Counts lines only as far as somebody asks.
public struct LineCounter {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var number = 1

  /// Counts from the first line of a text, which must stay where it is meanwhile.
  public init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  private static let feed = UInt8(ascii: "\n")

  /// The line that a byte is in, without its end.
  static func line(around place: Int, of text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    var start = place
    while start > 0, text[start - 1] != feed { start -= 1 }
    let end = end(of: text, from: place)
    return start..<(end > start && text[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
  }

  /// Where the line ends that a byte is in.
  static func end(of text: UnsafeBufferPointer<UInt8>, from place: Int) -> Int {
    var end = place
    while end < text.count, text[end] != feed { end += 1 }
    return end
  }

  /// The number of the line that starts at a byte; asked in ascending order.
  public mutating func number(ofLineAt start: Int) -> Int {
    while let base = UnsafeRawPointer(text.baseAddress), offset + 8 <= start {
      let words = min((start - offset) / 8, 255)
      number += Self.feeds(from: base + offset, words: words)
      offset += 8 * words
    }
    while offset < start {
      if text[offset] == Self.feed { number += 1 }
      offset += 1
    }
    return number
  }

  /// How many line feeds there are in up to 255 words of eight bytes, eight bytes at a time.
  ///
  /// The low bits of a byte and 127 carry into its high bit unless they are zero.
  private static func feeds(from base: UnsafeRawPointer, words: Int) -> Int {
    let feeds: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    var counts: UInt64 = 0
    for word in 0..<words {
      let other = base.loadUnaligned(fromByteOffset: 8 * word, as: UInt64.self) ^ feeds
      counts &+= (~(((other & low) &+ low) | other) & ~low) >> 7
    }
    // Eight counts of one byte each.
    let pairs = (counts & 0x00FF_00FF_00FF_00FF) &+ ((counts >> 8) & 0x00FF_00FF_00FF_00FF)
    return Int((pairs &* 0x0001_0001_0001_0001) >> 48)
  }
}

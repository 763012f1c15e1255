/// Many patterns over one text, line by line, in one pass: literals first, then RE2.
public struct PatternSet: Sendable {
  public let patterns: [Pattern]
  private let filter: PatternFilter?
  private let search: LiteralSearch

  public init(_ patterns: [Pattern]) {
    self.patterns = patterns
    filter = PatternFilter(patterns)
    search = LiteralSearch(filter?.literals ?? [])
  }

  /// Calls `body` with every match of a pattern in a line, lines in order, patterns in order within
  /// a line, until it says `false`.
  ///
  /// Lines end with a line feed; a carriage return before it is not part of the line.
  public func forEachMatch(in bytes: [UInt8], _ body: (PatternSetMatch) -> Bool) {
    bytes.withUnsafeBufferPointer { forEachMatch(in: $0, body) }
  }

  func forEachMatch(in text: UnsafeBufferPointer<UInt8>, _ body: (PatternSetMatch) -> Bool) {
    let all = Array(patterns.indices)
    let always = filter?.unfiltered ?? all
    var lines = LineCounter(text)
    search.forEachLine(in: text, onlyWithLiterals: always.isEmpty) { line, literals in
      let candidates =
        literals.isEmpty ? always : filter?.candidates(seeing: literals) ?? all
      return report(candidates, text, line, &lines, body)
    }
  }

  private func report(
    _ candidates: [Int], _ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>,
    _ lines: inout LineCounter, _ body: (PatternSetMatch) -> Bool
  ) -> Bool {
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
private struct LineCounter {
  private let text: UnsafeBufferPointer<UInt8>
  private var offset = 0
  private var number = 1

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  /// The number of the line that starts at a byte; asked in ascending order.
  mutating func number(ofLineAt start: Int) -> Int {
    while offset < start {
      if text[offset] == UInt8(ascii: "\n") { number += 1 }
      offset += 1
    }
    return number
  }
}

/// Finds many literals in one pass over a text, whatever their case (Aho & Corasick 1975).
///
/// The automaton is a table of states × classes of bytes; bytes that no literal has share a class.
struct LiteralSearch: Sendable {
  private static let lineFeed = UInt8(ascii: "\n")

  /// The class of each byte, upper case like lower case.
  private let classes: [UInt8]
  private let classCount: Int
  /// The next state, times the number of classes, so that it is a row of this table.
  private let next: [UInt32]
  /// For each state the literals that end there.
  private let endings: [[Int32]]

  init(_ literals: [[UInt8]]) {
    var classes = [UInt8](repeating: 0, count: 256)
    var count = 1
    for byte in literals.joined() where classes[Int(byte)] == 0 && count < 255 {
      classes[Int(byte)] = UInt8(count)
      if byte &- 0x61 < 26 { classes[Int(byte) - 32] = UInt8(count) }
      count += 1
    }
    self.classes = classes
    classCount = count
    var trie = Trie(classCount: count)
    for (index, literal) in literals.enumerated() {
      trie.add(literal.map { Int(classes[Int($0)]) }, Int32(index))
    }
    trie.link()
    next = trie.next.map { UInt32($0 * count) }
    endings = trie.endings
  }

  /// Calls `body` with each line and the literals in it, until it says `false`; if asked so, only
  /// with lines that have any.
  func forEachLine(
    in text: UnsafeBufferPointer<UInt8>, onlyWithLiterals: Bool,
    _ body: (Range<Int>, [Int32]) -> Bool
  ) {
    var start = 0
    var found: [Int32] = []
    while start < text.count {
      let end = scan(text, from: start, &found)
      if !onlyWithLiterals || !found.isEmpty {
        let hasReturn = end > start && text[end - 1] == UInt8(ascii: "\r")
        guard body(start..<(hasReturn ? end - 1 : end), found) else { return }
        found.removeAll(keepingCapacity: true)
      }
      start = end + 1
    }
  }

  /// Scans one line and returns its end.
  private func scan(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, _ found: inout [Int32]
  ) -> Int {
    var state: UInt32 = 0
    var offset = start
    while offset < text.count {
      let byte = text[offset]
      if byte == Self.lineFeed { return offset }
      state = next[Int(state) + Int(classes[Int(byte)])]
      if !endings[Int(state) / classCount].isEmpty {
        found += endings[Int(state) / classCount]
      }
      offset += 1
    }
    return offset
  }
}

/// The tree of the literals, and what the automaton needs more.
private struct Trie {
  private(set) var next: [Int]
  private(set) var endings: [[Int32]] = [[]]
  private let classCount: Int

  init(classCount: Int) {
    self.classCount = classCount
    next = Array(repeating: 0, count: classCount)
  }

  mutating func add(_ literal: [Int], _ index: Int32) {
    var state = 0
    for kind in literal {
      if next[state * classCount + kind] == 0 {
        next[state * classCount + kind] = endings.count
        endings.append([])
        next += Array(repeating: 0, count: classCount)
      }
      state = next[state * classCount + kind]
    }
    endings[state].append(index)
  }

  /// Gives each state a way on for each class: that of its longest proper suffix where it has none.
  mutating func link() {
    var suffixes = [Int](repeating: 0, count: endings.count)
    var queue = (0..<classCount).map { next[$0] }.filter { $0 != 0 }
    var place = 0
    while place < queue.count {
      let state = queue[place]
      place += 1
      endings[state] += endings[suffixes[state]]
      for kind in 0..<classCount {
        let child = next[state * classCount + kind]
        let other = next[suffixes[state] * classCount + kind]
        if child == 0 {
          next[state * classCount + kind] = other
        } else {
          suffixes[child] = other
          queue.append(child)
        }
      }
    }
  }
}

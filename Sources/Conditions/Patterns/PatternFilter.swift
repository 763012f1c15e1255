/// Knows which literals the patterns of a set need.
struct PatternFilter: Sendable {
  /// What is to be looked for, in lower case and ASCII.
  let literals: [[UInt8]]
  /// The patterns that may match where no literal is seen.
  let unfiltered: [Int]
  /// The ways to match that a literal may belong to, by the literal's number.
  private let owners: [[Int]]
  private let ways: [Way]

  /// One way to match one pattern.
  private struct Way: Sendable {
    let pattern: Int
    let others: [[[UInt8]]]
  }

  init(_ patterns: [Pattern]) {
    var literals: [[UInt8]] = []
    var numbers: [UInt64: Int] = Dictionary(minimumCapacity: 4 * patterns.count)
    var owners: [[Int]] = []
    var ways: [Way] = []
    var unfiltered: [Int] = []
    for (index, pattern) in patterns.enumerated() {
      guard let known = pattern.ways else {
        unfiltered.append(index)
        continue
      }
      for way in known {
        for literal in way.literals {
          let hash = Self.hash(literal)
          if let number = numbers[hash], literals[number] == literal {
            owners[number].append(ways.count)
          } else {
            // Of two with one hash, the later one is looked for as often as it is named.
            numbers[hash] = numbers[hash] ?? literals.count
            literals.append(literal)
            owners.append([ways.count])
          }
        }
        ways.append(Way(pattern: index, others: way.others))
      }
    }
    (self.literals, self.unfiltered, self.owners) = (literals, unfiltered, owners)
    self.ways = ways
  }

  /// FNV-1a: much less than what it takes to hash an array byte by byte.
  private static func hash(_ literal: [UInt8]) -> UInt64 {
    literal.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The patterns that may match a line in which these literals were seen, in ascending order.
  func candidates(seeing seen: [Int32], in line: UnsafeBufferPointer<UInt8>) -> [Int] {
    var candidates = unfiltered
    for literal in seen {
      for way in owners[Int(literal)] where Self.holds(line, ways[way].others) {
        candidates.append(ways[way].pattern)
      }
    }
    guard candidates.count > 1 else { return candidates }
    candidates.sort()
    var last = -1
    candidates.removeAll { candidate in
      defer { last = candidate }
      return candidate == last
    }
    return candidates
  }

  /// The longest line in which other texts are looked for one by one; beyond it RE2 is faster.
  private static let longestLine = 4_096

  /// Whether a line holds one text of each choice.
  private static func holds(_ line: UnsafeBufferPointer<UInt8>, _ choices: [[[UInt8]]]) -> Bool {
    line.count > longestLine
      || choices.allSatisfy { choice in choice.contains { LiteralSearch.holds(line, $0) } }
  }
}

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
    let others: [[Text]]
  }

  /// A text that a way needs besides its literal.
  private struct Text: Sendable {
    let bytes: [UInt8]
    let pairs: LetterPairs
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
        let others = way.others.map { choice in
          choice.map { Text(bytes: $0, pairs: LetterPairs(of: $0)) }
        }
        ways.append(Way(pattern: index, others: others))
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
    let pairs = line.count > Self.longestLine ? LetterPairs() : LetterPairs(of: line)
    for literal in seen {
      for way in owners[Int(literal)] where Self.holds(line, pairs, ways[way].others) {
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
  private static func holds(
    _ line: UnsafeBufferPointer<UInt8>, _ pairs: LetterPairs, _ choices: [[Text]]
  ) -> Bool {
    line.count > longestLine
      || choices.allSatisfy { choice in
        choice.contains { text in
          pairs.isSuperset(of: text.pairs) && LiteralSearch.holds(line, text.bytes)
        }
      }
  }
}

/// Which pairs of neighbouring letters a text has, whatever their case: a text within another one
/// has no pair that the other has not. Most texts are told apart by that without a look at them.
private struct LetterPairs: Sendable {
  private var bits: InlineArray<8, UInt64> = .init(repeating: 0)

  init() {}

  init(of text: some Collection<UInt8>) {
    var before: UInt8?
    for byte in text {
      let byte = byte | 0x20
      if let before {
        let pair = Int(before) &* 37 &+ Int(byte)
        bits[(pair &>> 6) & 7] |= 1 << UInt64(pair & 63)
      }
      before = byte
    }
  }

  func isSuperset(of other: LetterPairs) -> Bool {
    for index in bits.indices where bits[index] & other.bits[index] != other.bits[index] {
      return false
    }
    return true
  }
}

/// Finds many literals in a text, whatever their case, without looking at every byte.
///
/// Wu & Manber (1994), "A fast algorithm for multi-pattern searching": the three bytes at the end
/// of a window of the shortest literal's length say how far the window may move. A hash of the
/// three finds the move; where two triples share one, the smaller move stands, and a literal is
/// compared before it is believed.
struct LiteralSearch: Sendable {
  /// Of the shortest literal that can be looked for, in bytes: one load takes so many.
  static let minimumLength = 4

  /// All literals one after the other, in lower case and ASCII.
  private let letters: [UInt8]
  private let window: Int
  /// By the hash of three bytes, how far the window may move; 0 where a literal may end in it.
  private let moves: [UInt8]
  /// The literals by the hash of the three bytes in which their window ends, and where those of a
  /// hash begin among them.
  private let endings: [Ending]
  private let firsts: [Int32]

  /// A literal that may stand where its window ends.
  private struct Ending: Sendable {
    let index: Int32
    let start: Int32
    let length: Int32
    /// The literal's last four bytes, little end first: many literals begin alike, few end alike.
    let tail: UInt32
  }

  /// Makes upper and lower case the same, and a few other bytes with them.
  private static let caseBits: UInt32 = 0x2020_2020

  init(_ literals: [[UInt8]]) {
    letters = literals.flatMap { $0 }
    let shortest = literals.map(\.count).min() ?? Self.minimumLength
    precondition(shortest >= Self.minimumLength, "one load takes four bytes")
    window = min(shortest, 64)
    var moves = [UInt8](repeating: UInt8(window - 2), count: 1 << Self.hashBits)
    var endings: [Int: [Ending]] = [:]
    var start = 0
    for (index, literal) in literals.enumerated() {
      for last in 2..<window {
        let hash = Self.hash(
          UInt32(literal[last - 2]) << 8 | UInt32(literal[last - 1]) << 16
            | UInt32(literal[last]) << 24)
        moves[hash] = min(moves[hash], UInt8(window - 1 - last))
        if last == window - 1 {
          let tail = literal.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
          endings[hash, default: []].append(
            Ending(
              index: Int32(index), start: Int32(start), length: Int32(literal.count),
              tail: tail | Self.caseBits))
        }
      }
      start += literal.count
    }
    self.moves = moves
    var firsts: [Int32] = [0]
    self.endings = (0..<(1 << Self.hashBits)).flatMap { hash -> [Ending] in
      let own = endings[hash] ?? []
      firsts.append((firsts.last ?? 0) + Int32(own.count))
      return own
    }
    self.firsts = firsts
  }

  private static let hashBits = 14

  /// Of the upper three of four bytes, little end first, without the bit that tells the case.
  private static func hash(_ bytes: UInt32) -> Int {
    Int(truncatingIfNeeded: ((bytes & 0xDFDF_DF00) &* 0x9E37_79B1) >> (32 - UInt32(hashBits)))
  }

  /// Of the three bytes that end in a place.
  private static func hash(of text: UnsafeRawPointer, endingAt last: Int) -> Int {
    hash(UInt32(littleEndian: text.loadUnaligned(fromByteOffset: last &- 3, as: UInt32.self)))
  }

  /// The place of the first literal from `start` on; `end` where there is none before it.
  func firstPlace(
    in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    guard !endings.isEmpty, let base = UnsafeRawPointer(text.baseAddress) else { return end }
    return moves.withUnsafeBufferPointer { moves in
      var last = start + window - 1
      while last < end {
        let hash = Self.hash(of: base, endingAt: last)
        let move = moves[hash]
        if move > 0 {
          last &+= Int(move)
          continue
        }
        let place = last - window + 1
        for number in Int(firsts[hash])..<Int(firsts[hash + 1])
        where stands(endings[number], in: base, place, end) {
          return place
        }
        last &+= 1
      }
      return end
    }
  }

  /// All literals between two places, each once.
  func literals(in text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> [Int32] {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return [] }
    var found: [Int32] = []
    var last = start + window - 1
    while last < end {
      let hash = Self.hash(of: base, endingAt: last)
      for number in Int(firsts[hash])..<Int(firsts[hash + 1]) {
        let ending = endings[number]
        if stands(ending, in: base, last - window + 1, end), !found.contains(ending.index) {
          found.append(ending.index)
        }
      }
      last += max(1, Int(moves[hash]))
    }
    return found
  }

  private func stands(
    _ ending: Ending, in text: UnsafeRawPointer, _ place: Int, _ end: Int
  ) -> Bool {
    let length = Int(ending.length)
    guard place + length <= end else { return false }
    let tail = text.loadUnaligned(fromByteOffset: place + length - 4, as: UInt32.self)
    guard UInt32(littleEndian: tail) | Self.caseBits == ending.tail else { return false }
    for offset in 0..<length {
      let byte = text.load(fromByteOffset: place + offset, as: UInt8.self)
      if Texts.lowered(byte) != letters[Int(ending.start) + offset] { return false }
    }
    return true
  }

  /// Whether a line holds one literal, whatever the case: for short lines.
  static func holds(_ line: UnsafeBufferPointer<UInt8>, _ literal: [UInt8]) -> Bool {
    guard let first = literal.first else { return true }
    var start = 0
    while start + literal.count <= line.count {
      if Texts.lowered(line[start]) == first {
        var length = 1
        while length < literal.count, Texts.lowered(line[start + length]) == literal[length] {
          length += 1
        }
        if length == literal.count { return true }
      }
      start += 1
    }
    return false
  }
}

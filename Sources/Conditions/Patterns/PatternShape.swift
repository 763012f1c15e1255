/// What can be told of a pattern from its text alone, without RE2: that it is one, and which
/// literals every match of it holds.
///
/// RE2 has the like in its `FilteredRE2`, but only of patterns that were compiled: a hundred times
/// the work for hundreds of patterns of which a text meets few. What this reader does not know
/// (classes of Unicode, counted groups, rare escapes) it leaves to RE2, and such a pattern has no
/// literals.
struct PatternShape: Sendable {
  /// The ways in which a text can match, one for each alternative; `nil` where of one of them
  /// nothing is known that could be searched for.
  let ways: [Way]?

  /// What a match holds, in lower case and ASCII.
  struct Way: Sendable {
    /// One of these, each of at least the length that can be searched for.
    let literals: [[UInt8]]
    /// And one of each of these, of any length.
    let others: [[[UInt8]]]
  }

  /// Reads a pattern; `nil` where RE2 itself has to say whether it is one.
  init?(_ text: String) {
    guard let part = ShapeReader.part(of: text, keepsLiterals: true) else { return nil }
    ways = part.everyWay
  }

  /// Whether a text is surely a pattern: the same reading, at a third of its cost.
  static func isKnown(_ text: String) -> Bool {
    ShapeReader.part(of: text, keepsLiterals: false) != nil
  }
}

/// What is known of a part of a pattern.
private struct ShapePart {
  /// Texts of which every match holds one.
  typealias Choice = [[UInt8]]

  /// All texts that it matches, in lower case, where they are few.
  var exact: Choice?
  /// What every match holds: one text of each choice.
  var choices: [Choice] = []
  /// The parts of which it is one.
  var alternatives: [ShapePart] = []

  /// The most texts that are kept of one part.
  static let most = 24
  /// The most texts that are looked for besides the first choice.
  private static let mostOthers = 12

  /// Matches nothing wide: an anchor, or a border of words.
  static let empty = ShapePart(exact: [[]])
  /// Matches something of which nothing is known.
  static let anything = ShapePart()

  /// Asked of alternatives only where something else stands beside them.
  var allChoices: [Choice] {
    if let exact { return [exact] }
    return alternatives.isEmpty ? choices : Self.common(to: alternatives).map { [$0] } ?? []
  }

  /// What a match holds where the part is repeated.
  var atLeastOnce: [Choice] {
    allChoices.filter { choice in !choice.contains { $0.isEmpty } }
  }

  var everyWay: [PatternShape.Way]? {
    let parts = alternatives.isEmpty ? [self] : alternatives
    let ways = parts.compactMap { Self.way($0.allChoices) }
    return ways.count == parts.count ? ways : nil
  }

  private static func way(_ choices: [Choice]) -> PatternShape.Way? {
    guard let first = best(of: choices) else { return nil }
    var others: [Choice] = []
    var room = mostOthers
    for (index, choice) in choices.enumerated()
    where index != first && choice.count <= room && choice.allSatisfy({ $0.count > 1 }) {
      others.append(choice)
      room -= choice.count
    }
    return PatternShape.Way(literals: choices[first], others: others)
  }

  /// The place of the choice that is best searched for: long texts are rare, and few soon found.
  private static func best(of choices: [Choice]) -> Int? {
    var best: (place: Int, worth: Int)?
    for (place, choice) in choices.enumerated() {
      var shortest = 12
      for text in choice { shortest = min(shortest, text.count) }
      let worth = 4 * shortest - choice.count
      guard !choice.isEmpty, shortest >= LiteralSearch.minimumLength, worth > best?.worth ?? .min
      else { continue }
      best = (place, worth)
    }
    return best?.place
  }

  /// One of several parts.
  static func any(_ parts: [ShapePart]) -> ShapePart {
    if let all = union(parts.map { $0.exact }, atMost: most) { return ShapePart(exact: all) }
    return ShapePart(
      alternatives: parts.flatMap { $0.alternatives.isEmpty ? [$0] : $0.alternatives })
  }

  /// Texts of which a match of any of the parts holds one.
  private static func common(to parts: [ShapePart]) -> Choice? {
    let needed = parts.map { part in
      let choices = part.allChoices
      return best(of: choices).map { choices[$0] }
    }
    return union(needed, atMost: 2 * most)
  }

  /// The texts of all choices, each once; `nil` where one is unknown or together they are too many.
  private static func union(_ choices: [Choice?], atMost most: Int) -> Choice? {
    var all: Choice = []
    for choice in choices {
      guard let choice else { return nil }
      // They are few: looking through them costs less than hashing.
      for text in choice where !all.contains(text) {
        guard all.count < most else { return nil }
        all.append(text)
      }
    }
    return all
  }

  /// One part after another, gathered as they come.
  struct Sequence {
    /// The texts of what came last, while all of it is known.
    private var run: Choice = [[]]
    private var choices: [Choice] = []
    private var isWhole = true
    /// The only part that is wide, while nothing stands beside it.
    private var lone: ShapePart?

    mutating func append(_ part: ShapePart) {
      if let texts = part.exact, run.count * texts.count <= most {
        if texts.count == 1 { return append(texts[0]) }
        run = run.flatMap { start in texts.map { start + $0 } }
        return
      }
      if isWhole, isRunEmpty, part.exact == nil {
        lone = part
        isWhole = false
        return
      }
      isWhole = false
      endRun()
      choices += part.exact == nil ? part.allChoices : []
      run = part.exact ?? [[]]
    }

    mutating func append(_ text: some Collection<UInt8>) {
      for index in run.indices { run[index].append(contentsOf: text) }
    }

    private var isRunEmpty: Bool { run.count == 1 && run[0].isEmpty }

    private mutating func endRun() {
      choices += lone?.allChoices ?? []
      lone = nil
      if !run.contains(where: { $0.isEmpty }) { choices.append(run) }
    }

    var part: ShapePart {
      if isWhole { return ShapePart(exact: run) }
      if let lone, isRunEmpty { return lone }
      var ended = self
      ended.endRun()
      return ShapePart(choices: ended.choices)
    }
  }
}

/// Reads the patterns that people write; anything else is `nil`.
private struct ShapeReader {
  private let bytes: UnsafeBufferPointer<UInt8>
  /// Whether the literals are wanted, or only whether it is a pattern.
  private let keepsLiterals: Bool
  private var place = 0
  private var names: [[UInt8]] = []
  /// How often counts repeat something, together: programs grow with them.
  private var copies = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>, keepsLiterals: Bool) {
    self.bytes = bytes
    self.keepsLiterals = keepsLiterals
  }

  /// What is known of a whole pattern; `nil` where it is none that this reader knows.
  static func part(of text: String, keepsLiterals: Bool) -> ShapePart? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = ShapeReader(bytes, keepsLiterals: keepsLiterals)
      return reader.whole()
    }
  }

  private static let maximumBytes = 1_024
  private static let maximumDepth = 40
  private static let maximumCopies = 1_000

  private mutating func whole() -> ShapePart? {
    guard bytes.count <= Self.maximumBytes, let part = alternation(depth: 0),
      place == bytes.count, copies <= Self.maximumCopies
    else { return nil }
    return part
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func alternation(depth: Int) -> ShapePart? {
    guard depth < Self.maximumDepth, let first = sequence(depth: depth) else { return nil }
    guard next == UInt8(ascii: "|") else { return first }
    var parts = [first]
    while take("|") {
      guard let part = sequence(depth: depth) else { return nil }
      if keepsLiterals { parts.append(part) }
    }
    return keepsLiterals ? .any(parts) : .anything
  }

  private mutating func sequence(depth: Int) -> ShapePart? {
    var parts = keepsLiterals ? ShapePart.Sequence() : nil
    while let byte = next, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") {
      // Most of a pattern is plain text, which needs no part for each of its letters.
      let text = plainText
      if !text.isEmpty {
        place = text.endIndex
        parts?.append(text.lazy.map(Self.lowered))
        continue
      }
      if let letter = plainEscape {
        place += 2
        parts?.append(CollectionOfOne(letter))
        continue
      }
      let isGroup = byte == UInt8(ascii: "(")
      let start = place
      guard let atom = atom(depth: depth) else { return nil }
      let isFlags = isGroup && bytes[start..<place].last == UInt8(ascii: ")") && atom.isFlags
      guard let part = repeated(atom.part, isGroup: isGroup, isFixed: isFlags || atom.isAnchor)
      else { return nil }
      parts?.append(part)
    }
    return parts?.part ?? .anything
  }

  /// The letters from here on that stand for themselves, each once.
  private var plainText: Slice<UnsafeBufferPointer<UInt8>> {
    var end = place
    while end < bytes.count, isPlain(bytes[end]),
      end + 1 == bytes.count || !Self.isMark(bytes[end + 1])
    {
      end += 1
    }
    return bytes[place..<end]
  }

  /// The sign that an escape stands for here, once, as in `\.`.
  private var plainEscape: UInt8? {
    guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "\\"),
      (0x21...0x7E).contains(bytes[place + 1]), !Self.isWord(bytes[place + 1]),
      place + 2 == bytes.count || !Self.isMark(bytes[place + 2])
    else { return nil }
    return bytes[place + 1]
  }

  /// One letter, known only where literals are wanted.
  private func letter(_ byte: UInt8) -> ShapePart {
    keepsLiterals ? ShapePart(exact: [[byte]]) : .anything
  }

  private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "\\"), UInt8(ascii: "."),
      UInt8(ascii: "^"), UInt8(ascii: "$"), UInt8(ascii: "|"), UInt8(ascii: ")"):
      false
    default: (0x20...0x7E).contains(byte) && !Self.isMark(byte)
    }
  }

  /// Whether a byte says how often what stands before it may be there.
  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): true
    default: false
    }
  }

  /// One thing of a sequence.
  private struct Atom {
    let part: ShapePart
    var isAnchor = false
    var isFlags = false
  }

  private mutating func atom(depth: Int) -> Atom? {
    let byte = bytes[place]
    place += 1
    switch byte {
    case UInt8(ascii: "("): return group(depth: depth)
    case UInt8(ascii: "["): return characterClass().map { Atom(part: $0) }
    case UInt8(ascii: "\\"): return escape()
    case UInt8(ascii: "."): return Atom(part: .anything)
    case UInt8(ascii: "^"), UInt8(ascii: "$"): return Atom(part: .empty, isAnchor: true)
    case UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "?"), UInt8(ascii: "{"): return nil
    case 0x20...0x7E: return Atom(part: letter(Self.lowered(byte)))
    case 0x80...:
      while let more = next, more & 0xC0 == 0x80 { place += 1 }
      return Atom(part: .anything)
    default: return nil
    }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  private mutating func group(depth: Int) -> Atom? {
    if take("?") {
      if next == UInt8(ascii: "P") {
        place += 1
        guard take("<") else { return nil }
        let start = place
        while let byte = next, Self.isWord(byte) { place += 1 }
        let name = Array(bytes[start..<place])
        guard !name.isEmpty, !names.contains(name), take(">") else { return nil }
        names.append(name)
      } else if !take(":") {
        let start = place
        while let byte = next, [0x69, 0x6D, 0x73].contains(byte) { place += 1 }
        guard place > start else { return nil }
        if take(")") { return Atom(part: .empty, isFlags: true) }
        guard take(":") else { return nil }
      }
    }
    guard let part = alternation(depth: depth + 1), take(")") else { return nil }
    return Atom(part: part)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == 0x5F
  }

  private mutating func escape() -> Atom? {
    guard let byte = next else { return nil }
    place += 1
    switch byte {
    case UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "A"), UInt8(ascii: "z"):
      return Atom(part: .empty, isAnchor: true)
    case UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "w"), UInt8(ascii: "W"),
      UInt8(ascii: "s"), UInt8(ascii: "S"), UInt8(ascii: "n"), UInt8(ascii: "r"),
      UInt8(ascii: "t"):
      return Atom(part: .anything)
    case 0x21...0x7E where !Self.isWord(byte):
      return Atom(part: letter(byte))
    default: return nil
    }
  }

  /// A class is a handful of letters, or anything.
  private mutating func characterClass() -> ShapePart? {
    var isFew = !take("^")
    // All of them are ASCII: a bit each.
    var letters = UInt128(0)
    let start = place
    while let byte = next, byte != UInt8(ascii: "]") || place == start {
      guard byte != UInt8(ascii: "]"), (0x20...0x7E).contains(byte) else { return nil }
      place += 1
      var low = byte
      if byte == UInt8(ascii: "\\") {
        guard let escaped = next else { return nil }
        place += 1
        low = escaped
        if [0x64, 0x44, 0x77, 0x57, 0x73, 0x53, 0x6E, 0x72, 0x74].contains(escaped) {
          isFew = false
          continue
        }
        guard (0x21...0x7E).contains(escaped), !Self.isWord(escaped) else { return nil }
      } else if byte == UInt8(ascii: "["), next == UInt8(ascii: ":") {
        return nil
      }
      letters |= 1 << UInt128(Self.lowered(low))
      guard next == UInt8(ascii: "-"), place + 1 < bytes.count,
        bytes[place + 1] != UInt8(ascii: "]")
      else { continue }
      let high = bytes[place + 1]
      guard Self.isWord(high), high >= low else { return nil }
      isFew = false
      place += 2
    }
    guard take("]") else { return nil }
    guard keepsLiterals, isFew, letters.nonzeroBitCount <= 4 else { return .anything }
    return ShapePart(exact: (0..<128).filter { letters & 1 << UInt128($0) != 0 }.map { [$0] })
  }

  /// What follows a thing and says how often it may stand there.
  private mutating func repeated(
    _ part: ShapePart, isGroup: Bool, isFixed: Bool
  ) -> ShapePart? {
    var result = part
    if take("*") {
      result = .anything
    } else if take("+") {
      result = ShapePart(choices: part.atLeastOnce)
    } else if take("?") {
      result = keepsLiterals ? .any([part, .empty]) : .anything
    } else if take("{") {
      guard !isGroup, let least = number() else { return nil }
      let most = take(",") ? (next == UInt8(ascii: "}") ? least : number()) : least
      guard let most, least <= most, most <= 1_000, take("}") else { return nil }
      copies += most
      result = least > 0 ? ShapePart(choices: part.atLeastOnce) : .anything
    } else {
      return result
    }
    _ = take("?")
    return isFixed || next.map(Self.isMark) == true ? nil : result
  }

  private mutating func number() -> Int? {
    let start = place
    while let byte = next, (0x30...0x39).contains(byte), place - start < 4 { place += 1 }
    return Int(String(decoding: bytes[start..<place], as: UTF8.self))
  }
}

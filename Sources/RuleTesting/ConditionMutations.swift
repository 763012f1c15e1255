/// The small changes that can be made to the text of a condition, found by its signs alone.
///
/// Whether a change still is a condition is for the loader to say: one that is none is no mutant.
struct ConditionMutations {
  /// A range of the text's bytes and what to put there.
  struct Change: Hashable {
    let range: Range<Int>
    let replacement: String
    let kind: Mutant.Kind
  }

  private let bytes: [UInt8]
  /// `&&` and `||` and what else ends an operand, each with how deep in brackets it stands.
  private var signs: [Sign] = []
  private var changes: [Change] = []

  private struct Sign {
    let text: String
    let start: Int
    let depth: Int

    var isJunction: Bool { text == "&&" || text == "||" }
  }

  /// Returns the changes in the order of the text.
  static func changes(in text: String) -> [Change] {
    var mutations = ConditionMutations(bytes: Array(text.utf8))
    mutations.scan()
    mutations.dropClauses()
    return mutations.changes.sorted {
      ($0.range.lowerBound, $0.range.upperBound, $0.replacement)
        < ($1.range.lowerBound, $1.range.upperBound, $1.replacement)
    }
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private static let comparisons: [(sign: String, replacements: [String])] = [
    ("==", ["!="]), ("!=", ["=="]), ("<=", ["<", ">"]), (">=", [">", "<"]), ("<", ["<=", ">="]),
    (">", [">=", "<="]),
  ]

  private mutating func scan() {
    var index = 0
    var depth = 0
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): index = endOfText(from: index)
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        signs.append(Sign(text: "(", start: index, depth: depth + 1))
        depth += 1
        index += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        signs.append(Sign(text: ")", start: index, depth: depth))
        depth -= 1
        index += 1
      case UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: ":"):
        signs.append(Sign(text: ",", start: index, depth: depth))
        index += 1
      case 0x30...0x39: index = number(from: index)
      case 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): index = endOfName(from: index)
      default: index = operatorSign(from: index, depth: depth)
      }
    }
  }

  private mutating func operatorSign(from index: Int, depth: Int) -> Int {
    for sign in ["&&", "||"] where has(sign, at: index) {
      signs.append(Sign(text: sign, start: index, depth: depth))
      let other = sign == "&&" ? "||" : "&&"
      changes.append(Change(range: index..<index + 2, replacement: other, kind: .comparison))
      return index + 2
    }
    for comparison in Self.comparisons where has(comparison.sign, at: index) {
      let range = index..<index + comparison.sign.utf8.count
      changes += comparison.replacements.map {
        Change(range: range, replacement: $0, kind: .comparison)
      }
      return range.upperBound
    }
    return index + 1
  }

  private func has(_ sign: String, at index: Int) -> Bool {
    bytes[index...].starts(with: sign.utf8)
  }

  private mutating func number(from start: Int) -> Int {
    var end = start
    while end < bytes.count, Self.isNumeral(bytes[end]) { end += 1 }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    changes += Self.shifted(text).map {
      Change(range: start..<end, replacement: $0, kind: .threshold)
    }
    return end
  }

  /// A number one larger and one smaller; a fraction by a tenth of itself.
  static func shifted(_ text: String) -> [String] {
    if let whole = Int(text) { return whole == 0 ? ["1"] : ["\(whole + 1)", "\(whole - 1)"] }
    guard let number = Double(text), number.isFinite else { return [] }
    if number == 0 { return ["0.1"] }
    // One digit more than was written: a tenth of it, and 0.44 rather than 0.44000000000000006.
    let digits = text.utf8.drop { $0 != UInt8(ascii: ".") }.count
    let scale = (0..<max(1, digits)).reduce(1.0) { power, _ in power * 10 }
    return [1.1, 0.9].map { "\((number * $0 * scale).rounded() / scale)" }
  }

  private static func isNumeral(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || byte == UInt8(ascii: ".")
  }

  private func endOfName(from start: Int) -> Int {
    var end = start
    while end < bytes.count, Self.isName(bytes[end]) { end += 1 }
    return end
  }

  private static func isName(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
      || byte == UInt8(ascii: "_")
  }

  private func endOfText(from start: Int) -> Int {
    var index = start + 1
    while index < bytes.count, bytes[index] != bytes[start] {
      index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
    }
    return index + 1
  }

  /// Each operand of `&&` becomes true, and each of `||` false: as if it were not there.
  private mutating func dropClauses() {
    for (place, sign) in signs.enumerated() where sign.isJunction {
      let before = signs[..<place].last { Self.ends(operandOf: sign, at: $0) }
      let after = signs[(place + 1)...].first { Self.ends(operandOf: sign, at: $0) }
      let start = before.map { $0.start + $0.text.utf8.count } ?? 0
      let end = after?.start ?? bytes.count
      let neutral = sign.text == "&&" ? "true" : "false"
      for operand in [trimmed(start..<sign.start), trimmed(sign.start + 2..<end)] {
        let change = Change(range: operand, replacement: neutral, kind: .clause)
        if !operand.isEmpty, !changes.contains(change) { changes.append(change) }
      }
    }
  }

  private static func ends(operandOf sign: Sign, at other: Sign) -> Bool {
    if other.text == "(" || other.text == ")" { return other.depth == sign.depth }
    guard other.depth == sign.depth else { return false }
    // `&&` binds more tightly, so an operand of `||` may hold some.
    return sign.text == "&&" || other.text != "&&"
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, [0x20, 0x0A].contains(bytes[start]) { start += 1 }
    while end > start, [0x20, 0x0A].contains(bytes[end - 1]) { end -= 1 }
    return start..<end
  }
}

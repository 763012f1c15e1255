/// What a plain scalar means: the core schema of YAML 1.2, less everything that reads two ways.
enum CoreSchema {
  /// The meaning of a plain scalar, or why it has none.
  enum Reading {
    case value(Scalar.Value)
    /// YAML versions read it differently.
    case ambiguous
    /// A number that neither 64 bits nor a double hold.
    case outOfRange
  }

  static func reading(of text: String) -> Reading {
    switch text {
    case "", "null": return .value(.null)
    case "true": return .value(.bool(true))
    case "false": return .value(.bool(false))
    default: break
    }
    // None of them is longer, and most texts are.
    if text.utf8.count <= 5, ambiguousWords.contains(text) { return .ambiguous }
    guard let first = text.utf8.first, isNumeric(first) else { return .value(.string) }
    return number(Array(text.utf8), text)
  }

  /// Words that YAML 1.1 or 1.2 take for a boolean, a null, a number, or a key of its own.
  private static let ambiguousWords: Set<String> = {
    var words: Set<String> = ["~", "Null", "NULL", "True", "TRUE", "False", "FALSE", "="]
    for word in ["y", "n", "yes", "no", "on", "off"] {
      words.formUnion([word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()])
    }
    for word in [".inf", ".Inf", ".INF"] { words.formUnion([word, "-" + word, "+" + word]) }
    return words.union([".nan", ".NaN", ".NAN"])
  }()

  private static func isNumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
      || byte == UInt8(ascii: ".")
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func number(_ bytes: [UInt8], _ text: String) -> Reading {
    let signs = [UInt8(ascii: "-"), UInt8(ascii: "+")]
    let unsigned = bytes[(signs.contains(bytes[0]) ? 1 : 0)...]
    guard let first = unsigned.first else { return .value(.string) }
    if isOtherBase(unsigned) || isGrouped(unsigned) || isBaseSixty(unsigned) { return .ambiguous }
    if unsigned.allSatisfy(isDigit) {
      if unsigned.count > 1, first == UInt8(ascii: "0") { return .ambiguous }
      return Int64(text).map { .value(.integer($0)) } ?? .outOfRange
    }
    guard isDecimal(unsigned) else { return .value(.string) }
    guard let number = Double(text), number.isFinite else { return .outOfRange }
    let isZero = unsigned.prefix { $0 | 0x20 != UInt8(ascii: "e") }
      .allSatisfy { !isDigit($0) || $0 == UInt8(ascii: "0") }
    return number == 0 && !isZero ? .outOfRange : .value(.number(number))
  }

  /// `0x1F`, `0o17`, `0b101`.
  private static func isOtherBase(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count > 2, text.first == UInt8(ascii: "0") else { return false }
    let digits = text.dropFirst(2)
    switch text[text.startIndex + 1] {
    case UInt8(ascii: "x"):
      return digits.allSatisfy {
        isDigit($0) || (0x61...0x66).contains($0 | 0x20) || $0 == UInt8(ascii: "_")
      }
    case UInt8(ascii: "o"): return digits.allSatisfy { (0x30...0x37).contains($0) }
    case UInt8(ascii: "b"): return digits.allSatisfy { [0x30, 0x31, 0x5F].contains($0) }
    default: return false
    }
  }

  /// `1_000`, `1_000.5`: numbers in YAML 1.1, text in YAML 1.2.
  private static func isGrouped(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.contains(UInt8(ascii: "_")), let first = text.first, isDigit(first) else {
      return false
    }
    return isDecimal(text.filter { $0 != UInt8(ascii: "_") }[...])
  }

  /// `01:30`, `190:20:30.15`: numbers to the base of sixty in YAML 1.1.
  private static func isBaseSixty(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first, let last = parts.last else { return false }
    let whole = last.prefix { $0 != UInt8(ascii: ".") }
    let fraction = last.dropFirst(whole.count).dropFirst()
    let digits = parts.dropFirst().dropLast() + [whole]
    return !first.isEmpty && first.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
      && digits.allSatisfy { (1...2).contains($0.count) && $0.allSatisfy(isDigit) }
      && fraction.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
  }

  /// Digits with a point, an exponent, or both; or digits alone.
  private static func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var digits = whole.count
    if rest.first == UInt8(ascii: ".") {
      let fraction = rest.dropFirst().prefix(while: isDigit)
      digits += fraction.count
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard digits > 0 else { return false }
    guard let mark = rest.first else { return true }
    guard mark | 0x20 == UInt8(ascii: "e") else { return false }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
      rest = rest.dropFirst()
    }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }
}

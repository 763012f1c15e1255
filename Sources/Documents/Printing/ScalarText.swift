/// How a text is written in one line: plain, or in the quotes that say it best.
struct ScalarText {
  /// Where a scalar stands.
  enum Place {
    case key, block, flow
  }

  let text: String
  let role: TextRole
  let place: Place
  /// Whether an author put it in quotes.
  let wasQuoted: Bool

  /// The text of a scalar that is no text by its meaning, as `5` or `true`, stays as it is.
  static func line(_ scalar: Scalar, role: TextRole, place: Place) -> String {
    switch scalar.value {
    case .null, .bool, .integer, .number: scalar.text
    case .string:
      ScalarText(
        text: scalar.text, role: role, place: place, wasQuoted: scalar.style.isQuoted
      ).line
    }
  }

  /// The text with its quotes, if it needs any.
  ///
  /// Patterns are in single quotes. Other text is plain where no reader of YAML could take it for
  /// anything else. Quotes of text are double; single those of conditions, and where the text has
  /// double quotes or backslashes: escapes are left to what cannot be seen otherwise.
  var line: String {
    if needsEscapes { return doubleQuoted }
    if role == .pattern, place != .key { return singleQuoted }
    if isPlainSafe, !wasQuoted || isUnmistakable { return text }
    let hasSigns = text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    return hasSigns || role == .condition ? singleQuoted : "\"" + text + "\""
  }

  private var singleQuoted: String {
    "'" + text.unicodeScalars.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
  }

  private var needsEscapes: Bool {
    text.unicodeScalars.contains {
      $0.value < 0x20 || ByteScan.isHidden($0.value) || $0 == "\u{7F}"
    }
  }

  private var doubleQuoted: String {
    "\"" + text.unicodeScalars.map(Self.escaped).joined() + "\""
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": return "\\\""
    case "\\": return "\\\\"
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    default: break
    }
    guard scalar.value < 0x20 || scalar == "\u{7F}" || ByteScan.isHidden(scalar.value) else {
      return String(scalar)
    }
    let digits = String(scalar.value, radix: 16)
    let (letter, width) =
      scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
    return "\\" + letter + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Whether the text, written plain, is read as itself.
  ///
  /// Stricter than YAML in brackets, where versions of libyaml differ.
  private var isPlainSafe: Bool {
    guard case .value(.string) = CoreSchema.reading(of: text), text != "<<" else { return false }
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, first != 0x20, last != 0x20,
      last != UInt8(ascii: ":"), !text.hasPrefix("---"), !text.hasPrefix("...")
    else { return false }
    if Self.indicators.contains(first) { return false }
    if first == UInt8(ascii: "-"), bytes.count == 1 || bytes[1] == 0x20 { return false }
    for (left, right) in zip(bytes, bytes.dropFirst()) {
      if left == UInt8(ascii: ":"), right == 0x20 { return false }
      if left == 0x20, right == UInt8(ascii: "#") { return false }
    }
    return place == .block || !bytes.contains(where: Self.brackets.contains)
  }

  private static let indicators = Set("?:,[]{}#&*!|>'\"%@`".utf8)
  private static let brackets = Set(",[]{}?".utf8)

  /// Whether no reader could stumble over the text without quotes: no signs that YAML knows, no
  /// look of a number or a time.
  private var isUnmistakable: Bool {
    if role == .condition { return true }
    guard let first = text.utf8.first, !Self.numeric.contains(first) else { return false }
    return !text.utf8.contains(where: Self.signs.contains)
  }

  private static let numeric = Set("0123456789+-.".utf8)
  private static let signs = Set("{}[],:#*&%@`?|>!=".utf8)
}

extension Scalar.Style {
  fileprivate var isQuoted: Bool {
    switch self {
    case .singleQuoted, .doubleQuoted: true
    case .plain, .literal, .folded: false
    }
  }
}

/// Numbers as text, and text as numbers.
enum NumberText {
  /// The shortest text that reads back the same; what has no literal is written as a call.
  static func literal(_ value: Double) -> String {
    if value.isNaN { return "double(\"NaN\")" }
    if value.isInfinite { return "double(\"\(value < 0 ? "-" : "")Infinity\")" }
    return value.description
  }

  /// What `string(x)` gives: the shortest text, with an exponent for very large and small numbers.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return special(value) }
    let (digits, exponent) = digits(of: value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    // Where JavaScript and JSON change to an exponent, too.
    if exponent < -4 || exponent >= 21 {
      return sign + scientific(digits, exponent)
    }
    return sign + plain(digits, exponent)
  }

  /// The shortest text without an exponent.
  static func plainText(_ value: Double) -> String {
    guard value.isFinite else { return special(value) }
    let (digits, exponent) = digits(of: value.magnitude)
    return (value.sign == .minus ? "-" : "") + plain(digits, exponent)
  }

  private static func special(_ value: Double) -> String {
    value.isNaN ? "NaN" : value < 0 ? "-Infinity" : "Infinity"
  }

  /// The shortest decimal digits of a number, and the power of ten of the first one.
  private static func digits(of magnitude: Double) -> (digits: [UInt8], exponent: Int) {
    let text = Array(magnitude.description.utf8)
    let mantissaEnd = text.firstIndex(of: UInt8(ascii: "e")) ?? text.count
    var exponent = Int(String(decoding: text[mantissaEnd...].dropFirst(), as: UTF8.self)) ?? 0
    let point = text[..<mantissaEnd].firstIndex(of: UInt8(ascii: ".")) ?? mantissaEnd
    exponent += point - 1
    var digits = text[..<mantissaEnd].filter { $0 != UInt8(ascii: ".") }
    while digits.count > 1, digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return digits == [UInt8(ascii: "0")] ? (digits, 0) : (digits, exponent)
  }

  private static func plain(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + text }
    let whole = exponent + 1
    if digits.count <= whole { return text + String(repeating: "0", count: whole - digits.count) }
    return text.prefix(whole) + "." + text.dropFirst(whole)
  }

  private static func scientific(_ digits: [UInt8], _ exponent: Int) -> String {
    let text = String(decoding: digits, as: UTF8.self)
    let mantissa = text.count > 1 ? text.prefix(1) + "." + text.dropFirst() : Substring(text)
    let sign = exponent < 0 ? "-" : "+"
    return mantissa + "e" + sign + TimestampText.padded(abs(exponent), 2)
  }

  /// Reads a double as `double(text)` does.
  static func double(_ text: String) -> Double? {
    switch text {
    case "NaN", "nan": return .nan
    case "Infinity", "+Infinity", "Inf", "+Inf", "inf", "+inf": return .infinity
    case "-Infinity", "-Inf", "-inf": return -.infinity
    default:
      // Hexadecimal floats and the like are no numbers of the language.
      let isPlain = text.utf8.allSatisfy {
        $0 &- 0x30 < 10 || $0 == 0x2E || $0 == 0x2B || $0 == 0x2D || $0 | 0x20 == 0x65
      }
      guard isPlain, !text.isEmpty else { return nil }
      return Double(text)
    }
  }
}

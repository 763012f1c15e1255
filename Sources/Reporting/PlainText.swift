internal import Incidents

/// Text on its way to a terminal or a page: the one place where hostile characters become harmless.
public enum PlainText {
  /// The text with controls, line separators and direction marks shown as `\u{…}`.
  ///
  /// What is left cannot move the cursor, hide or reorder what stands beside it.
  public static func escaped(_ text: String) -> String { NeutralText.escaped(text) }

  /// A document of JSON without letters that a terminal would obey: they stand as codes in it, and
  /// whoever reads it gets them back.
  public static func escapedJSON(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x7F }) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || !NeutralText.isUnsafe(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      }
    }
    return result
  }

  /// The text cut to a number of characters, with `…` where something is missing.
  public static func cut(_ text: String, to length: Int) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }

  /// A figure with as many decimals as tell something.
  public static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e15 { return String(Int(value)) }
    let scale = abs(value) < 1 ? 10_000.0 : 100.0
    let rounded = (value * scale).rounded() / scale
    return "\(rounded)"
  }
}

/// Text of others made harmless for whatever shows it: the one place that says what is unsafe.
public enum NeutralText {
  /// The text with controls, line separators and direction marks shown as `\u{…}`.
  ///
  /// What is left cannot move a cursor, hide or reorder what stands beside it. Line ends and tabs
  /// become spaces.
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" {
        result += " "
      } else if isUnsafe(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The escaped text, cut to so many bytes, with `…` where something is missing.
  public static func cut(_ text: String, toBytes limit: Int) -> String {
    let whole = escaped(text)
    guard whole.utf8.count > limit else { return whole }
    var result = ""
    var bytes = 0
    for character in whole {
      bytes += character.utf8.count
      if bytes > limit - 3 { break }
      result.append(character)
    }
    return result + "…"
  }

  /// Whether a letter could be obeyed, or hide or reorder others.
  public static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      true
    default: false
    }
  }
}

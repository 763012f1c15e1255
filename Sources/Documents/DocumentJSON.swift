/// A parsed document, or its first mistake, as one line of JSON.
public enum DocumentJSON {
  /// `{"accept": VALUE}`, or `{"reject": CODE, "line": N, "column": N}` for the first mistake.
  public static func line(for parsed: Checked<Document>) -> String {
    if let document = parsed.value { return "{\"accept\": \(text(document.root))}" }
    guard let first = parsed.diagnostics.first(where: { $0.severity == .error }) else {
      return "{\"reject\": \"empty\", \"line\": 1, \"column\": 1}"
    }
    let place = first.span.start
    return
      "{\"reject\": \(quoted(first.code)), \"line\": \(place.line), \"column\": \(place.column)}"
  }

  private static func text(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): text(scalar)
    case .sequence(let items): "[" + items.map(text).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { quoted($0.key.text) + ": " + text($0.value) }.joined(separator: ", ")
        + "}"
    }
  }

  private static func text(_ scalar: Scalar) -> String {
    switch scalar.value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): "\(number)"
    case .number(let number): "\(number)"
    case .string: quoted(scalar.text)
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

/// A JSON value whose objects keep the order of their keys, as a schema for people wants it.
public indirect enum OrderedJSON: Sendable {
  case text(String)
  case number(Double)
  case flag(Bool)
  case list([OrderedJSON])
  case object([(key: String, value: OrderedJSON)])

  /// The value in lines, two spaces further right for each level; short lists stay on a line.
  public var lines: String { text(indent: 0) + "\n" }

  private func text(indent: Int) -> String {
    let margin = String(repeating: " ", count: indent + 2)
    let end = "\n" + String(repeating: " ", count: indent)
    switch self {
    case .text(let text): return Self.quoted(text)
    case .number(let number):
      return number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
    case .flag(let flag): return flag ? "true" : "false"
    case .list(let items):
      let short = "[" + items.map { $0.text(indent: 0) }.joined(separator: ", ") + "]"
      if !short.contains("\n"), indent + short.count <= 96 { return short }
      let rows = items.map { margin + $0.text(indent: indent + 2) }
      return "[\n" + rows.joined(separator: ",\n") + end + "]"
    case .object(let fields):
      if fields.isEmpty { return "{}" }
      let rows = fields.map {
        margin + Self.quoted($0.key) + ": " + $0.value.text(indent: indent + 2)
      }
      return "{\n" + rows.joined(separator: ",\n") + end + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

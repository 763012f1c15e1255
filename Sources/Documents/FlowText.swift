/// A node as YAML on one line: what can stand wherever a value can.
public enum FlowText {
  /// The text; reading it gives the same tree.
  public static func of(_ node: Node) -> String {
    switch node.content {
    case .scalar(let scalar): text(of: scalar)
    case .sequence(let items): "[" + items.map(of).joined(separator: ", ") + "]"
    case .mapping(let entries):
      "{" + entries.map { key($0.key.text) + ": " + of($0.value) }.joined(separator: ", ") + "}"
    }
  }

  private static func text(of scalar: Scalar) -> String {
    if scalar.style == .plain, isPlain(scalar.text) || scalar.value != .string {
      return scalar.text
    }
    return quoted(scalar.text)
  }

  private static func key(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

  /// Letters, digits and few signs read as themselves everywhere, also between braces.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    let signs = Array("_.%/ -*".utf8)
    return isWord(first) && last != UInt8(ascii: " ")
      && text.utf8.allSatisfy { isWord($0) || signs.contains($0) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || (0x7F...0xA0).contains(scalar.value):
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

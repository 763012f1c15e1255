import Documents

@testable import Configurations

/// Writes a tree as no careful author would: any indentation, quotes, brackets and order of keys,
/// with comments and empty lines wherever YAML allows them.
struct WildPrinter {
  /// Every comment that was written, in the order of writing.
  private(set) var comments: [String] = []
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(state: seed)
  }

  mutating func text(_ root: Node, _ layout: Shape) -> String {
    var lines = chance(4) ? [comment("head"), ""] : []
    if chance(8) { lines = ["---  " + comment("marker")] + lines }
    lines += block(root, layout, indent: 0)
    if chance(4) { lines += [comment("tail")] }
    return lines.joined(separator: chance(8) ? "\r\n" : "\n") + (chance(4) ? "" : "\n")
  }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 1...of, using: &generator) == 1 }

  private mutating func comment(_ place: String) -> String {
    let text = "# c\(comments.count) \(place)."
    comments.append(text)
    return text
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private mutating func block(_ node: Node, _ layout: any NodeLayout, indent: Int) -> [String] {
    switch node.content {
    case .scalar: return []
    case .mapping(var entries):
      if !layout.keyOrder.isEmpty, chance(2) { entries.shuffle(using: &generator) }
      return entries.flatMap { entry in
        let key = self.key(entry.key.text)
        let inner = layout.layout(ofKey: entry.key.text)
        return above(entry.key.text, indent)
          + value(entry.value, inner, behind: key + ":", name: entry.key.text, indent: indent)
      }
    case .sequence(let items):
      return items.flatMap { item in
        above("-", indent)
          + value(item, layout.itemLayout, behind: "-", name: "-", indent: indent)
      }
    }
  }

  /// Empty lines and comments above a part.
  private mutating func above(_ name: String, _ indent: Int) -> [String] {
    var lines: [String] = []
    if chance(8) { lines.append(chance(4) ? Self.spaces(indent) : "") }
    if chance(30) {
      lines += [Self.spaces(Int.random(in: 0...indent, using: &generator)) + comment("free"), ""]
    }
    if chance(8) { lines.append(Self.spaces(indent) + comment("above \(name)")) }
    return lines
  }

  private mutating func value(
    _ node: Node, _ layout: any NodeLayout, behind start: String, name: String, indent: Int
  ) -> [String] {
    let margin = Self.spaces(indent)
    if case .scalar(let scalar) = node.content {
      if scalar.value == .string, chance(5), let lines = literal(scalar.text, indent) {
        return [margin + start + " " + lines[0]] + lines.dropFirst()
      }
      let text = scalarText(scalar, isInFlow: false)
      let space = Self.spaces(Int.random(in: 1...3, using: &generator))
      if chance(20), text != "", start != "-" {
        return [margin + start + behind(name), margin + "   " + text]
      }
      return [margin + start + space + text + (chance(5) ? behind(name) : "")]
    }
    let size = Self.size(of: node)
    if size == 0 || (size < 12 && chance(3)) {
      return flow(node, layout, behind: margin + start + " ", name: name)
    }
    let isList = if case .sequence = node.content { true } else { false }
    if start == "-" {
      let inner = block(node, layout, indent: indent + 2)
      guard let first = inner.first, first.hasPrefix(margin + "  "), !first.hasSuffix("."),
        first.contains(where: { $0 != " " })
      else { return [margin + "-" + (chance(3) ? behind(name) : "")] + inner }
      return [margin + "- " + first.dropFirst(indent + 2)] + inner.dropFirst()
    }
    let step = Int.random(in: (isList ? 0 : 1)...5, using: &generator)
    return [margin + start + (chance(6) ? behind(name) : "")]
      + block(node, layout, indent: indent + step)
  }

  private mutating func behind(_ name: String) -> String {
    Self.spaces(Int.random(in: 1...9, using: &generator)) + comment("behind \(name)")
  }

  private static func size(of node: Node) -> Int {
    switch node.content {
    case .scalar: 1
    case .sequence(let items): items.map(size).reduce(0, +)
    case .mapping(let entries): entries.map { size(of: $0.value) }.reduce(0, +)
    }
  }
}

// Brackets and quotes.
extension WildPrinter {
  /// A collection in brackets, on one line or on many.
  private mutating func flow(
    _ node: Node, _ layout: any NodeLayout, behind start: String, name: String
  ) -> [String] {
    let isBroken = chance(3)
    let text = flowText(node, layout, lineEnd: isBroken ? "\n        " : " ")
    var lines = (start + text).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    if isBroken, lines.count > 1, chance(2) {
      lines[0] += behind("open")
    }
    if chance(5) { lines[lines.count - 1] += behind(lines.count == 1 ? name : "shut") }
    return lines
  }

  private mutating func flowText(
    _ node: Node, _ layout: any NodeLayout, lineEnd: String
  ) -> String {
    switch node.content {
    case .scalar(let scalar): return scalarText(scalar, isInFlow: true)
    case .sequence(let items):
      if items.isEmpty { return "[]" }
      let parts = items.map { flowText($0, layout.itemLayout, lineEnd: lineEnd) }
      return "[" + parts.joined(separator: "," + lineEnd) + (chance(6) ? ",]" : "]")
    case .mapping(var entries):
      if entries.isEmpty { return "{}" }
      if !layout.keyOrder.isEmpty, chance(2) { entries.shuffle(using: &generator) }
      let parts = entries.map { entry in
        let inner = layout.layout(ofKey: entry.key.text)
        return key(entry.key.text) + ": " + flowText(entry.value, inner, lineEnd: lineEnd)
      }
      return "{" + (chance(4) ? " " : "") + parts.joined(separator: "," + lineEnd) + "}"
    }
  }

  private mutating func key(_ text: String) -> String {
    // A number is no key unless it is quoted.
    let isQuoted = Double(text) != nil || chance(6)
    return isQuoted ? (chance(2) ? "\"\(text)\"" : "'\(text)'") : text
  }

  private mutating func scalarText(_ scalar: Scalar, isInFlow: Bool) -> String {
    guard scalar.value == .string else { return scalar.text }
    let text = scalar.text
    let isPlain = if case .plain = scalar.style { true } else { false }
    let isSafe = isPlain && !(isInFlow && text.contains { ",[]{}?".contains($0) })
    switch Int.random(in: 0...3, using: &generator) {
    case 0 where !text.contains("\n"):
      return "'" + text.replacing("'", with: "''") + "'"
    case 1...2 where isSafe && !text.contains("\n"): return text
    default: return doubleQuoted(text)
    }
  }

  private mutating func doubleQuoted(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where chance(60) && scalar.value < 0x80:
        let digits = String(scalar.value, radix: 16)
        result += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"" + result + "\""
  }

  /// The text below a `|`; `nil` where it could not stand there.
  private mutating func literal(_ text: String, _ indent: Int) -> [String]? {
    guard !text.isEmpty, !text.hasPrefix(" "), !text.hasPrefix("\n"), !text.hasSuffix("\n\n"),
      !text.contains("\r"), text != "\n"
    else { return nil }
    let endsLine = text.hasSuffix("\n")
    let margin = Self.spaces(indent + Int.random(in: 1...4, using: &generator))
    let body = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let sign = (endsLine ? "|" : "|-") + (chance(3) ? behind("sign") : "")
    return [sign] + (endsLine ? body.dropLast() : body).map { $0.isEmpty ? "" : margin + $0 }
  }
}

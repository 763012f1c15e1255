public import Documents

/// Words and units: a bare number where a unit is due is an error.
extension FieldReader {
  /// Reads `5%` as 0.05.
  public mutating func share(_ key: String, in range: ClosedRange<Double> = 0...1) -> Double? {
    probe?.note(key, .share(range))
    return optional(key).flatMap { share(of: $0, key: key, in: range) }
  }

  private mutating func share(
    of node: Node, key: String, in range: ClosedRange<Double>
  ) -> Double? {
    guard let text = text(of: node) else { return nil }
    guard let share = Self.share(text) else {
      // A bare `5` can only mean 5%: as a share it would be out of range.
      let isPercentage = Int(text).map { (2...100).contains($0) } ?? false
      report([
        .missingUnit(
          text, wanted: "a share with its unit, as `5%`", at: node.span,
          replacement: isPercentage ? text + "%" : nil)
      ])
      return nil
    }
    guard range.contains(share) else {
      report([
        .outOfRange(
          text, key, "\(Self.percent(range.lowerBound)) to \(Self.percent(range.upperBound))",
          at: node.span)
      ])
      return nil
    }
    return share
  }

  /// The share that text like `31%` or `0.5%` stands for.
  static func share(_ text: String) -> Double? {
    guard text.last == "%" else { return nil }
    return decimal(text.dropLast().trimmingSpaces).map { $0 / 100 }
  }

  /// The number that digits with at most one point stand for; no exponents, no other bases.
  static func decimal(_ text: String) -> Double? {
    let isPlain = text.utf8.allSatisfy {
      (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
    }
    guard isPlain, let number = Double(text), number.isFinite else { return nil }
    return number
  }

  private static func percent(_ share: Double) -> String { "\(Int(share * 100))%" }

  /// Reads a length of time like `15m`, `2h`, `90s` or `1d`, from 1 s to 10 years.
  public mutating func duration(_ key: String) -> Duration? {
    probe?.note(key, .duration)
    guard let node = optional(key), let text = text(of: node) else { return nil }
    return duration(text, at: node.span)
  }

  /// Reads a length of time out of a part of a field.
  public mutating func duration(_ text: String, at span: SourceSpan) -> Duration? {
    guard let duration = Duration(unitText: text) else {
      report([.missingUnit(text, wanted: "a length of time with its unit, as `15m`", at: span)])
      return nil
    }
    return duration
  }

  /// Reads a whole number with the unit that says what is counted, as `3 actions`.
  public mutating func count(
    _ key: String, of units: [String], in range: ClosedRange<Int> = 1...1_000_000
  ) -> (count: Int, unit: String)? {
    probe?.note(key, .count(of: units))
    guard let node = optional(key), let text = text(of: node) else { return nil }
    let words = text.split(separator: " ")
    guard words.count == 2, let count = Int(words[0]), units.contains(String(words[1])) else {
      let example = units.map { "`\(range.lowerBound + 2) \($0)`" }.joined(separator: " or ")
      let isBare = units.count == 1 && Int(text).map { range.contains($0) } ?? false
      report([
        .missingUnit(
          text, wanted: "a number with its unit, as \(example)", at: node.span,
          replacement: isBare ? "\(text) \(units[0])" : nil)
      ])
      return nil
    }
    guard range.contains(count) else {
      report([.outOfRange(text, key, "\(range.lowerBound) to \(range.upperBound)", at: node.span)])
      return nil
    }
    return (count, String(words[1]))
  }

  /// Reads a whole number that needs no unit, because its key is one.
  public mutating func wholeNumber(_ key: String, in range: ClosedRange<Int>) -> Int? {
    probe?.note(key, .whole(range))
    guard let node = optional(key) else { return nil }
    guard case .scalar(let scalar) = node.content, case .integer(let number) = scalar.value else {
      report([.wrongKind(wanted: "a whole number", node)])
      return nil
    }
    guard let count = Int(exactly: number), range.contains(count) else {
      let bounds = "\(range.lowerBound) to \(range.upperBound)"
      report([.outOfRange(scalar.text, key, bounds, at: node.span)])
      return nil
    }
    return count
  }
}

extension Duration {
  /// Reads `15m`, `90s`, `2h`, `1d`, `2w` or a row of those from large to small, as `1h30m`.
  public init?(unitText text: String) {
    var total = 0
    var number = ""
    var last = Int.max
    for character in text {
      if character.isASCII, character.isNumber {
        number.append(character)
      } else {
        guard let unit = Self.secondsPerUnit[character], unit < last, let count = Int(number),
          count <= 315_360_000
        else { return nil }
        total += count * unit
        number = ""
        last = unit
      }
    }
    guard number.isEmpty, last != Int.max, (1...315_360_000).contains(total) else { return nil }
    self = .seconds(total)
  }

  private static let secondsPerUnit: [Character: Int] = [
    "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800,
  ]

  /// The duration in the words that the configuration uses, as `1h30m`; parts of a second as
  /// `0.4s`.
  public var unitText: String {
    let (whole, attoseconds) = components
    if whole < 1 { return "\(Double(attoseconds / 1_000_000_000_000_000) / 1000)s" }
    var rest = Int(whole)
    var text = ""
    for (name, seconds) in [("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)] where rest >= seconds {
      text += "\(rest / seconds)\(name)"
      rest %= seconds
    }
    return text
  }
}

extension StringProtocol {
  /// The text without spaces at its ends.
  var trimmingSpaces: String {
    var rest = Substring(drop { $0 == " " })
    while rest.last == " " { rest.removeLast() }
    return String(rest)
  }
}

extension Diagnostic {
  static func missingUnit(
    _ text: String, wanted: String, at span: SourceSpan, replacement: String? = nil
  ) -> Diagnostic {
    Diagnostic(
      code: "missing-unit", message: "`\(text)` is not \(wanted.prefix { $0 != "," })", span: span,
      help: ["write \(wanted)"], replacement: replacement)
  }

  static func outOfRange(
    _ text: String, _ key: String, _ bounds: String, at span: SourceSpan
  ) -> Diagnostic {
    Diagnostic(
      code: "out-of-range", message: "`\(text)` is out of range for `\(key)`", span: span,
      help: ["\(bounds) is allowed"])
  }
}

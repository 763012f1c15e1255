internal import Glibc

/// `"%s has %d rows".format([name, rows])`.
enum FormatText {
  /// The most digits after the point that may be asked for.
  static let maximumPrecision = 100

  static func format(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let format = arguments.text(0), let values = arguments.list(1) else {
      return .fault(.noSuchOverload)
    }
    if let fault = workspace.charge(format.count + arguments[1].weight) { return fault }
    var result = ""
    var plain: [UInt8] = []
    var next = 0
    var offset = 0
    while offset < format.count {
      let byte = format[offset]
      offset += 1
      guard byte == UInt8(ascii: "%") else {
        plain.append(byte)
        continue
      }
      if offset < format.count, format[offset] == UInt8(ascii: "%") {
        plain.append(byte)
        offset += 1
        continue
      }
      guard let clause = Clause(format, &offset), values.indices.contains(next),
        let text = clause.text(of: values[next])
      else { return .fault(.badFormat) }
      result += String(decoding: plain, as: UTF8.self) + text
      plain = []
      next += 1
      if result.utf8.count > ConditionLimits.evaluationBytes { return .fault(.tooMuchMemory) }
    }
    return workspace.text(result + String(decoding: plain, as: UTF8.self))
  }

  /// What stands between a `%` and its letter, and the letter.
  private struct Clause {
    let letter: UInt8
    let precision: Int

    init?(_ format: UnsafeBufferPointer<UInt8>, _ offset: inout Int) {
      var precision = 6
      if offset < format.count, format[offset] == UInt8(ascii: ".") {
        offset += 1
        precision = 0
        while offset < format.count, Lexer.isDigit(format[offset]) {
          precision = precision * 10 + Int(format[offset] - 0x30)
          guard precision <= FormatText.maximumPrecision else { return nil }
          offset += 1
        }
      }
      guard offset < format.count else { return nil }
      self.precision = precision
      letter = format[offset]
      offset += 1
    }

    func text(of value: Cell) -> String? {
      switch letter {
      case UInt8(ascii: "s"): FormatText.plain(value)
      case UInt8(ascii: "d"): decimal(value)
      case UInt8(ascii: "f"): double(value).map { FormatText.fixed($0, precision, "f") }
      case UInt8(ascii: "e"): double(value).map { FormatText.fixed($0, precision, "e") }
      case UInt8(ascii: "b"): value.has(.bool) ? (value.isTrue ? "1" : "0") : digits(value, 2)
      case UInt8(ascii: "o"): digits(value, 8)
      case UInt8(ascii: "x"): hexadecimal(value)
      case UInt8(ascii: "X"): hexadecimal(value)?.uppercased()
      default: nil
      }
    }

    private func decimal(_ value: Cell) -> String? {
      value.has(.double) ? NumberText.plainText(value.double) : digits(value, 10)
    }

    private func double(_ value: Cell) -> Double? {
      switch value.tag {
      case .double: value.double
      case .int: Double(value.int)
      case .uint: Double(value.uint)
      default: nil
      }
    }

    private func digits(_ value: Cell, _ radix: Int) -> String? {
      switch value.tag {
      case .int: String(value.int, radix: radix)
      case .uint: String(value.uint, radix: radix)
      default: nil
      }
    }

    private func hexadecimal(_ value: Cell) -> String? {
      guard value.has(.string) || value.has(.bytes) else { return digits(value, 16) }
      return value.bytes.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
    }
  }

  /// A number as C's `%.*f` and `%.*e` write it.
  private static func fixed(_ value: Double, _ precision: Int, _ letter: String) -> String {
    guard value.isFinite else { return NumberText.plainText(value) }
    // The longest double has 309 digits before the point.
    var buffer = [CChar](repeating: 0, count: 330 + precision)
    let count = withVaList([Int32(precision), value]) {
      vsnprintf(&buffer, buffer.count, "%.*" + letter, $0)
    }
    return String(decoding: buffer[..<Int(count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// A value as `%s` writes it; `nil` for what it does not write.
  static func plain(_ value: Cell) -> String? {
    switch value.tag {
    case .null: return "null"
    case .bool: return value.isTrue ? "true" : "false"
    case .int: return String(value.int)
    case .uint: return String(value.uint)
    case .double: return NumberText.plainText(value.double)
    case .string, .type, .bytes: return String(decoding: value.bytes, as: UTF8.self)
    case .duration: return DurationText.text(nanoseconds: value.int)
    case .timestamp:
      return TimestampText.text(seconds: value.int, nanoseconds: value.nanoseconds)
    case .list:
      let parts = value.elements.compactMap(plain)
      return parts.count == value.count ? "[" + parts.joined(separator: ", ") + "]" : nil
    case .map: return plainMap(value)
    case .optional, .record, .unknown, .error: return nil
    }
  }

  /// The entries by the text of their keys, so that the order is always the same.
  private static func plainMap(_ map: Cell) -> String? {
    var entries: [(key: String, value: String)] = []
    for index in 0..<map.count {
      guard let key = plain(map.key(index)), let value = plain(map.value(index)) else {
        return nil
      }
      entries.append((key, value))
    }
    entries.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return "{" + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
  }
}

/// What the text of one cell parses as.
enum CellText {
  /// A number in text.
  enum Number: Equatable {
    case integer(Int64)
    case real(Double)

    /// The value as a double, rounded where it has more digits.
    var double: Double {
      switch self {
      case .integer(let value): Double(value)
      case .real(let value): value
      }
    }
  }

  /// The longest text that is read as a number.
  static let numberBytes = 400

  /// Reads `-12`, `+3.5`, `.5`, `1e-3`, and the words of Spark for what is no finite number.
  static func number(_ cell: Span<UInt8>) -> Number? {
    guard let first = cell.first else { return nil }
    let isSigned = first == minus || first == plus
    var offset = isSigned ? 1 : 0
    guard offset < cell.count else { return nil }
    let lead = cell[offset]
    guard isDigit(lead) || lead == point else { return word(cell) }

    var digits: UInt64 = 0
    var digitCount = 0
    while offset < cell.count, isDigit(cell[offset]), digitCount < 19 {
      digits = digits &* 10 &+ UInt64(cell[offset] &- zero)
      digitCount += 1
      offset += 1
    }
    if offset == cell.count, let value = integer(digits, isNegative: first == minus) {
      return .integer(value)
    }
    if let value = decimal(cell, after: offset, digits, digitCount) {
      return .real(first == minus ? -value : value)
    }
    return slowNumber(cell)
  }

  private static func integer(_ digits: UInt64, isNegative: Bool) -> Int64? {
    guard isNegative else { return Int64(exactly: digits) }
    return digits == 1 << 63 ? .min : Int64(exactly: digits).map { -$0 }
  }

  /// `digits` and a short fraction, by the fast path of Clinger (1990): below 2⁵³ and with a power
  /// of ten up to 10²² both operands are exact, so the quotient is rounded once, as it should be.
  private static func decimal(
    _ cell: Span<UInt8>, after start: Int, _ digits: UInt64, _ digitCount: Int
  ) -> Double? {
    guard start < cell.count, cell[start] == point, digitCount + cell.count - start <= 16 else {
      return nil
    }
    var digits = digits
    var offset = start + 1
    while offset < cell.count {
      guard isDigit(cell[offset]) else { return nil }
      digits = digits * 10 + UInt64(cell[offset] &- zero)
      offset += 1
    }
    let places = cell.count - start - 1
    guard digitCount + places > 0, digits < 1 << 53 else { return nil }
    return Double(digits) / powersOfTen[places]
  }

  static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
  ]

  /// Everything else that looks like a number: checks the grammar, then lets the library round.
  private static func slowNumber(_ cell: Span<UInt8>) -> Number? {
    guard cell.count <= numberBytes, let shape = NumberShape(cell) else { return nil }
    let text = cell.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    if shape.isWhole, let value = Int64(text) { return .integer(value) }
    return Double(text).map(Number.real)
  }

  private static func word(_ cell: Span<UInt8>) -> Number? {
    switch cell.count {
    case 3 where cell.equals("NaN"): .real(.nan)
    case 3 where cell.equals("Inf"), 8 where cell.equals("Infinity"): .real(.infinity)
    case 4 where cell.equals("+Inf"), 9 where cell.equals("+Infinity"): .real(.infinity)
    case 4 where cell.equals("-Inf"), 9 where cell.equals("-Infinity"): .real(-.infinity)
    default: nil
    }
  }

  /// Whether the text is `true` or `false`, in any case.
  static func isBoolean(_ cell: Span<UInt8>) -> Bool {
    guard cell.count == 4 || cell.count == 5 else { return false }
    let word: StaticString = cell.count == 4 ? "true" : "false"
    return cell.equals(word, folding: 0x20)
  }

  static let minus = UInt8(ascii: "-")
  static let plus = UInt8(ascii: "+")
  static let point = UInt8(ascii: ".")
  static let zero = UInt8(ascii: "0")

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool {
    byte &- zero < 10
  }
}

/// How the digits of a decimal number lie; `nil` for other text.
struct NumberShape {
  /// The digits before the point, without leading zeros.
  private(set) var wholeDigits = 0
  /// The digits after the point.
  private(set) var places = 0
  private(set) var hasExponent = false
  private(set) var isWhole = true

  init?(_ cell: Span<UInt8>) {
    var offset = 0
    if let first = cell.first, first == CellText.minus || first == CellText.plus { offset = 1 }
    let start = offset
    while offset < cell.count, CellText.isDigit(cell[offset]) {
      if wholeDigits > 0 || cell[offset] != CellText.zero { wholeDigits += 1 }
      offset += 1
    }
    var digitCount = offset - start
    if offset < cell.count, cell[offset] == CellText.point {
      isWhole = false
      offset += 1
      let pointEnd = offset
      while offset < cell.count, CellText.isDigit(cell[offset]) { offset += 1 }
      places = offset - pointEnd
      digitCount += places
    }
    guard digitCount > 0, readExponent(cell, &offset), offset == cell.count else { return nil }
  }

  /// Reads `e-3`, or nothing; false when an `e` has no digits.
  private mutating func readExponent(_ cell: Span<UInt8>, _ offset: inout Int) -> Bool {
    guard offset < cell.count, cell[offset] | 0x20 == UInt8(ascii: "e") else { return true }
    isWhole = false
    hasExponent = true
    offset += 1
    if offset < cell.count, cell[offset] == CellText.minus || cell[offset] == CellText.plus {
      offset += 1
    }
    let start = offset
    while offset < cell.count, CellText.isDigit(cell[offset]) { offset += 1 }
    return offset > start
  }
}

extension Span<UInt8> {
  /// The first byte, when there is one.
  var first: UInt8? { isEmpty ? nil : self[0] }

  /// Whether the bytes are those of an ASCII word; `folding` is set in both before comparing.
  func equals(_ word: StaticString, folding: UInt8 = 0) -> Bool {
    word.withUTF8Buffer { letters in
      guard letters.count == count else { return false }
      for index in indices where self[index] | folding != letters[index] | folding { return false }
      return true
    }
  }
}

/// Amounts of bytes as people write them: `16Gi`, `1.5G`, `512`.
enum Quantity {
  /// The whole number of bytes; `nil` for anything else and for what does not fit 64 bits.
  static func bytes(_ text: String) -> Int64? {
    let number = text.prefix { $0.isNumber && $0.isASCII || $0 == "." || $0 == "-" }
    guard let unit = unit(text.dropFirst(number.count)), !number.isEmpty else { return nil }
    if let whole = Int64(number) {
      let (bytes, overflows) = whole.multipliedReportingOverflow(by: unit)
      return overflows ? nil : bytes
    }
    guard let value = Double(number) else { return nil }
    return Int64(exactly: (value * Double(unit)).rounded(.awayFromZero))
  }

  private static func unit(_ suffix: Substring) -> Int64? {
    switch suffix.hasSuffix("B") && suffix.count > 1 ? suffix.dropLast() : suffix {
    case "", "B": 1
    case "k", "K": 1_000
    case "M": 1_000_000
    case "G": 1_000_000_000
    case "T": 1_000_000_000_000
    case "P": 1_000_000_000_000_000
    case "Ki": 1 << 10
    case "Mi": 1 << 20
    case "Gi": 1 << 30
    case "Ti": 1 << 40
    case "Pi": 1 << 50
    default: nil
    }
  }
}

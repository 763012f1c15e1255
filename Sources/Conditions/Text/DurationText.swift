/// Lengths of time as `1h30m`, `-1.5s` or `250ms` write them.
enum DurationText {
  /// Reads signed numbers with units `h`, `m`, `s`, `ms`, `us`, `ns`; `nil` for anything else and
  /// for what does not fit 64 bits of nanoseconds.
  static func nanoseconds(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
    var offset = 0
    let sign = text.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { offset = 1 }
    guard offset < text.count else { return nil }
    if text.count == offset + 1, text[offset] == UInt8(ascii: "0") { return 0 }
    var total: UInt64 = 0
    while offset < text.count {
      guard let part = part(text, &offset) else { return nil }
      let (sum, overflows) = total.addingReportingOverflow(part)
      guard !overflows else { return nil }
      total = sum
    }
    if sign != UInt8(ascii: "-") { return Int64(exactly: total) }
    return total == 1 << 63 ? .min : Int64(exactly: total).map { -$0 }
  }

  private static func part(_ text: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> UInt64? {
    var whole: UInt64 = 0
    var digits = 0
    while offset < text.count, text[offset] &- 0x30 < 10 {
      let (tens, overflows) = whole.multipliedReportingOverflow(by: 10)
      let (sum, carries) = tens.addingReportingOverflow(UInt64(text[offset] - 0x30))
      guard !overflows, !carries else { return nil }
      whole = sum
      digits += 1
      offset += 1
    }
    var fraction: UInt64 = 0
    var scale: UInt64 = 1
    if offset < text.count, text[offset] == UInt8(ascii: ".") {
      offset += 1
      while offset < text.count, text[offset] &- 0x30 < 10 {
        // More digits than a nanosecond of the largest unit has are cut.
        if scale < 1_000_000_000_000 {
          fraction = fraction * 10 + UInt64(text[offset] - 0x30)
          scale *= 10
        }
        digits += 1
        offset += 1
      }
    }
    guard digits > 0, let unit = unit(text, &offset) else { return nil }
    let (product, overflows) = whole.multipliedReportingOverflow(by: unit)
    guard !overflows else { return nil }
    let part = UInt64(Double(fraction) * (Double(unit) / Double(scale)))
    let (sum, carries) = product.addingReportingOverflow(part)
    return carries ? nil : sum
  }

  private static func unit(_ text: UnsafeBufferPointer<UInt8>, _ offset: inout Int) -> UInt64? {
    let start = offset
    while offset < text.count, text[offset] != UInt8(ascii: "."), text[offset] &- 0x30 >= 10 {
      offset += 1
    }
    return switch String(decoding: text[start..<offset], as: UTF8.self) {
    case "h": 3_600_000_000_000
    case "m": 60_000_000_000
    case "s": 1_000_000_000
    case "ms": 1_000_000
    case "us", "µs", "μs": 1_000
    case "ns": 1
    default: nil
    }
  }

  /// The length in seconds, as `6347s` or `1.5s`.
  static func text(nanoseconds: Int64) -> String {
    let magnitude = nanoseconds.magnitude
    let sign = nanoseconds < 0 ? "-" : ""
    let fraction = TimestampText.fraction(Int(magnitude % 1_000_000_000))
    return sign + String(magnitude / 1_000_000_000) + fraction + "s"
  }
}

/// The shape of a text: what kinds of characters follow each other, without how many.
public enum ShapeMask {
  /// The most characters of a mask.
  static let characters = 40

  /// The mask of a text, as profiles list it.
  public static func mask(of text: String) -> String {
    var mask: [UInt8] = []
    let bytes = Array(text.utf8)
    write(bytes.span, into: &mask)
    return String(decoding: mask, as: UTF8.self)
  }

  /// Writes the mask of a text of UTF-8 into `mask`.
  static func write(_ cell: Span<UInt8>, into mask: inout [UInt8]) {
    mask.removeAll(keepingCapacity: true)
    var written = 0
    var last: UInt8 = 0
    var offset = 0
    while offset < cell.count, written < characters {
      let byte = cell[offset]
      guard byte < 0x80 else {
        offset += append(cell, at: offset, last: &last, to: &mask, &written)
        continue
      }
      offset += 1
      let kind = kinds[Int(byte)]
      if kind == 0 {
        mask.append(byte)
        written += 1
        last = 0
      } else if kind != last {
        mask.append(kind)
        written += 1
        last = kind
      }
    }
  }

  /// Takes in one character beyond ASCII; returns its bytes.
  private static func append(
    _ cell: Span<UInt8>, at offset: Int, last: inout UInt8, to mask: inout [UInt8],
    _ written: inout Int
  ) -> Int {
    let lead = cell[offset]
    let length = min(lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4, cell.count - offset)
    let bytes = cell.extracting(offset..<(offset + length)).withUnsafeBufferPointer { Array($0) }
    let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
    if scalar?.properties.isAlphabetic == true {
      if last != UInt8(ascii: "U") {
        mask.append(UInt8(ascii: "U"))
        written += 1
        last = UInt8(ascii: "U")
      }
    } else {
      mask.append(contentsOf: bytes)
      written += 1
      last = 0
    }
    return length
  }

  /// The sign of a run for each byte of ASCII; 0 for what stands for itself.
  private static let kinds: [UInt8] = (0..<128).map { byte in
    switch UInt8(byte) {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt8(ascii: "9")
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt8(ascii: "a")
    case UInt8(ascii: " "), 0x09: UInt8(ascii: " ")
    default: 0
    }
  }
}

/// Looks over the bytes of a file before any parser does: their encoding, and what no reader sees.
///
/// A parser would place such an error nowhere, or read a hidden line break as one. Cost: O(bytes).
struct ByteScan {
  /// The largest file that is read.
  static let maximumBytes = 1 << 20

  /// What is wrong with the bytes, the first of its kind only; empty when they can be parsed.
  static func diagnostics(of file: SourceFile) -> [Diagnostic] {
    let bytes = file.bytes
    if bytes.count > maximumBytes {
      return [.tooLarge("the file", limit: "\(maximumBytes) bytes", at: file.span(0..<0))]
    }
    if looksLikeWideEncoding(bytes) {
      return [.notUTF8(at: .start(of: file.path))]
    }
    var offset = bytes.starts(with: SourceFile.byteOrderMark) ? 3 : 0
    while offset < bytes.count {
      let byte = bytes[offset]
      // Nearly all of a file: letters, spaces and line ends.
      if byte &- 0x20 < 0x5F || byte == 0x0A {
        offset += 1
        continue
      }
      if byte < 0x80 {
        if isForbidden(byte, next: offset + 1 < bytes.count ? bytes[offset + 1] : 0) {
          return [.hiddenCharacter(UInt32(byte), at: file.span(offset..<(offset + 1)))]
        }
        offset += 1
        continue
      }
      guard let (scalar, count) = decode(bytes, at: offset) else {
        return [.notUTF8(at: file.span(offset..<(offset + 1)))]
      }
      if isHidden(scalar) {
        return [.hiddenCharacter(scalar, at: file.span(offset..<(offset + count)))]
      }
      offset += count
    }
    return []
  }

  /// UTF-16 and UTF-32, with their marks or by the zeros of their first letters.
  private static func looksLikeWideEncoding(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(4)
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) { return true }
    guard start.count >= 2 else { return false }
    return (start[0] == 0) != (start[1] == 0) || start.starts(with: [0, 0])
  }

  /// Control characters but for tabs and line ends; a carriage return only before a line feed.
  private static func isForbidden(_ byte: UInt8, next: UInt8) -> Bool {
    switch byte {
    case 0x09, 0x0A: false
    case 0x0D: next != 0x0A
    case 0x00..<0x20, 0x7F: true
    default: false
    }
  }

  /// Characters that cannot be seen, reorder what is seen, or end a line without showing it.
  static func isHidden(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x80...0x9F, 0xAD, 0x061C, 0x180E, 0x200B...0x200F, 0x2028...0x202E: true
    case 0x2060, 0x2066...0x2069, 0xFEFF, 0xFDD0...0xFDEF, 0xE0000...0xE007F: true
    default: scalar & 0xFFFE == 0xFFFE
    }
  }

  /// The scalar that begins at an offset, and its bytes; `nil` for overlong, cut or surrogate
  /// forms.
  private static func decode(_ bytes: [UInt8], at offset: Int) -> (scalar: UInt32, count: Int)? {
    let first = bytes[offset]
    let (count, least): (Int, UInt32) =
      switch first {
      case 0xC2...0xDF: (2, 0x80)
      case 0xE0...0xEF: (3, 0x800)
      case 0xF0...0xF4: (4, 0x10000)
      default: (0, 0)
      }
    guard count > 0, offset + count <= bytes.count else { return nil }
    var scalar = UInt32(first) & (0xFF >> UInt32(count + 1))
    for byte in bytes[(offset + 1)..<(offset + count)] {
      guard byte & 0xC0 == 0x80 else { return nil }
      scalar = scalar << 6 | UInt32(byte & 0x3F)
    }
    guard scalar >= least, scalar <= 0x10FFFF, !(0xD800...0xDFFF).contains(scalar) else {
      return nil
    }
    return (scalar, count)
  }
}

extension Diagnostic {
  static func notUTF8(at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "encoding", message: "the file is not UTF-8", span: span,
      help: ["save it as UTF-8, without any other encoding's mark"])
  }

  static func hiddenCharacter(_ scalar: UInt32, at span: SourceSpan) -> Diagnostic {
    let digits = String(scalar, radix: 16, uppercase: true)
    let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return Diagnostic(
      code: "control-char", message: "the character \(name) cannot be seen by a reader",
      span: span,
      help: ["delete it, or write it as an escape inside double quotes"])
  }

  static func tooLarge(_ what: String, limit: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "size", message: "\(what) is larger than \(limit)", span: span,
      help: ["split it into smaller ones"])
  }
}

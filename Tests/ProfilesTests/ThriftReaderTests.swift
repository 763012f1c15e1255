import Incidents
import Testing

@testable import Profiles

@Suite struct ThriftReaderTests {
  /// A file that is nothing but a footer.
  private func damage(footer: [UInt8]) -> String? {
    let size = (0..<4).map { UInt8(truncatingIfNeeded: footer.count >> ($0 * 8)) }
    let magic = Array("PAR1".utf8)
    let bytes = magic + footer + size + magic
    return Profiler.profile(key: "a", bytes: bytes, format: .parquet).damage?.reason
  }

  @Test(arguments: [("a structure in a structure", 0x1C), ("a list in a list", 0x19)])
  func `refuses what nests too deep`(name: String, byte: UInt8) {
    let footer = [UInt8](repeating: byte, count: 100_000)
    #expect(damage(footer: footer) == "the footer is malformed: it nests too deep")
  }

  @Test(arguments: [
    (
      "a list longer than the file", [0x29, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
      "a length beyond its end"
    ),
    ("a name longer than the file", [0x18, 0xFF, 0xFF, 0x03], "a length beyond its end"),
    (
      "a number of eleven bytes", [0x36] + [UInt8](repeating: 0xFF, count: 10),
      "a number without end"
    ),
    ("a type that is none", [0x1D, 0x00], "an unknown type"),
    ("rows as text", [0x38, 0x01, 0x41, 0x00], "a field of another type"),
    ("fewer rows than none", [0x36, 0x01, 0x00], "a number out of its range"),
    ("a list of numbers as the schema", [0x29, 0x15, 0x02, 0x00], "a list of another type"),
    ("no end", [0x36, 0x02], "it ends early"),
  ])
  func `refuses what contradicts the protocol`(name: String, footer: [UInt8], reason: String) {
    #expect(damage(footer: footer) == "the footer is malformed: \(reason)")
  }

  @Test func `believes no more rows than the limit`() {
    // 2⁴⁰ + 1 as a zigzag varint.
    let rows: [UInt8] = [0x36, 0x82, 0x80, 0x80, 0x80, 0x80, 0x40, 0x00]
    #expect(ProfileLimits.rows == 1 << 40)
    #expect(damage(footer: rows) == "the footer is malformed: a number out of its range")
  }

  @Test func `steps over fields that it does not know`() {
    // A map of a number to a text, a set, a double, truth values; then no schema.
    let footer: [UInt8] =
      [0x9B, 0x01, 0x58, 0x02, 0x01, 0x41, 0x1A, 0x21, 0x01, 0x02, 0x17, 0, 0, 0, 0, 0, 0, 0, 0]
      + [0x11, 0x12, 0x00]
    #expect(damage(footer: footer) == "the footer says no schema or no rows")
  }
}

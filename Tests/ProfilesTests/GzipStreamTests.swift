import Incidents
import Testing

@testable import Profiles

@Suite struct GzipStreamTests {
  /// `a,b\n1,2\n`, as gzip writes it.
  static let small: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4,
    0x31, 0xE2, 0x02, 0x00, 0x7B, 0x07, 0x97, 0x0A, 0x08, 0x00, 0x00, 0x00,
  ]

  private func profile(_ bytes: [UInt8], key: String = "a.csv.gz") -> ObjectProfile {
    Profiler.profile(key: key, bytes: bytes, format: .csv)
  }

  @Test func `inflates by the magic or the key's ending`() {
    #expect(profile(Self.small).table?.rows == 1)
    #expect(profile(Self.small, key: "a.csv").table?.rows == 1)
    #expect(profile(Self.small).bytes == Self.small.count)
  }

  @Test func `reads one member after another, and zeros behind them`() {
    let padded = Self.small + Self.small + [0, 0, 0]
    #expect(profile(padded).table?.rows == 3)
  }

  @Test func `tells a stream that ends early, wherever it was cut`() {
    for count in 0..<Self.small.count {
      let damage = profile(Array(Self.small.prefix(count))).damage
      #expect(damage?.reason == "the gzip stream ends early", "cut to \(count) bytes")
    }
  }

  @Test func `tells a corrupt stream`() {
    var bytes = Self.small
    bytes[20] ^= 1
    #expect(profile(bytes).damage?.reason == "the gzip stream is corrupt")
    #expect(profile(Self.small + [1, 2, 3]).damage?.reason == "the gzip stream is corrupt")
  }

  @Test func `tells a text that is only named as a gzip stream`() {
    let damage = profile(Array("a,b\n".utf8)).damage
    #expect(damage?.reason == "the object is named as a gzip stream and is none")
  }

  @Test func `leaves a stream unread that inflates beyond the limit`() throws {
    let failure = #expect(throws: ReadFailure.self) {
      try TextWindow(HeldBytes(Self.small), key: "a.csv.gz", inflatedLimit: 7)
    }
    #expect(failure == .unread("the object inflates to more than 7 bytes"))
    let whole = try TextWindow(HeldBytes(Self.small), key: "a.csv.gz", inflatedLimit: 8)
    #expect(whole.end == 8)
  }
}

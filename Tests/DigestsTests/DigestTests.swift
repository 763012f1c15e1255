import Digests
import Testing

/// Known answers of the digests; RFC 4231 for codes under a key.
struct DigestTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func `digests as the standard says`(text: String, digest: String) {
    #expect(Digest.hex(of: text) == digest)
    let stream = DigestStream()
    Array(text.utf8).withUnsafeBytes { stream.add($0) }
    #expect(stream.hex() == digest)
  }

  @Test(arguments: [
    (
      [UInt8](repeating: 0x0B, count: 20), "Hi There",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      [UInt8](repeating: 0xAA, count: 131),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `makes the codes of RFC 4231`(key: [UInt8], text: String, code: String) {
    #expect(Digest.keyed(Array(text.utf8), under: key) == code)
  }

  @Test func `names files as the SDKs do`() {
    #expect(SHA1.hex(of: "abc") == "a9993e364706816aba3e25717850c26c9cd0d89d")
  }
}

internal import CLibCrypto

/// SHA-256 of text, for chains of entries and for names that others cannot choose.
enum Digest {
  /// The digest as 64 hexadecimal digits.
  static func hex(of text: String) -> String {
    let bytes = Array(text.utf8)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = SHA256(bytes, bytes.count, &digest)
    return digest.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}

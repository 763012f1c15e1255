internal import CLibCrypto

/// SHA-256 of text, for chains of entries and for names that others cannot choose.
enum Digest {
  /// The digest as 64 hexadecimal digits.
  static func hex(of text: String) -> String {
    _ = isReady
    let bytes = Array(text.utf8)
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = SHA256(bytes, bytes.count, &digest)
    return hex(digest)
  }

  /// libcrypto without the machine's own settings: a digest does not depend on them, and reading
  /// them takes longer than all the digests of an incident.
  static let isReady = OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

  fileprivate static func hex(_ digest: [UInt8]) -> String {
    digest.map { byte in
      let digits = String(byte, radix: 16)
      return byte < 16 ? "0" + digits : digits
    }.joined()
  }
}

/// SHA-256 of bytes that come piece by piece. A class, since libcrypto keeps what it has so far.
final class DigestStream {
  private let context: OpaquePointer?

  init() {
    _ = Digest.isReady
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in more bytes.
  func add(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything, as 64 hexadecimal digits; nothing may come after it.
  func hex() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    EVP_DigestFinal_ex(context, &digest, nil)
    return Digest.hex(digest)
  }
}

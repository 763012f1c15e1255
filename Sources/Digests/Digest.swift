internal import CLibCrypto

/// SHA-256 of texts and files: which evidence something was measured on.
public enum ContentDigest {
  /// The digest of files in their order, as 64 hexadecimal digits; each counts with its length.
  public static func of(_ files: [[UInt8]]) -> String {
    var whole: [UInt8] = []
    for bytes in files {
      whole += Array("\(bytes.count):".utf8)
      whole += bytes
    }
    return Digest.hex(of: whole)
  }
}

/// SHA-256 of text, for chains of entries and for names that others cannot choose.
public enum Digest {
  /// The digest as 64 hexadecimal digits.
  public static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

  /// The same of bytes.
  public static func hex(of bytes: [UInt8]) -> String { hex(sha256(bytes)) }

  /// HMAC-SHA-256 of bytes under a key (RFC 2104), in hexadecimal digits.
  public static func keyed(_ bytes: some Collection<UInt8>, under key: [UInt8]) -> String {
    hex(code(of: bytes, under: key))
  }

  /// HMAC-SHA-256 of bytes under a key (RFC 2104): 32 bytes.
  public static func code(of bytes: some Collection<UInt8>, under key: [UInt8]) -> [UInt8] {
    let start = key.count <= 64 ? key : sha256(key)
    let block = start + [UInt8](repeating: 0, count: 64 - start.count)
    let inner = sha256(block.map { $0 ^ 0x36 } + bytes)
    return sha256(block.map { $0 ^ 0x5C } + inner)
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    _ = isReady
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    _ = SHA256(bytes, bytes.count, &digest)
    return digest
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
public final class DigestStream {
  private let context: OpaquePointer?

  public init() {
    _ = Digest.isReady
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes in more bytes.
  public func add(_ bytes: UnsafeRawBufferPointer) {
    EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  /// The digest of everything, as 64 hexadecimal digits; nothing may come after it.
  public func hex() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
    EVP_DigestFinal_ex(context, &digest, nil)
    return Digest.hex(digest)
  }
}

/// SHA-1 of text, for names of files that other programs chose that way; it protects nothing.
public enum SHA1 {
  /// The digest as 40 hexadecimal digits.
  public static func hex(of text: String) -> String {
    _ = Digest.isReady
    let bytes = Array(text.utf8)
    var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
    _ = CLibCrypto.SHA1(bytes, bytes.count, &digest)
    return Digest.hex(digest)
  }
}

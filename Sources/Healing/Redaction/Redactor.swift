internal import Digests
internal import Incidents

/// Puts marks in the place of secrets, so that nothing that is kept or shown has one in it.
///
/// With a key, equal secrets get equal marks, `[secret 4f2a91c0]`: what stands there is a keyed
/// digest, of which nobody gets back to the secret without the key. Without a key the mark is
/// `[secret]`. What was redacted stays as it is when it is redacted again.
public struct Redactor: Sendable {
  private let key: [UInt8]?

  /// `key` is what digests are made under; `nil` where nothing is kept.
  public init(key: [UInt8]? = nil) {
    self.key = key
  }

  /// The bytes without secrets; line ends stay where they are.
  public func redacted(_ bytes: [UInt8]) -> [UInt8] {
    let secrets = SecretFinder.secrets(in: bytes)
    return secrets.isEmpty ? bytes : redacted(bytes, secrets)
  }

  /// The bytes with marks in the place of secrets, which are ascending.
  func redacted(_ bytes: [UInt8], _ secrets: [Range<Int>]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var start = 0
    for secret in secrets {
      result += bytes[start..<secret.lowerBound]
      result += mark(for: bytes[secret]).utf8
      start = secret.upperBound
    }
    return result + bytes[start...]
  }

  /// The text without secrets.
  public func redacted(_ text: String) -> String {
    guard text.utf8.count >= Self.shortest else { return text }
    var text = text
    let secrets = text.withUTF8 { SecretFinder.secrets(in: $0) }
    if secrets.isEmpty { return text }
    return String(decoding: redacted(Array(text.utf8), secrets), as: UTF8.self)
  }

  /// Named values without secrets: a value is one where its name says so, or what is in it.
  public func redacted(_ values: [String: String]) -> [String: String] {
    var clean: [String: String] = [:]
    for (name, value) in values.sorted(by: { $0.key.precedes($1.key) }) {
      clean[redacted(name)] = redacted(value, named: name)
    }
    return clean
  }

  private func redacted(_ value: String, named name: String) -> String {
    guard SecretName.family(of: Array(name.utf8)) != nil else { return redacted(value) }
    let bytes = Array(value.utf8)
    let isKept = bytes.withUnsafeBufferPointer {
      SecretSetting.isPlaceholder($0) || $0.starts(with: "arn:".utf8)
    }
    return isKept ? redacted(value) : mark(for: bytes[...])
  }

  /// Shorter text has no secret in it that could be told from a word.
  private static let shortest = 6

  private func mark(for secret: ArraySlice<UInt8>) -> String {
    guard let key else { return "[secret]" }
    return "[secret \(Digest.keyed(secret, under: key).prefix(8))]"
  }

  /// Whether something is a mark, and nothing else.
  static func isPlaceholder(_ text: some Collection<UInt8>) -> Bool {
    let bytes = Array(text.prefix(18))
    guard text.count <= 17, bytes.starts(with: "[secret".utf8), bytes.last == 0x5D else {
      return false
    }
    return bytes.count == 8
      || (bytes.count == 17 && bytes[7] == 0x20
        && bytes[8..<16].allSatisfy { $0.isDigit || (0x61...0x66).contains($0) })
  }

  /// Whether a mark is the first of a text, but for quotes before it.
  static func hasMark(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let rest = text.drop { $0.isQuote || $0 == 0x5C }
    guard rest.starts(with: "[secret".utf8), let end = rest.prefix(17).firstIndex(of: 0x5D) else {
      return false
    }
    return isPlaceholder(rest[...end])
  }

  /// Where a mark that begins at a place ends; `nil` where none does.
  static func markEnd(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ end: Int) -> Int? {
    guard text[place] == 0x5B else { return nil }
    let mark = text[place..<min(end, place + 17)]
    guard let last = mark.firstIndex(of: 0x5D), isPlaceholder(mark[...last]) else { return nil }
    return last + 1
  }

  /// Whether a text has a mark in it.
  static func hasMark(_ text: String) -> Bool { text.contains("[secret") }
}

internal import Documents

/// A short name for what some files say: FNV-1a over their trees, in order of their paths.
///
/// Comments, layout and the folder's name do not count; values and the order of keys do, since ties
/// break by it. It tells configurations apart in the journal; what must withstand forgery is
/// digested there.
struct Fingerprint {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  private init() {}

  /// The name of documents.
  static func of(_ documents: [Document]) -> String {
    var fingerprint = Fingerprint()
    for document in documents.sorted(by: { $0.source.path < $1.source.path }) {
      fingerprint.mix(document.root)
    }
    return fingerprint.digits
  }

  /// The name of two together.
  static func joined(_ first: String, _ second: String) -> String {
    var fingerprint = Fingerprint()
    fingerprint.mix(first)
    fingerprint.mix(second)
    return fingerprint.digits
  }

  /// Kinds and lengths come first, so that no tree reads like another one.
  private mutating func mix(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): mix(scalar)
    case .sequence(let items):
      mix(1, count: items.count)
      for item in items { mix(item) }
    case .mapping(let entries):
      mix(2, count: entries.count)
      for entry in entries {
        mix(entry.key.text)
        mix(entry.value)
      }
    }
  }

  private mutating func mix(_ scalar: Scalar) {
    switch scalar.value {
    case .null: mix(3, count: 0)
    case .bool(let flag): mix(4, count: flag ? 1 : 0)
    case .integer(let number): mix("\(number)", kind: 5)
    case .number(let number): mix("\(number)", kind: 6)
    case .string: mix(scalar.text)
    }
  }

  private mutating func mix(_ text: String, kind: UInt8 = 7) {
    var text = text
    text.withUTF8 { bytes in
      mix(kind, count: bytes.count)
      for byte in bytes { mix(byte) }
    }
  }

  private mutating func mix(_ kind: UInt8, count: Int) {
    mix(kind)
    for shift in stride(from: 0, to: 32, by: 8) { mix(UInt8(truncatingIfNeeded: count >> shift)) }
  }

  private mutating func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }

  private var digits: String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

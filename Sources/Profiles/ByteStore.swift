/// The bytes of an object, read from any place.
public protocol ByteStore {
  /// How many bytes there are.
  var size: Int { get }
  /// Reads a range that lies within the size.
  func bytes(_ range: Range<Int>) throws(ReadFailure) -> [UInt8]
}

/// An object that is in memory already.
struct HeldObject: ByteStore {
  private let held: [UInt8]

  init(_ bytes: [UInt8]) {
    held = bytes
  }

  var size: Int { held.count }

  func bytes(_ range: Range<Int>) throws(ReadFailure) -> [UInt8] {
    Array(held[range])
  }
}

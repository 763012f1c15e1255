/// Where the bytes of an object come from, in their order.
public protocol ByteSource {
  /// Fills the front of a buffer and returns how many bytes came: fewer than there is room for only
  /// at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int
}

/// Bytes that are in memory already.
public struct HeldBytes: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  public mutating func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadFailure) -> Int {
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<(position + count)])
    position += count
    return count
  }
}

/// A source of which the first bytes have been looked at.
struct PeekedSource: ByteSource {
  private var source: any ByteSource
  private(set) var head: [UInt8]

  /// Looks at up to `count` bytes.
  init(_ source: any ByteSource, count: Int) throws(ReadFailure) {
    self.source = source
    head = try self.source.bytes(count)
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    guard !head.isEmpty else { return try source.read(into: buffer) }
    let count = min(head.count, buffer.count)
    buffer.copyBytes(from: head[..<count])
    head.removeFirst(count)
    guard count < buffer.count else { return count }
    return count
      + (try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...])))
  }
}

extension ByteSource {
  /// The next bytes, up to `count` of them.
  mutating func bytes(_ count: Int) throws(ReadFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try fill(&bytes, from: 0)
    bytes.removeLast(count - read)
    return bytes
  }

  /// Fills an array from a place on; returns how many bytes came.
  mutating func fill(_ bytes: inout [UInt8], from start: Int) throws(ReadFailure) -> Int {
    var failure: ReadFailure?
    let count = bytes.withUnsafeMutableBytes { buffer -> Int in
      do throws(ReadFailure) {
        return try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
      } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    return count
  }
}

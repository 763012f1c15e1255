import CZlib
import Incidents

/// Inflates gzip, one member after another, up to a limit.
enum GzipStream {
  /// Whether bytes begin as every gzip stream does.
  static func starts(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The inflated bytes; damage when the stream ends early or contradicts its checksum.
  static func inflate(_ bytes: [UInt8], limit: Int) throws(ReadFailure) -> [UInt8] {
    guard !bytes.isEmpty else { throw .damaged("the gzip stream ends early", offset: 0) }
    guard starts(bytes) || bytes.count == 1 else {
      throw .damaged("the object is named as a gzip stream and is none", offset: 0)
    }
    var output: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var start = 0
    while start < bytes.count {
      // Padding with zeros after the last member is common (tapes, block stores) and harmless.
      if start > 0, bytes[start...].allSatisfy({ $0 == 0 }) { break }
      start += try inflateMember(bytes[start...], into: &output, through: &chunk, limit: limit)
    }
    return output
  }

  /// Inflates one member and returns the bytes that it took.
  private static func inflateMember(
    _ member: ArraySlice<UInt8>, into output: inout [UInt8], through chunk: inout [UInt8],
    limit: Int
  ) throws(ReadFailure) -> Int {
    var stream = z_stream()
    let windowBits = MAX_WBITS + 16  // The 16 asks zlib for the gzip wrapper and its checksum.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw .unread("zlib cannot start")
    }
    defer { inflateEnd(&stream) }
    var taken = 0
    while true {
      let input = member[(member.startIndex + taken)...].prefix(1 << 30)
      let step = inflateStep(&stream, input, into: &chunk)
      taken += step.taken
      guard output.count + step.produced <= limit else {
        throw .unread("the object inflates to more than \(limit) bytes")
      }
      output.append(contentsOf: chunk[..<step.produced])
      if step.code == Z_STREAM_END { return taken }
      try check(step, isAtEnd: taken == member.count, at: member.startIndex + taken)
    }
  }

  private static func check(
    _ step: Step, isAtEnd: Bool, at offset: Int
  ) throws(ReadFailure) {
    if step.code == Z_MEM_ERROR { throw .unread("zlib has no memory") }
    guard step.code == Z_OK || step.code == Z_BUF_ERROR else {
      throw .damaged("the gzip stream is corrupt", offset: offset)
    }
    let isStuck = step.taken == 0 && step.produced == 0
    if isStuck {
      throw .damaged(
        isAtEnd ? "the gzip stream ends early" : "the gzip stream is corrupt", offset: offset)
    }
  }

  /// What one call of zlib did.
  private struct Step {
    let code: Int32
    let taken: Int
    let produced: Int
  }

  private static func inflateStep(
    _ stream: inout z_stream, _ input: ArraySlice<UInt8>, into chunk: inout [UInt8]
  ) -> Step {
    let (room, available) = (chunk.count, input.count)
    let code = input.withUnsafeBufferPointer { source in
      chunk.withUnsafeMutableBufferPointer { target in
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.avail_in = UInt32(available)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(room)
        return CZlib.inflate(&stream, Z_NO_FLUSH)
      }
    }
    return Step(
      code: code, taken: available - Int(stream.avail_in), produced: room - Int(stream.avail_out))
  }
}

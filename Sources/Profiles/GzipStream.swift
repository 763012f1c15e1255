import CZlib
import Incidents

/// Inflates gzip, one member after another, piece by piece.
///
/// A class, because zlib keeps the address of its stream.
final class GzipStream: ByteSource {
  private var source: any ByteSource
  private let limit: Int
  private let stream: UnsafeMutablePointer<z_stream>
  private var input = [UInt8](repeating: 0, count: 1 << 16)
  /// The bytes of `input` that zlib has not taken.
  private var rest = 0..<0
  /// The bytes that came before `input`.
  private var inputStart = 0
  private var produced = 0
  private var isSourceAtEnd = false
  private var isAtEnd = false
  private var isInMember = true

  /// Whether bytes begin as every gzip stream does.
  static func starts(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x1F, 0x8B])
  }

  /// The bytes of one page, which have to be `size`; `nil` when they are corrupt.
  static func inflated(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    do throws(ReadFailure) {
      var page = [UInt8](repeating: 0, count: size + 1)
      var stream = try GzipStream(HeldBytes(Array(bytes)), limit: size) as any ByteSource
      guard try stream.fill(&page, from: 0) == size else { return nil }
      page.removeLast()
      return page
    } catch {
      return nil
    }
  }

  /// Inflates what a source has, up to a limit of bytes.
  init(_ source: some ByteSource, limit: Int) throws(ReadFailure) {
    self.source = source
    self.limit = limit
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let windowBits = MAX_WBITS + 16  // The 16 asks zlib for the gzip wrapper and its checksum.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, windowBits, ZLIB_VERSION, size) == Z_OK else {
      throw .unread("zlib cannot start")
    }
    try refill()
    let head = Array(input[rest.prefix(2)])
    guard !head.isEmpty else { throw .damaged("the gzip stream ends early", offset: 0) }
    guard Self.starts(head) || head.count == 1 else {
      throw .damaged("the object is named as a gzip stream and is none", offset: 0)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    var written = 0
    while written < buffer.count, !isAtEnd {
      if rest.isEmpty, !isSourceAtEnd { try refill() }
      if !isInMember {
        try beginMember()
        continue
      }
      written += try inflateStep(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[written...]))
    }
    return written
  }

  private func refill() throws(ReadFailure) {
    inputStart += rest.upperBound
    let count = try source.fill(&input, from: 0)
    isSourceAtEnd = count < input.count
    rest = 0..<count
  }

  /// Begins the next member, or ends with the source.
  ///
  /// Padding with zeros after the last member is common (tapes, block stores) and harmless.
  private func beginMember() throws(ReadFailure) {
    guard let first = input[rest].first else {
      isAtEnd = true
      return
    }
    if first != 0 {
      inflateReset(stream)
      isInMember = true
      return
    }
    while !rest.isEmpty {
      guard input[rest].allSatisfy({ $0 == 0 }) else { throw corrupt }
      rest = rest.upperBound..<rest.upperBound
      if !isSourceAtEnd { try refill() }
    }
    isAtEnd = true
  }

  /// Lets zlib work once.
  private func inflateStep(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadFailure) -> Int {
    let (room, available) = (min(buffer.count, 1 << 30), rest.count)
    let start = rest.lowerBound
    let code = input.withUnsafeMutableBufferPointer { source in
      stream.pointee.next_in = source.baseAddress?.advanced(by: start)
      stream.pointee.avail_in = UInt32(available)
      stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(room)
      return inflate(stream, Z_NO_FLUSH)
    }
    let taken = available - Int(stream.pointee.avail_in)
    let count = room - Int(stream.pointee.avail_out)
    rest = (start + taken)..<rest.upperBound
    produced += count
    guard produced <= limit else {
      throw .unread("the object inflates to more than \(limit) bytes")
    }
    if code == Z_STREAM_END {
      isInMember = false
    } else {
      try check(code, isStuck: taken == 0 && count == 0)
    }
    return count
  }

  private func check(_ code: Int32, isStuck: Bool) throws(ReadFailure) {
    if code == Z_MEM_ERROR { throw .unread("zlib has no memory") }
    guard code == Z_OK || code == Z_BUF_ERROR else { throw corrupt }
    guard isStuck, rest.isEmpty || !isSourceAtEnd else {
      if isStuck { throw corrupt }
      return
    }
    if isSourceAtEnd {
      throw .damaged("the gzip stream ends early", offset: inputStart + rest.lowerBound)
    }
  }

  private var corrupt: ReadFailure {
    .damaged("the gzip stream is corrupt", offset: inputStart + rest.lowerBound)
  }
}

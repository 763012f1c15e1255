internal import Digests
internal import Glibc
public import Profiles

/// The bytes of one file from its start to its end, of any size, with their count and digest.
///
/// A class, since it owns an open file. Standard input is a file whose path is `-`; pipes are read
/// like it.
public final class FileBytes: ByteSource {
  private let descriptor: Int32
  private let digest: BatchDigest?
  /// How many bytes have been read.
  public private(set) var count = 0

  /// Opens a file; its bytes go into a digest as well when there is one.
  public init(_ path: String, into digest: BatchDigest? = nil) throws(RecordingError) {
    self.digest = digest
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .missing(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      throw .unreadable(path: path, reason: "it is a folder")
    }
  }

  deinit { close(descriptor) }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(ReadFailure) -> Int {
    var filled = 0
    while filled < buffer.count {
      let more = Glibc.read(
        descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
      if more > 0 {
        filled += more
      } else if more == 0 {
        break
      } else if errno != EINTR {
        throw .unread("it cannot be read: \(String(cString: strerror(errno)))")
      }
    }
    digest?.add(UnsafeRawBufferPointer(rebasing: buffer[..<filled]))
    count += filled
    return filled
  }
}

/// One file of any size, read from any place. A class, since it owns an open file.
public final class FileObject: ByteStore {
  private let descriptor: Int32
  public let size: Int

  /// Opens a plain file.
  public init(_ path: String) throws(RecordingError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { throw .missing(path: path) }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is no plain file, and Parquet is read from its end")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  public func bytes(_ range: Range<Int>) throws(ReadFailure) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      while count < range.count {
        let more = pread(
          descriptor, buffer.baseAddress?.advanced(by: count), range.count - count,
          range.lowerBound + count)
        if more > 0 {
          count += more
        } else if more == 0 {
          return
        } else if errno != EINTR {
          failure = errno
          return
        }
      }
    }
    guard failure == 0 else {
      throw .unread("it cannot be read: \(String(cString: strerror(failure)))")
    }
    guard bytes.count == range.count else { throw .unread("it became shorter while it was read") }
    return bytes
  }

  /// Puts all bytes into a digest.
  public func add(to digest: BatchDigest) throws(ReadFailure) {
    var start = 0
    while start < size {
      let piece = try bytes(start..<min(size, start + 1 << 20))
      piece.withUnsafeBytes { digest.add($0) }
      start += piece.count
    }
  }
}

/// What tells the content of a batch from any other: the start of a SHA-256 over its files.
public final class BatchDigest {
  private let stream = DigestStream()

  public init() {}

  func add(_ bytes: UnsafeRawBufferPointer) {
    stream.add(bytes)
  }

  /// The first 16 hexadecimal digits; nothing may come after it.
  public func text() -> String { String(stream.hex().prefix(16)) }
}

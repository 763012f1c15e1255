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

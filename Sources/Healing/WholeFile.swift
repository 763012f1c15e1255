internal import Glibc

/// Files that are read whole, and never more than a bound.
public enum WholeFile {
  /// The largest file that is read.
  public static let maximumBytes = 64 << 20

  /// Reads the bytes of a plain file; `nil` when there is no such file.
  ///
  /// A folder, a pipe or a device is not read: it could never end.
  public static func bytes(_ path: String) throws(RecordingError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is no plain file")
    }
    guard status.st_size <= maximumBytes else {
      throw .unreadable(path: path, reason: "it is larger than \(maximumBytes) bytes")
    }
    return try contents(of: descriptor, expecting: Int(status.st_size), path: path)
  }

  /// Reads up to the size that the file had when it was opened; a file that shrinks ends earlier.
  private static func contents(
    of descriptor: Int32, expecting size: Int, path: String
  ) throws(RecordingError) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let more = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
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
      throw .unreadable(path: path, reason: String(cString: strerror(failure)))
    }
    return bytes
  }
}

internal import Glibc

/// Reads small files of the system's zone folder.
enum ZoneFile {
  /// Zone files have a few kilobytes.
  static let maximumBytes = 1 << 16

  /// The bytes of a file; `nil` where there is none, or one that is too large.
  static func read(_ path: String) -> [UInt8]? {
    // A pipe or a device in that place must not keep us waiting.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4_096)
    while bytes.count <= maximumBytes {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count <= 0 { return bytes }
      bytes += chunk[..<count]
    }
    return nil
  }
}

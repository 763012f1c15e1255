internal import Glibc

/// Small files and pipes, read whole.
enum SmallFile {
  /// The most bytes that one may have.
  private static let limit = 1 << 20

  /// The text of a file; `nil` where there is none. `~/` is the home folder.
  ///
  /// One that nobody named, and that may not be read, is none: a function's home is another's.
  static func text(
    of path: String, home: String = "/", isNamed: Bool = true
  ) throws(AWSError) -> String? {
    let place = path.hasPrefix("~/") ? home + path.dropFirst() : path
    guard let file = fopen(place, "re") else {
      if errno == ENOENT || errno == ENOTDIR || (errno == EACCES && !isNamed) { return nil }
      throw .unusable("\(place) cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= limit {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    guard ferror(file) == 0 else { throw .unusable("\(place) cannot be read to its end") }
    guard bytes.count <= limit else { throw .unusable("\(place) is larger than 1 MiB") }
    return String(decoding: bytes, as: UTF8.self)
  }
}

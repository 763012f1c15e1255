internal import Glibc

/// A file with one profile a line, read line by line: it may be larger than memory.
public enum ProfileFile {
  /// Reads the records of a file in order, and hands each to `body`; `-` is standard input.
  ///
  /// Blank lines are passed over. Throws for the first line that is no profile, with its number.
  public static func forEachRecord(
    in path: String, _ body: (ProfileRecord) throws(ProfileFileError) -> Void
  ) throws(ProfileFileError) {
    let descriptor = try open(path)
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var buffer: [UInt8] = []
    var number = 0
    func take(_ line: ArraySlice<UInt8>) throws(ProfileFileError) {
      number += 1
      let record: ProfileRecord?
      do throws(ProfileLineError) {
        record = try ProfileRecord.record(inLine: line, number: number)
      } catch {
        throw .malformed(path: path, error)
      }
      if let record { try body(record) }
    }
    while try fill(&buffer, from: descriptor, path: path) {
      var start = buffer.startIndex
      while let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
        try take(buffer[start..<end])
        start = end + 1
      }
      buffer.removeSubrange(..<start)
      guard buffer.count <= ProfileRecord.maximumLineBytes else {
        let reason = "it is longer than \(ProfileRecord.maximumLineBytes) bytes"
        throw .malformed(path: path, ProfileLineError(line: number + 1, reason: reason))
      }
    }
    if !buffer.isEmpty { try take(buffer[...]) }
  }

  private static func open(_ path: String) throws(ProfileFileError) -> Int32 {
    if path == "-" { return STDIN_FILENO }
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? .missing(path: path) : .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw .unreadable(path: path, reason: "it is a folder")
    }
    return descriptor
  }

  /// Adds the next bytes of the file; false at its end.
  private static func fill(
    _ buffer: inout [UInt8], from descriptor: Int32, path: String
  ) throws(ProfileFileError) -> Bool {
    let chunk = 1 << 20
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: chunk) { space, count in
      var got = read(descriptor, space.baseAddress, chunk)
      while got < 0, errno == EINTR { got = read(descriptor, space.baseAddress, chunk) }
      if got < 0 { failure = errno }
      count = max(0, got)
    }
    guard failure == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(failure)))
    }
    buffer += bytes
    return !bytes.isEmpty
  }
}

/// Why a file of profiles cannot be used.
public enum ProfileFileError: Error, Sendable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case malformed(path: String, ProfileLineError)

  public var description: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .malformed(let path, let error): "\(path): \(error)"
    }
  }
}

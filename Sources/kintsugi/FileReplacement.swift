internal import Glibc
internal import Healing

/// Replaces a file by another text, wholly or not at all.
enum FileReplacement {
  /// Why a file is as it was.
  struct Failure: Error {
    let reason: String
  }

  /// Writes `bytes` in place of the file at `path`, with its rights; a link stays a link.
  static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    guard let place = FolderListing.target(of: path) else { throw .last }
    var status = stat()
    guard stat(place, &status) == 0 else { throw .last }
    try put(bytes, at: place, rights: status.st_mode & 0o7777)
  }

  /// Writes `bytes` to the file at `path`, which need not be there.
  static func create(_ bytes: [UInt8], at path: String) throws(Failure) {
    var status = stat()
    if lstat(path, &status) == 0 {
      // A terminal or a pipe is written to, not replaced.
      guard stat(path, &status) == 0 else { throw .last }
      guard status.st_mode & S_IFMT == S_IFREG || status.st_mode & S_IFMT == S_IFDIR else {
        return try append(bytes, to: path)
      }
      return try write(bytes, to: path)
    }
    guard errno == ENOENT else { throw .last }
    let mask = umask(0)
    umask(mask)
    try put(bytes, at: path, rights: 0o666 & ~mask)
  }

  private static func append(_ bytes: [UInt8], to path: String) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    try write(bytes, to: descriptor)
  }

  private static func put(
    _ bytes: [UInt8], at place: String, rights: mode_t
  ) throws(Failure) {
    let temporary = place + ".\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    do throws(Failure) {
      try write(bytes, to: descriptor)
      guard fchmod(descriptor, rights) == 0, fsync(descriptor) == 0,
        rename(temporary, place) == 0
      else { throw .last }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// The same; the folders on the way to the file are made where they are missing.
  static func create(
    _ bytes: [UInt8], at path: String, makingFolders: Bool
  ) throws(Failure) {
    for place in path.indices where path[place] == "/" && place != path.startIndex {
      guard mkdir(String(path[..<place]), 0o777) == 0 || errno == EEXIST else { throw .last }
    }
    try create(bytes, at: path)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .last
      }
      rest = rest.dropFirst(count)
    }
  }
}

extension FileReplacement.Failure {
  /// What the system said last.
  fileprivate static var last: Self { Self(reason: String(cString: strerror(errno))) }
}

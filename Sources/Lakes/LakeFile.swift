internal import FoundationEssentials
internal import Glibc
internal import Healing

/// Files that are there whole or not at all, and stay there when the machine stops.
enum LakeFile {
  /// Writes a file in place of what was there.
  static func write(bytes: [UInt8], to path: String) throws(WorldError) {
    let temporary = path + ".\(getpid()).tmp"
    try create(temporary, bytes)
    guard rename(temporary, path) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw .refused(act: "writing \(path)", reason: reason)
    }
  }

  /// Writes a file that must not be there yet; `false` when it is.
  static func writeNew(bytes: [UInt8], to path: String) throws(WorldError) -> Bool {
    let temporary = path + ".\(getpid()).tmp"
    try create(temporary, bytes)
    defer { unlink(temporary) }
    if link(temporary, path) == 0 { return true }
    guard errno == EEXIST else {
      throw .refused(act: "writing \(path)", reason: String(cString: strerror(errno)))
    }
    return false
  }

  /// Writes a value as JSON with sorted keys in place of what was there.
  static func write<Value: Encodable>(_ value: Value, to path: String) throws(WorldError) {
    try makeFolder(of: path)
    try write(bytes: json(value, path), to: path)
  }

  /// A value as pretty JSON with sorted keys and a line end.
  static func json<Value: Encodable>(_ value: Value, _ path: String) throws(WorldError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")] } catch {
      throw .refused(act: "writing \(path)", reason: "\(error)")
    }
  }

  /// Makes the folder that a file is to lie in, and those above it.
  static func makeFolder(of path: String) throws(WorldError) {
    let folder = path.pathParts.dropLast().joined(separator: "/")
    guard !folder.isEmpty, mkdir(folder, 0o777) != 0, errno != EEXIST else { return }
    if errno == ENOENT {
      try makeFolder(of: folder)
      if mkdir(folder, 0o777) == 0 || errno == EEXIST { return }
    }
    throw .refused(act: "making the folder \(folder)", reason: String(cString: strerror(errno)))
  }

  private static func create(_ path: String, _ bytes: [UInt8]) throws(WorldError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .refused(act: "writing \(path)", reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else {
        if errno == EINTR { continue }
        let reason = String(cString: strerror(errno))
        unlink(path)
        throw .refused(act: "writing \(path)", reason: reason)
      }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else {
      throw .refused(act: "writing \(path)", reason: String(cString: strerror(errno)))
    }
  }
}

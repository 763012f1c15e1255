internal import Glibc

/// The files below a folder, for stores that are folders: names are bytes, order is by bytes.
public enum FolderListing {
  /// The most files that are listed below one prefix.
  public static let maximumFiles = 10_000

  /// Whether a file or folder is there, or nobody may know: reading it then says why.
  public static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0 || !Self.isAbsence(errno)
  }

  /// Whether a path names a folder.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  private static func isAbsence(_ error: Int32) -> Bool { error == ENOENT || error == ENOTDIR }

  /// The paths of the plain files whose path below `folder` begins with `prefix`, sorted by bytes.
  ///
  /// Links are not followed. Names below the prefix that begin with a dot or an underscore are not
  /// data, as every reader of such stores has it. A folder that is not there has no files; one that
  /// cannot be read, or holds more than ``maximumFiles``, is an error: a part is not the whole.
  public static func files(
    below folder: String, prefix: String
  ) throws(RecordingError) -> [String] {
    let start = prefix.split(separator: "/").joined(separator: "/")
    var found: [String] = []
    var open = [start]
    while let relative = open.popLast() {
      for name in try names(in: folder + "/" + relative) {
        let path = relative.isEmpty ? name : relative + "/" + name
        var status = stat()
        guard lstat(folder + "/" + path, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: open.append(path)
        case S_IFREG: found.append(path)
        default: break
        }
      }
      guard found.count <= maximumFiles else {
        throw .unreadable(path: folder, reason: "it holds more than \(maximumFiles) files")
      }
    }
    return found.filter { $0.utf8.starts(with: prefix.utf8) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func names(in folder: String) throws(RecordingError) -> [String] {
    guard let directory = opendir(folder) else {
      if isAbsence(errno) { return [] }
      throw .unreadable(path: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), !name.hasPrefix("_") { names.append(name) }
    }
    return names
  }
}

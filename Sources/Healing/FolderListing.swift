internal import Glibc
internal import Incidents

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
      for entry in try entries(in: folder + "/" + relative) {
        let path = relative.isEmpty ? entry.name : relative + "/" + entry.name
        switch entry.isFolder ?? isFolderItself(folder + "/" + path) {
        case true?: open.append(path)
        case false?: found.append(path)
        case nil: break
        }
      }
      guard found.count <= maximumFiles else {
        throw .unreadable(path: folder, reason: "it holds more than \(maximumFiles) files")
      }
    }
    return found.filter { $0.utf8.starts(with: prefix.utf8) }.sorted { $0.precedes($1) }
  }

  /// The names of the files and folders in a folder, sorted by bytes; of those that begin with a
  /// dot or an underscore none. A folder that is not there has none.
  public static func names(in folder: String) throws(RecordingError) -> [String] {
    try entries(in: folder).map(\.name).sorted { $0.precedes($1) }
  }

  /// Whether a path names a folder, not following a link; `nil` for what is no file either.
  private static func isFolderItself(_ path: String) -> Bool? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return true
    case S_IFREG: return false
    default: return nil
    }
  }

  private static func entries(in folder: String) throws(RecordingError) -> [Entry] {
    guard let directory = opendir(folder) else {
      if isAbsence(errno) { return [] }
      throw .unreadable(path: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(directory) }
    var entries: [Entry] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix(".") || name.hasPrefix("_") { continue }
      // Most file systems tell the kind with the name.
      let kind = Int(entry.pointee.d_type)
      entries.append(
        Entry(name: name, isFolder: kind == DT_DIR ? true : kind == DT_REG ? false : nil))
    }
    return entries
  }

  private struct Entry {
    let name: String
    /// `nil` where the folder itself does not tell.
    let isFolder: Bool?
  }
}

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

  /// Whether a path names a folder, following links.
  public static func isFolder(_ path: String) -> Bool { kind(of: path) == S_IFDIR }

  /// Whether a path names a plain file, following links.
  public static func isPlainFile(_ path: String) -> Bool { kind(of: path) == S_IFREG }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// The absolute path that a path comes to without links; `nil` where nothing is, with `errno`.
  public static func target(of path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
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
    let start = prefix.pathParts.filter { !$0.isEmpty }.joined(separator: "/")
    let found = try items(below: folder, from: start) { !$0.hasPrefix("_") }
    return found.filter { $0.isFile && $0.path.utf8.starts(with: prefix.utf8) }.map(\.path)
  }

  /// What lies below a folder, but folders, sorted by bytes: plain files, and links and whatever
  /// else is no file itself. Names that begin with a dot are nobody's; a folder that is not there
  /// has nothing. Errors as those of ``files(below:prefix:)``.
  public static func items(below folder: String) throws(RecordingError) -> [Item] {
    try items(below: folder, from: "") { _ in true }
  }

  /// Something in a folder that is no folder.
  public struct Item: Sendable {
    /// Its path below the folder that was listed.
    public let path: String
    /// Whether it is a plain file itself.
    public let isFile: Bool
  }

  private static func items(
    below folder: String, from start: String, where isMeant: (String) -> Bool
  ) throws(RecordingError) -> [Item] {
    var found: [Item] = []
    var open = [start]
    while let relative = open.popLast() {
      for entry in try entries(in: folder + "/" + relative) where isMeant(entry.name) {
        let path = relative.isEmpty ? entry.name : relative + "/" + entry.name
        switch entry.isFolder ?? isFolderItself(folder + "/" + path) {
        case true?: open.append(path)
        case let isFolder: found.append(Item(path: path, isFile: isFolder == false))
        }
      }
      guard found.count <= maximumFiles else {
        throw .unreadable(path: folder, reason: "it holds more than \(maximumFiles) files")
      }
    }
    return found.sorted { $0.path.precedes($1.path) }
  }

  /// The names of the files and folders in a folder, sorted by bytes; of those that begin with a
  /// dot or an underscore none. A folder that is not there has none.
  public static func names(in folder: String) throws(RecordingError) -> [String] {
    try entries(in: folder).map(\.name).filter { !$0.hasPrefix("_") }.sorted { $0.precedes($1) }
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
      if name.hasPrefix(".") { continue }
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

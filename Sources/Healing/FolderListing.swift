internal import Glibc

/// The files below a folder, for stores that are folders: names are bytes, order is by bytes.
public enum FolderListing {
  /// The most files that are listed below one prefix.
  public static let maximumFiles = 10_000

  /// Whether a file or folder is there.
  public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The paths of the plain files whose path below `folder` begins with `prefix`, sorted by bytes.
  ///
  /// Links are not followed. Names below the prefix that begin with a dot or an underscore are not
  /// data, as every reader of such stores has it.
  public static func files(below folder: String, prefix: String) -> [String] {
    let start = prefix.split(separator: "/").joined(separator: "/")
    var found: [String] = []
    var open = [start]
    while let relative = open.popLast(), found.count < maximumFiles {
      for name in names(in: folder + "/" + relative) {
        let path = relative.isEmpty ? name : relative + "/" + name
        var status = stat()
        guard lstat(folder + "/" + path, &status) == 0 else { continue }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: open.append(path)
        case S_IFREG: found.append(path)
        default: break
        }
      }
    }
    return found.filter { $0.utf8.starts(with: prefix.utf8) }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static func names(in folder: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
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

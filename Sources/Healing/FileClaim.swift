internal import Glibc

/// A hold on a name by a locked file; the kernel drops it when its process ends, however it ends.
final class FileClaim: Claim {
  private let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit {
    // A child that is just being started may still have a copy of the descriptor, and with it the
    // lock, until it becomes another program: so the lock is given back, not only the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the claim, or gives `nil` when another process or handler has it.
  ///
  /// `name` is an incident's id, which is made of harmless letters.
  static func take(folder: String, name: String) throws(JournalError) -> FileClaim? {
    precondition(!name.contains("/"), "an incident's id is a file name")
    if mkdir(folder, 0o755) != 0, errno != EEXIST {
      throw .cannotOpen(path: folder, reason: String(cString: strerror(errno)))
    }
    let path = folder + "/" + name
    let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return FileClaim(descriptor: descriptor)
  }
}

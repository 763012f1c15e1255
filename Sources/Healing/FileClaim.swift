internal import Digests
internal import Glibc
package import Incidents

/// A hold on a name by a locked file; the kernel drops it when its process ends, however it ends.
final class FileClaim: Claim {
  private let descriptor: Int32

  private init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { unlock() }

  /// The lock goes, the descriptor with the claim.
  func release() { flock(descriptor, LOCK_UN) }

  private func unlock() {
    // A child that is just being started may still have a copy of the descriptor, and with it the
    // lock, until it becomes another program: so the lock is given back, not only the descriptor.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Takes the claim, or gives `nil` when another process or handler has it.
  ///
  /// `name` is an incident's id, which is made of harmless letters.
  static func take(folder: String, name: String) throws(JournalError) -> FileClaim? {
    guard Incident.isID(name) else {
      throw .cannotRead(what: "the incident", reason: "`\(name)` is no incident's name")
    }
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

extension Incident {
  /// Whether a text can be an incident's id: people type them, and write anything.
  package static func isID(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count) && !text.hasPrefix(".")
      && text.utf8.allSatisfy { $0.isAlphanumeric || $0 == 0x2D || $0 == 0x2E || $0 == 0x5F }
  }
}

extension Event {
  /// The id of the incident that the event opens.
  package var incidentID: String { "inc-" + Digest.hex(of: incidentKey).prefix(12) }
}

internal import Glibc
internal import Healing
internal import Incidents
internal import Synchronization

/// The profiles of files that have not changed since they were read.
///
/// One healing gathers evidence several times, and a history of thirty batches stays the same in
/// between. A class, since all copies of a lake share it.
final class ProfileMemory: Sendable {
  /// What tells one content of a file from the next: any write moves the time or the size.
  struct Identity: Hashable {
    private let device: UInt64
    private let node: UInt64
    private let bytes: Int64
    private let seconds: Int64
    private let nanoseconds: Int64

    /// The identity of a file as it is now; `nil` when there is none to be told.
    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      node = UInt64(status.st_ino)
      bytes = Int64(status.st_size)
      seconds = Int64(status.st_mtim.tv_sec)
      nanoseconds = Int64(status.st_mtim.tv_nsec)
    }
  }

  private struct Key: Hashable {
    let path: String
    let version: TableVersion
  }

  private let known = Mutex<[Key: (identity: Identity, profile: ObjectProfile)]>([:])

  /// The profile of a file as a version of its table reads it, made at most once for each content.
  func profile(
    _ path: String, as version: TableVersion,
    _ make: () throws(RecordingError) -> ObjectProfile
  ) throws(RecordingError) -> ObjectProfile {
    guard let identity = Identity(path) else { return try make() }
    let key = Key(path: path, version: version)
    if let old = known.withLock({ $0[key] }), old.identity == identity { return old.profile }
    let new = try make()
    known.withLock { $0[key] = (identity, new) }
    return new
  }
}

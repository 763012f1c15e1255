internal import Glibc
internal import Healing
internal import Incidents
internal import Synchronization

/// What was read from files that have not changed since.
///
/// One healing gathers evidence several times, and records, versions of tables and a history of
/// thirty batches stay the same in between. A class, since all copies of a lake share it.
final class FileMemory<Value: Sendable>: Sendable {
  private struct Key: Hashable {
    let path: String
    let version: TableVersion?
  }

  private let known = Mutex<[Key: (identity: FileIdentity, value: Value)]>([:])

  /// The value of a file, made at most once for each content; of an object, as a version of its
  /// table reads it.
  func value(
    of path: String, as version: TableVersion? = nil,
    _ make: () throws(RecordingError) -> Value
  ) throws(RecordingError) -> Value {
    guard let identity = FileIdentity(path) else { return try make() }
    let key = Key(path: path, version: version)
    if let old = known.withLock({ $0[key] }), old.identity == identity { return old.value }
    let new = try make()
    known.withLock { $0[key] = (identity, new) }
    return new
  }
}

/// What tells one content of a file from the next: any write moves the time or the size, and a file
/// that was put in its place is another node.
public struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let node: UInt64
  private let bytes: Int64
  private let seconds: Int64
  private let nanoseconds: Int64

  /// The identity of a file as it is now; `nil` when there is none to be told.
  public init?(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    node = UInt64(status.st_ino)
    bytes = Int64(status.st_size)
    seconds = Int64(status.st_mtim.tv_sec)
    nanoseconds = Int64(status.st_mtim.tv_nsec)
  }
}

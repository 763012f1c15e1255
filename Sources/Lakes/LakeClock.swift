internal import Glibc
public import Healing
public import Incidents

/// The lake's time: the machine's, or one that stands in a file and passes only by waiting.
public struct LakeClock: Sendable {
  private let path: String
  let isVirtual: Bool

  init(folder: String, isVirtual: Bool) {
    path = folder + "/clock"
    self.isVirtual = isVirtual
  }

  /// The time now. A virtual clock that cannot be read stands at the machine's time.
  public func now() -> Timestamp {
    guard isVirtual, let bytes = try? WholeFile.bytes(path) else { return Self.machineTime }
    let text = String(decoding: bytes.prefix { $0 > 0x20 }, as: UTF8.self)
    return Timestamp(rfc3339: text) ?? Self.machineTime
  }

  /// The machine's own time.
  public static var machineTime: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int64(time.tv_sec), nanoseconds: Int32(time.tv_nsec))
  }

  /// Lets time pass until `instant`: a virtual clock is put forward, a real one is waited for.
  public func pass(until instant: Timestamp) throws(WorldError) {
    let now = now()
    guard instant > now else { return }
    if isVirtual {
      try LakeFile.write(bytes: Array("\(instant)\n".utf8), to: path)
    } else {
      let (seconds, attoseconds) = (instant - now).components
      var left = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
      var rest = timespec()
      while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
    }
  }
}

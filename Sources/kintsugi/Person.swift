internal import Glibc

/// Who calls, as the operating system authenticated them.
enum Person {
  /// `user:` and the name of the process's user; its number where it has no name.
  static var caller: String {
    let number = getuid()
    var entry = passwd()
    var found: UnsafeMutablePointer<passwd>?
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 16_384) { buffer in
      guard let bytes = buffer.baseAddress,
        getpwuid_r(number, &entry, bytes, buffer.count, &found) == 0, found != nil,
        let name = entry.pw_name
      else { return "user:\(number)" }
      return "user:" + String(cString: name)
    }
  }
}

internal import Glibc

/// The key under which a journal's secrets become marks: a file beside it, which goes nowhere.
package enum RedactionKey {
  private static let bytes = 32

  /// A new key.
  package static func make() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return key(&generator)
  }

  /// The place of a journal's key.
  static func path(of journal: String) -> String { journal + ".key" }

  /// The key of a journal; `nil` where it has none that can be read.
  static func read(_ journal: String) -> [UInt8]? {
    guard let key = (try? WholeFile.bytes(path(of: journal))) ?? nil, key.count == bytes else {
      return nil
    }
    return key
  }

  /// The key of a journal, made where there is none.
  ///
  /// `nil` where it can be neither read nor made: marks then tell nothing, and nothing is unsafe.
  static func find(_ journal: String) -> [UInt8]? {
    var generator = SystemRandomNumberGenerator()
    // A journal in memory has its key there, too.
    if journal == ":memory:" { return key(&generator) }
    if let key = read(journal) { return key }
    let key = key(&generator)
    let name = path(of: journal)
    let temporary = name + ".\(getpid()).\(UInt32.random(in: 0 ... .max, using: &generator))"
    guard write(key, to: temporary, mode: mode(of: journal)) else { return nil }
    defer { unlink(temporary) }
    // Whoever links first made it: the others read that one.
    return link(temporary, name) == 0 ? key : read(journal)
  }

  private static func key(_ generator: inout SystemRandomNumberGenerator) -> [UInt8] {
    (0..<bytes).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// Who may write the journal may read its key, and nobody else.
  private static func mode(of journal: String) -> mode_t {
    var status = stat()
    guard stat(journal, &status) == 0 else { return 0o600 }
    let group: mode_t = status.st_mode & 0o020 == 0 ? 0 : 0o040
    return 0o600 | group
  }

  private static func write(_ key: [UInt8], to path: String, mode: mode_t) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    let isWritten =
      key.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == key.count
    guard isWritten, fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      unlink(path)
      return false
    }
    return true
  }
}

extension Redactor {
  /// The redactor of a journal that is only looked at: without a key where there is none.
  public init(reading journal: String) {
    self.init(key: RedactionKey.read(journal))
  }
}

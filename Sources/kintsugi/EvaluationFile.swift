internal import Evaluations
internal import FoundationEssentials
internal import Glibc

/// The file that an evaluation was kept in.
enum EvaluationFile {
  /// Why it is none.
  struct Failure: Error {
    let reason: String
  }

  /// What a record may have at most: a large one has a few megabytes.
  static let bytesAtMost = 64 << 20

  static func record(at path: String) throws(Failure) -> EvaluationRecord {
    let bytes = try bytes(at: path)
    do { return try JSONDecoder().decode(EvaluationRecord.self, from: Data(bytes)) } catch {
      throw Failure(
        reason:
          "is no evaluation: \(Self.reason(error)); `kintsugi evaluate -o json=FILE` writes one")
    }
  }

  private static func bytes(at path: String) throws(Failure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= bytesAtMost {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw .unreadable
      }
      bytes += buffer.prefix(count)
    }
    throw Failure(reason: "cannot be read: it is larger than \(bytesAtMost) bytes")
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "it cannot be read as JSON" }
    switch error {
    case .keyNotFound(let key, let context):
      return "`\(place(context.codingPath + [key]))` is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "`\(place(context.codingPath))` is of another kind"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty
        ? "it is not JSON" : "`\(place(context.codingPath))` cannot be read"
    @unknown default: return "it cannot be read"
    }
  }

  /// Where in the file, as `mixes[0].name`.
  private static func place(_ path: [any CodingKey]) -> String {
    guard !path.isEmpty else { return "the whole" }
    return path.enumerated().map { index, key in
      key.intValue.map { "[\($0)]" } ?? (index == 0 ? key.stringValue : ".\(key.stringValue)")
    }.joined()
  }
}

extension EvaluationFile.Failure {
  /// What the system said last.
  fileprivate static var unreadable: Self {
    Self(reason: "cannot be read: \(String(cString: strerror(errno)))")
  }
}

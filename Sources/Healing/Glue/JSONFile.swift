internal import FoundationEssentials

/// Files of JSON, read whole and with a bound.
public enum JSONFile {
  /// Decodes bytes of JSON; what does not fit is said with its place in the document.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], path: String
  ) throws(RecordingError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw .malformed(path: path, reason: words(for: error))
    } catch {
      throw .malformed(path: path, reason: "\(error)")
    }
  }

  /// Reads and decodes a file; `nil` when there is no such file.
  public static func decode<Value: Decodable>(
    _ type: Value.Type, path: String
  ) throws(RecordingError) -> Value? {
    guard let bytes = try WholeFile.bytes(path) else { return nil }
    return try decode(type, from: bytes, path: path)
  }

  private static func words(for error: DecodingError) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    func named(_ context: DecodingError.Context) -> String {
      context.codingPath.isEmpty ? "the document" : "`\(place(context))`"
    }
    switch error {
    case .keyNotFound(let key, let context):
      return "`\(place(context).isEmpty ? "" : place(context) + ".")\(key.stringValue)` is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\(named(context)) has another type than it should"
    case .dataCorrupted(let context):
      return context.codingPath.isEmpty ? "it is not JSON" : "`\(place(context))` makes no sense"
    @unknown default: return "it cannot be read"
    }
  }
}

/// Why recorded evidence cannot be used at all; single parts that are missing are unknown instead.
public enum RecordingError: Error, Sendable, Hashable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case malformed(path: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let path): "there is no file \(path)"
    case .unreadable(let path, let reason): "\(path) cannot be read: \(reason)"
    case .malformed(let path, let reason): "\(path): \(reason)"
    }
  }
}

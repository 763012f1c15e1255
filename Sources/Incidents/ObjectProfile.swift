/// What one object of a batch holds: its columns and figures, or why it cannot be read.
public struct ObjectProfile: Sendable, Hashable, Codable {
  /// The object's key in its store: opaque, and hostile.
  public let key: String
  /// The object's size as stored, in bytes.
  public let bytes: Int
  public let content: Content

  /// What came out of reading the object to its end.
  public enum Content: Sendable, Hashable, Codable {
    /// The object is what it should be.
    case table(TableProfile)
    /// The object cannot be read as what it should be.
    case unreadable(Damage)
    /// The object may be well, but was not read to its end, so nothing is known; why, in words as
    /// `the object inflates to more than 536870912 bytes`.
    case unread(String)
  }

  public init(key: String, bytes: Int, content: Content) {
    self.key = key
    self.bytes = bytes
    self.content = content
  }

  /// The profile of a readable object.
  public var table: TableProfile? {
    switch content {
    case .table(let profile): profile
    case .unreadable, .unread: nil
    }
  }

  /// Why an object cannot be read.
  public var damage: Damage? {
    switch content {
    case .table, .unread: nil
    case .unreadable(let damage): damage
    }
  }
}

/// Why an object cannot be read, in words and with a place.
public struct Damage: Sendable, Hashable, Codable {
  /// What is wrong, as `the gzip stream ends early`; lower case, no full stop.
  public let reason: String
  /// The line from 1 (text formats) where reading failed, when there is one.
  public let line: Int?
  /// The byte offset where reading failed, when it is known.
  public let offset: Int?

  public init(reason: String, line: Int? = nil, offset: Int? = nil) {
    self.reason = reason
    self.line = line
    self.offset = offset
  }
}

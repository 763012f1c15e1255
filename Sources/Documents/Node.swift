/// A YAML text that was read: its tree, and the file it came from.
public struct Document: Sendable {
  public let source: SourceFile
  public let root: Node
}

/// A part of a document, with its place.
public struct Node: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
  }

  /// The key of an entry: always text.
  public struct Key: Sendable {
    public let text: String
    public let span: SourceSpan
  }

  /// One entry of a mapping, in the order of the file.
  public struct Entry: Sendable {
    public let key: Key
    public let value: Node
  }

  public let content: Content
  public let span: SourceSpan

  /// The value of a key; `nil` where there is none, or this is no mapping.
  public subscript(_ key: String) -> Node? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key.text == key }?.value
  }
}

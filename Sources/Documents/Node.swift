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

/// A scalar: its text, what it means in the core schema, and how it was written.
public struct Scalar: Sendable {
  /// The meaning of the text.
  public enum Value: Sendable {
    case null, bool(Bool), integer(Int64), number(Double), string
  }

  /// How the scalar was written.
  public enum Style: Sendable {
    case plain, singleQuoted, doubleQuoted, literal, folded
  }

  public let text: String
  public let value: Value
  public let style: Style
  let whole: SourceSpan
  let source: SourceFile

  /// The place in the file of a range of the text's bytes.
  public func span(of range: Range<Int>) -> SourceSpan {
    switch style {
    case .plain where whole.start.line == whole.end.line:
      let start = whole.start.offset
      return source.span((start + range.lowerBound)..<(start + range.upperBound))
    default: return whole
    }
  }
}

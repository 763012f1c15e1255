public import Documents

/// One small change to a configuration that its tests should notice.
public struct Mutant: Sendable {
  /// The place that is changed.
  public let span: SourceSpan
  /// What stood there.
  public let original: String
  public let replacement: String
  /// What is written at the place, where that is more than the replacement.
  let text: String?
  public let kind: Kind
  /// What it belongs to, as `rule null-spike`.
  public let owner: String
  /// The lines about it, for whoever looks for evidence that matters to it.
  let context: String

  /// The kinds of change.
  public enum Kind: String, Sendable, CaseIterable {
    /// A number is a little larger or smaller.
    case threshold
    /// A comparison means the opposite, or includes its bound.
    case comparison
    /// A clause always holds, or never does.
    case clause
    /// What may be done alone needs a person or is forbidden; a rule that acts only tells.
    case verdict
  }

  /// The change in words.
  public var words: String {
    "\(owner): `\(original)` became `\(replacement)`"
  }

  /// The file with the change made.
  func applied(to file: SourceFile) -> SourceFile {
    var bytes = file.bytes
    bytes.replaceSubrange(
      span.start.offset..<span.end.offset, with: Array((text ?? replacement).utf8))
    return SourceFile(path: file.path, bytes: bytes)
  }
}

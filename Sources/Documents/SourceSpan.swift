/// One place in a file: a byte offset from 0, with the line and column that a person counts from 1.
public struct SourcePosition: Sendable, Hashable, Comparable {
  public let offset: Int
  public let line: Int
  public let column: Int

  public init(offset: Int, line: Int, column: Int) {
    self.offset = offset
    self.line = line
    self.column = column
  }

  public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    left.offset < right.offset
  }
}

/// A stretch of a file that somebody wrote; values carry theirs, so that messages can point at it.
public struct SourceSpan: Sendable, Hashable {
  public let path: String
  public let start: SourcePosition
  /// One past the last byte; equal to `start` for a place between two bytes.
  public let end: SourcePosition

  public init(path: String, start: SourcePosition, end: SourcePosition) {
    precondition(start <= end, "a span does not run backwards")
    self.path = path
    self.start = start
    self.end = end
  }

  /// The span before the first byte of a file: the place of a file as a whole.
  public static func start(of path: String) -> SourceSpan {
    let first = SourcePosition(offset: 0, line: 1, column: 1)
    return SourceSpan(path: path, start: first, end: first)
  }
}

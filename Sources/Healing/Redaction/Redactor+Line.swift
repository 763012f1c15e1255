extension Redactor {
  /// A line of a text without its secrets; `nil` where none is in it.
  ///
  /// What stands around the line is looked at, too: a secret may be cut by a line end, and a block
  /// may have begun many lines before. Cost: O(bytes) of those lines.
  public func redacted(_ line: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
    let start = Self.beginning(of: line, in: text)
    // The line may leave out a carriage return before its end.
    let own = Self.lineEnd(after: line.upperBound, in: text)
    let end = Self.lineEnd(after: min(own + 1, text.count), in: text)
    let secrets = SecretFinder.secrets(in: UnsafeBufferPointer(rebasing: text[start..<end]))
      .map { ($0.lowerBound + start..<$0.upperBound + start).clamped(to: line) }
      .filter { !$0.isEmpty }
      .map { $0.lowerBound - line.lowerBound..<$0.upperBound - line.lowerBound }
    return secrets.isEmpty ? nil : redacted(Array(text[line]), secrets)
  }

  /// Where the lines begin that tell what is secret in one: the line before it, or where a block
  /// begins that may reach as far.
  private static func beginning(
    of line: Range<Int>, in text: UnsafeBufferPointer<UInt8>
  ) -> Int {
    var start = line.lowerBound
    var before: Int?
    var block: Int?
    for _ in 0..<SecretFinder.blockLimit {
      guard start > 0 else { break }
      let end = start - 1
      start = lineStart(before: end, in: text)
      before = before ?? start
      if SecretFinder.beginsBlock(text[start..<end]) { block = start }
    }
    return block ?? before ?? line.lowerBound
  }

  private static func lineStart(before end: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    text[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  }

  private static func lineEnd(after start: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
    text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
  }
}

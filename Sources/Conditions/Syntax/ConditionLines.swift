/// Breaks a condition at its `&&` and `||`, where it is too long for a line.
///
/// Each line below the first begins with its operator, as a reader looks for it; what is inside of
/// another operand is further right. Nothing but white space changes.
public struct ConditionLines: Sendable {
  /// A token's bytes, and whether white space stands before them.
  private struct Word {
    let kind: Token.Kind
    let text: String
    let isAfterSpace: Bool

    /// By how much the nesting of brackets changes.
    var depthChange: Int {
      let opening: [Token.Kind] = [.openParenthesis, .openBracket, .openBrace]
      let closing: [Token.Kind] = [.closeParenthesis, .closeBracket, .closeBrace]
      return opening.contains(kind) ? 1 : closing.contains(kind) ? -1 : 0
    }
  }

  private let words: [Word]

  /// `nil` for what is no row of tokens, or has comments in it: their lines have a meaning.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    var lexer = Lexer(bytes)
    var words: [Word] = []
    var end = 0
    do throws(SyntaxFault) {
      while true {
        let token = try lexer.next()
        let between = bytes[end..<token.range.lowerBound]
        guard !between.contains(UInt8(ascii: "/")) else { return nil }
        if token.kind == .end { break }
        let word = String(decoding: bytes[token.range], as: UTF8.self)
        guard !word.utf8.contains(UInt8(ascii: "\n")) else { return nil }
        words.append(
          Word(kind: token.kind, text: word, isAfterSpace: !between.isEmpty && !words.isEmpty))
        end = token.range.upperBound
      }
    } catch {
      return nil
    }
    guard !words.isEmpty else { return nil }
    self.words = words
  }

  /// The condition in lines of at most `width` characters, where that can be; `nil` where it has
  /// no place to be broken at.
  public func lines(width: Int) -> [String]? {
    let lines = lines(of: words.indices, width: width)
    return lines.count > 1 ? lines : nil
  }

  /// Whether two texts are the same tokens in the same order.
  public static func isSame(_ left: String, _ right: String) -> Bool {
    if left == right { return true }
    guard let left = ConditionLines(left), let right = ConditionLines(right) else { return false }
    return left.words.map(\.text) == right.words.map(\.text)
  }

  private func text(_ range: Range<Int>) -> String {
    range.map { index in
      (words[index].isAfterSpace && index > range.lowerBound ? " " : "") + words[index].text
    }.joined()
  }

  /// The lines of a stretch; `isBroken` where it must be broken although it would fit.
  private func lines(of range: Range<Int>, width: Int, isBroken: Bool = false) -> [String] {
    let whole = text(range)
    if whole.utf8.count <= width, !isBroken { return [whole] }
    let breaks = breaks(in: range)
    if breaks.isEmpty { return inside(of: range, width: width) ?? [whole] }
    var lines: [String] = []
    for (start, end) in zip([range.lowerBound] + breaks, breaks + [range.upperBound]) {
      let isFirst = start == range.lowerBound
      let operand = isFirst ? start : start + 1
      let sign = isFirst ? "" : words[start].text + " "
      guard operand < end else { return [whole] }
      let own = self.lines(of: operand..<end, width: width - sign.utf8.count)
      lines.append(sign + own[0])
      lines += own.dropFirst().map { "  " + $0 }
    }
    return lines
  }

  /// Where the outermost operators of the least binding kind are.
  private func breaks(in range: Range<Int>) -> [Int] {
    for kinds: [Token.Kind] in [[.question, .colon], [.or], [.and]] {
      var depth = 0
      var found: [Int] = []
      for index in range {
        let kind = words[index].kind
        depth += words[index].depthChange
        guard depth == 0, index > range.lowerBound, kinds.contains(kind) else { continue }
        // `?` after a dot or a bracket chooses a field; only between spaces it is a branch.
        if words[index].isAfterSpace || kind == .or || kind == .and { found.append(index) }
      }
      if !found.isEmpty { return found }
    }
    return []
  }

  /// Breaks inside of the brackets that end an operand.
  private func inside(of range: Range<Int>, width: Int) -> [String]? {
    guard [.closeParenthesis, .closeBracket].contains(words[range.upperBound - 1].kind) else {
      return nil
    }
    var depth = 0
    var open: Int?
    for index in range.reversed() {
      depth -= words[index].depthChange
      if depth == 0, open == nil { open = index }
    }
    guard let open, open + 1 < range.upperBound - 1 else { return nil }
    let before = text(range.lowerBound..<(open + 1))
    let inner = (open + 1)..<(range.upperBound - 1)
    var lines = self.lines(of: inner, width: width - 3, isBroken: true)
    guard lines.count > 1 else { return nil }
    lines[0] = before + lines[0]
    for index in lines.indices.dropFirst() { lines[index] = "  " + lines[index] }
    lines[lines.count - 1] += words[range.upperBound - 1].text
    return lines
  }
}

/// Two texts as a unified diff, as `diff -u` and `git apply` have it.
public struct UnifiedDiff: Sendable {
  private let path: String
  private let old: [String]
  private let new: [String]

  /// How many equal lines are shown around what is different.
  private static let context = 3

  public init(path: String, old: String, new: String) {
    self.path = path
    self.old = Self.lines(of: old)
    self.new = Self.lines(of: new)
  }

  /// The diff; empty where the texts are equal.
  ///
  /// Lines keep their ends, so that a missing last one shows. Cost: Myers' O(ND).
  public var text: String {
    let edits = edits
    let hunks = hunks(of: edits)
    if hunks.isEmpty { return "" }
    return "--- a/\(path)\n+++ b/\(path)\n" + hunks.map { text(of: edits[$0]) }.joined()
  }

  /// One line of the whole comparison.
  private struct Edit {
    /// Space, `-` or `+`.
    let sign: Character
    let line: String
    /// The lines of both texts before it.
    let oldBefore: Int
    let newBefore: Int
  }

  private static func lines(of text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for scalar in text.unicodeScalars {
      line.unicodeScalars.append(scalar)
      if scalar == "\n" {
        lines.append(line)
        line = ""
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  private var edits: [Edit] {
    let difference = new.difference(from: old)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if removed.contains(left) {
        edits.append(Edit(sign: "-", line: old[left], oldBefore: left, newBefore: right))
        left += 1
      } else if inserted.contains(right) {
        edits.append(Edit(sign: "+", line: new[right], oldBefore: left, newBefore: right))
        right += 1
      } else {
        edits.append(Edit(sign: " ", line: old[left], oldBefore: left, newBefore: right))
        left += 1
        right += 1
      }
    }
    return edits
  }

  /// Stretches with changes, and a few lines around them.
  private func hunks(of edits: [Edit]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for index in edits.indices where edits[index].sign != " " {
      let start = max(0, index - Self.context)
      let end = min(edits.count, index + Self.context + 1)
      if let last = hunks.last, start <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<end
      } else {
        hunks.append(start..<end)
      }
    }
    return hunks
  }

  private func text(of edits: ArraySlice<Edit>) -> String {
    guard let first = edits.first else { return "" }
    let olds = edits.count { $0.sign != "+" }
    let news = edits.count { $0.sign != "-" }
    let head =
      "@@ -\(Self.range(first.oldBefore, olds)) +\(Self.range(first.newBefore, news)) @@\n"
    return head
      + edits.map { edit in
        let isWhole = edit.line.unicodeScalars.last == "\n"
        return "\(edit.sign)\(edit.line)" + (isWhole ? "" : "\n\\ No newline at end of file\n")
      }.joined()
  }

  /// The place of a hunk in one of the texts; an empty one stands behind the line before it.
  private static func range(_ before: Int, _ count: Int) -> String {
    count == 1 ? "\(before + 1)" : "\(count == 0 ? before : before + 1),\(count)"
  }
}

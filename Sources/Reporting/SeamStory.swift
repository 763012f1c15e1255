public import Incidents

/// The marks of a table as a person reads them, the newest first.
public struct SeamStory: Sendable {
  private let seams: [Seam]
  private let table: String

  public init(_ seams: [Seam], of table: String) {
    self.seams = seams
    self.table = table
  }

  /// A few lines a mark, without anything that a terminal would obey.
  public var text: String {
    if seams.isEmpty { return PlainText.escaped("\(table): no repair left a mark") + "\n" }
    let lines = ["\(table): \(seams.count == 1 ? "1 mark" : "\(seams.count) marks")"]
    return (lines + seams.reversed().flatMap(\.lines)).map(PlainText.escaped)
      .joined(separator: "\n") + "\n"
  }
}

extension Seam {
  fileprivate var lines: [String] {
    let rule = cause.rule.isEmpty ? "" : "\(cause.rule): "
    let number = attempt == 0 ? "" : ", attempt \(attempt)"
    return [
      "",
      "\(at)  \(step)\(isUndo ? ", taking back an earlier repair" : "")",
      "  because   \(rule)\(cause.reason)",
      "  incident  \(incident)\(number)",
      "  was       \(from)",
      "  inverse   \(inverse)",
    ]
  }
}

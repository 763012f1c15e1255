public import Evaluations

/// An evaluation in tables: for a terminal, and as Markdown for a page that is kept.
public struct EvaluationStory: Sendable {
  private let record: EvaluationRecord

  private let isBesidePublished: Bool

  /// `besidePublished` adds what was published of the system that this one grew from.
  public init(_ record: EvaluationRecord, besidePublished: Bool = false) {
    self.record = record
    isBesidePublished = besidePublished
  }

  /// For a terminal.
  public var text: String {
    var lines = [head, ""]
    for mix in record.mixes {
      lines.append("\(mix.name): \(mix.title)")
      lines += Self.aligned([Self.columns] + mix.contenders.map(Self.row))
      lines += Self.notes(on: mix).map { "  " + $0 }
      lines.append("")
    }
    for table in extras {
      lines += [table.title] + Self.aligned(table.rows) + [""]
    }
    return lines.joined(separator: "\n") + Self.legend + "\n"
  }

  /// A table besides those of the mixes; the first row has the names of its columns.
  private struct Extra {
    let title: String
    let rows: [[String]]
  }

  private var extras: [Extra] {
    var extras: [Extra] = []
    if let ablations = record.ablations {
      extras.append(Extra(title: "Taken away", rows: Self.rows(of: ablations)))
    }
    if isBesidePublished, let mix = record.mixes.first {
      extras.append(
        Extra(
          title: "Published, and the same figures here: another simulator, not a head-to-head",
          rows: PublishedFigures.rows(beside: mix)))
    }
    return extras
  }

  private static func rows(of ablations: [AblationRecord]) -> [[String]] {
    [["mix", "what", "healed %", "against whole", "false autonomy %", "harm %", "prior's harm %"]]
      + ablations.map { one in
        [
          one.mix, one.name, percent(one.healed.value), points(one.difference),
          percent(one.falseAutonomy), percent(one.harm, 3), percent(one.priorHarm, 3),
        ]
      }
  }

  /// As Markdown.
  public var markdown: String {
    var lines = [head, ""]
    for mix in record.mixes {
      lines.append("### \(mix.name)\n\n\(mix.title) (\(mix.source))\n")
      lines.append("| " + Self.columns.joined(separator: " | ") + " |")
      lines.append("|" + String(repeating: " --- |", count: Self.columns.count))
      lines += mix.contenders.map { "| " + Self.row($0).joined(separator: " | ") + " |" }
      lines.append("")
      lines += Self.notes(on: mix).map { "- " + $0 }
      lines.append("")
    }
    for table in extras {
      lines.append("### \(table.title)\n")
      for (place, row) in table.rows.enumerated() {
        lines.append("| " + row.joined(separator: " | ") + " |")
        if place == 0 { lines.append("|" + String(repeating: " --- |", count: row.count)) }
      }
      lines.append("")
    }
    return lines.joined(separator: "\n") + Self.legend + "\n"
  }

  private var head: String {
    let range = record.seeds.first.map { first in
      "seeds \(first) to \(record.seeds.last ?? first)"
    }
    return "world \(record.world) \(record.worldDigest), configuration \(record.configuration), "
      + "\(range ?? "no seeds"), \(record.incidents) incidents each, "
      + "\(record.lessons) learned from"
  }

  private static let columns = [
    "policy", "healed %", "escalated %", "right esc. %", "false autonomy %", "harm ≤ %",
    "minutes", "worth",
  ]

  private static let legend = """
    healed: resolved and true; right esc.: escalations that the best policy would make, too;
    harm: the upper bound at 95 %; minutes: of resolved incidents; worth: by the policy's reward.
    A simulator, not production.
    """

  private static func row(_ one: ContenderRecord) -> [String] {
    func value(_ metric: Metric) -> Double { one.figures[metric.rawValue]?.value ?? 0 }
    let healed = one.figures[Metric.healed.rawValue]
    let half = healed.map { ($0.high - $0.low) / 2 } ?? 0
    return [
      one.name, "\(percent(healed?.value ?? 0)) ± \(percent(half))", percent(value(.escalated), 1),
      percent(value(.escalationPrecision), 1), percent(value(.falseAutonomy)),
      percent(one.harmBound, 3), fixed(value(.minutesResolved), 1), fixed(value(.worth), 3),
    ]
  }

  private static func notes(on mix: MixRecord) -> [String] {
    let detector = mix.detector
    var notes = mix.differences.filter { $0.metric == Metric.healed.rawValue }.map { one in
      let same = one.isEquivalent ? ", the same within half a point" : ""
      return "\(one.name) − \(one.from): \(points(one.difference)) points healed\(same)"
    }
    if let worth = mix.differences.first(where: {
      $0.metric == Metric.worth.rawValue && $0.name == Contender.learned.rawValue
        && $0.from == Contender.prior.rawValue
    }) {
      let interval = worth.difference
      notes.append(
        "learned − prior: \(signed(interval.value, 3)) worth "
          + "(\(signed(interval.low, 3)) to \(signed(interval.high, 3)))")
    }
    notes.append(
      "detector: precision \(fixed(detector.precision, 3)), recall \(fixed(detector.recall, 3)), "
        + "F1 \(fixed(detector.f1, 3))")
    return notes
  }

  static func points(_ interval: Interval) -> String {
    "\(signed(interval.value * 100, 2)) (\(signed(interval.low * 100, 2)) to "
      + "\(signed(interval.high * 100, 2)))"
  }

  private static func signed(_ number: Double, _ digits: Int) -> String {
    let text = fixed(number, digits)
    return text.hasPrefix("-") ? text : "+" + text
  }

  /// Rows of cells in columns, the first to the left and the others to the right.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let gap = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + gap : gap + cell
      }
      return "  " + cells.joined(separator: "  ")
    }
  }

  static func percent(_ share: Double, _ digits: Int = 2) -> String { fixed(share * 100, digits) }

  static func fixed(_ number: Double, _ digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((abs(number) * scale).rounded())
    let sign = number < 0 && whole > 0 ? "-" : ""
    if digits == 0 { return "\(sign)\(whole)" }
    let rest = String(whole % Int(scale))
    let padding = String(repeating: "0", count: digits - rest.count)
    return "\(sign)\(whole / Int(scale)).\(padding)\(rest)"
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

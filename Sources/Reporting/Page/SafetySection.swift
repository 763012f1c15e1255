internal import Evaluations

/// Harm and refusals of every policy on every mix.
struct SafetySection {
  private let reading: RecordReading

  init(_ reading: RecordReading) { self.reading = reading }

  var html: HTMLText {
    let tables = reading.record.mixes.map { mix -> HTMLText in
      "<div><h3>\(mix.heading)</h3>\n\(table(mix))</div>\n"
    }
    return """
      <p>Harm is damage that cannot be undone, in the hidden truth. Some of it a guardrail could \
      have known of; a violation is a performed action that safety refuses. Zero seen of \
      \(Figure.count(reading.played)) incidents is no zero: the bounds say how often it can be.</p>
      <div class="pair">
      \(tables)</div>

      """
  }

  private func table(_ mix: MixRecord) -> HTMLText {
    var table = HTMLTable(
      caption: "Counts; upper bounds at 95 % below them.", corner: "policy",
      columns: ["harmed", "could be known", "violations"])
    let told = mix.ordered.filter(Self.isTold)
    let rows = told.map { contender in
      HTMLTable.Row(
        head: HTMLText.name(contender.name),
        cells: [
          Self.bounded(contender.harmCount, contender.harmBound),
          "\(Figure.count(contender.harmKnown))",
          Self.bounded(contender.violations, contender.violationBound),
        ], style: ComparisonSection.style(contender.name))
    }
    table.groups = [HTMLTable.Group(rows: rows)]
    let rest = mix.contenders.count - told.count
    return rest == 0
      ? table.html
      : "\(table.html)<p class=\"soft\">The \(rest) others: no harm and no violation.</p>\n"
  }

  /// Those who did harm or what safety refuses, and the two that are held against each other.
  private static func isTold(_ contender: ContenderRecord) -> Bool {
    contender.harmCount != 0 || contender.harmKnown != 0 || contender.violations != 0
      || !ComparisonSection.style(contender.name).isEmpty
  }

  private static func bounded(_ count: Int, _ bound: Double) -> HTMLText {
    "\(Figure.count(count))<small>≤\u{A0}\(Figure.bound(bound))</small>"
  }
}

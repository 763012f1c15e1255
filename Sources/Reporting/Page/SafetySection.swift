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
    table.rows = mix.ordered.map { contender in
      HTMLTable.Row(
        head: HTMLText.name(contender.name),
        cells: [
          Self.bounded(contender.harmCount, contender.harmBound),
          "\(Figure.count(contender.harmKnown))",
          Self.bounded(contender.violations, contender.violationBound),
        ], style: ComparisonSection.style(contender.name))
    }
    return table.html
  }

  private static func bounded(_ count: Int, _ bound: Double) -> HTMLText {
    "\(Figure.count(count))<small>≤ \(Figure.bound(bound))</small>"
  }
}

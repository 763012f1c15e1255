internal import Evaluations

/// How many lessons it took, and how much of the states was seen.
struct LearningSection {
  private let record: EvaluationRecord

  init(_ reading: RecordReading) { record = reading.record }

  var html: HTMLText { "\(curve)\(coverage)" }

  private var curve: HTMLText {
    guard !record.curve.isEmpty else { return "<p>This record has no learning curve.</p>\n" }
    let first = record.mixes.first
    let chart = CurveChart(
      id: "curve", title: "Verified heals by incidents learned from",
      summary: "The table below has the same figures.", points: record.curve)
    var table = HTMLTable(
      caption: "Verified heals, with 95 % intervals", corner: "learned from",
      columns: ["learned", "prior"])
    let rows = record.curve.map { point in
      HTMLTable.Row(
        head: "\(Figure.count(point.lessons))",
        cells: [point.healed, point.prior].map { interval in
          "\(Metric.healed.text(interval.value))<small>\(Metric.healed.range(interval))</small>"
        })
    }
    table.groups = [HTMLTable.Group(rows: rows)]
    return """
      <figure><figcaption><b>Learning curve</b><span>Verified heals on \
      \(HTMLText.name(first?.name ?? Figure.none)) by the incidents learned from before, with 95 % \
      intervals</span></figcaption>
      <ul class="legend"><li>\(ChartMark.learned.inLegend)learned</li>\
      <li>\(ChartMark.prior.inLegend)prior (dashed), which does not learn</li></ul>
      \(chart.html)</figure>
      \(table.html)
      """
  }

  private var coverage: HTMLText {
    let coverage = record.coverage
    return """
      <h3>States that were seen</h3>
      <p>Learning knows only what it came to. \(Figure.count(coverage.declared)) states are \
      declared, this world can come to \(Figure.count(coverage.reachable)), and \
      \(Figure.count(coverage.visited)) were visited: the prior decides in all others.</p>
      <figure><figcaption><b>State coverage</b></figcaption>
      \(bars)</figure>

      """
  }

  /// Each bar is a part of the one above it.
  private var bars: HTMLText {
    let coverage = record.coverage
    let rows = [
      ("declared", coverage.declared, coverage.declared),
      ("reachable", coverage.reachable, coverage.declared),
      ("visited", coverage.visited, coverage.reachable),
    ]
    var chart = SVGChart(
      id: "coverage", title: "States declared, reachable and visited",
      summary: rows.map { "\($0.0): \(Figure.count($0.1))" }.joined(separator: "; "),
      height: rows.count * IntervalChart.rowHeight + 4)
    for (number, row) in rows.enumerated() {
      let top = 4 + number * IntervalChart.rowHeight
      let share = row.2 > 0 ? Double(row.1) / Double(row.2) : 0
      let of = number == 0 ? "" : " (\(Figure.percent(share)) of \(rows[number - 1].0))"
      let width = coverage.declared > 0 ? Double(row.1) / Double(coverage.declared) : 0
      chart.text(row.0, x: 0, y: top + 12)
      chart.text(Figure.count(row.1) + of, x: 1, y: top + 12)
      chart.box("track", from: 0, to: 1, y: top + 19, height: 9)
      chart.box("learned", from: 0, to: width, y: top + 19, height: 9)
    }
    return chart.html
  }
}

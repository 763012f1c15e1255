internal import Evaluations

/// Estimates with their intervals below each other: a name and a figure above each mark.
struct IntervalChart {
  /// One estimate.
  struct Row {
    let label: String
    /// The figure in words, at the right.
    let figure: String
    let interval: Interval
    let mark: ChartMark
    var isStrong = false
  }

  let id: String
  let title: String
  let summary: String
  let rows: [Row]
  let axis: ChartAxis
  /// What is written at a tick.
  let tick: (Double) -> String
  /// A value that the others are held against.
  var reference: Double?
  /// A range that counts as the same.
  var margin: ClosedRange<Double>?

  /// Points from one row to the next.
  static let rowHeight = 38

  var html: HTMLText {
    let foot = 8 + rows.count * Self.rowHeight
    var chart = SVGChart(id: id, title: title, summary: summary, height: foot + 22)
    chart.ticks(axis.ticks.map { (axis.place($0), tick($0)) }, y: foot + 16)
    for (number, row) in rows.enumerated() { draw(row, at: 4 + number * Self.rowHeight, &chart) }
    return chart.html
  }

  /// Letters stand above the strip of the marks, so that nothing crosses them.
  private func draw(_ row: Row, at top: Int, _ chart: inout SVGChart) {
    let style = row.isStrong ? "strong" : ""
    let figure = SVGChart.label(row.figure, widthAtMost: 26)
    let room = SVGChart.lettersOnPhone - figure.count - (row.isStrong ? 3 : 0)
    chart.text(SVGChart.label(row.label, widthAtMost: room), x: 0, y: top + 13, style: style)
    chart.text(figure, x: 1, y: top + 13, style: style)
    drawStrip(at: top + 18, &chart)
    let middle = top + 26
    chart.line(
      row.mark.rawValue, from: (axis.place(row.interval.low), middle),
      to: (axis.place(row.interval.high), middle))
    chart.mark(row.mark, x: axis.place(row.interval.value), y: middle)
  }

  private func drawStrip(at top: Int, _ chart: inout SVGChart) {
    let foot = top + 16
    if let margin {
      chart.box(
        "margin", from: axis.place(margin.lowerBound), to: axis.place(margin.upperBound), y: top,
        height: 16)
    }
    chart.line("grid", from: (0, top + 8), to: (1, top + 8))
    for tick in axis.ticks {
      let style = tick == 0 && axis.low < 0 ? "zero" : "grid"
      chart.line(style, from: (axis.place(tick), top + 4), to: (axis.place(tick), foot - 4))
    }
    if margin != nil { chart.line("zero", from: (axis.place(0), top), to: (axis.place(0), foot)) }
    guard let reference else { return }
    let place = axis.place(reference)
    chart.line("reference", from: (place, top), to: (place, foot))
  }
}

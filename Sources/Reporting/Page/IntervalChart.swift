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
  static let rowHeight = 37

  var html: HTMLText {
    let foot = 8 + rows.count * Self.rowHeight
    var chart = SVGChart(id: id, title: title, summary: summary, height: foot + 22)
    if let margin {
      chart.box(
        "margin", from: axis.place(margin.lowerBound), to: axis.place(margin.upperBound), y: 0,
        height: foot)
    }
    for tick in axis.ticks {
      let place = axis.place(tick)
      let isZero = tick == 0 && axis.low < 0
      chart.line(isZero ? "zero" : "grid", from: (place, 0), to: (place, foot))
      chart.text(self.tick(tick), x: place, y: foot + 16, style: "soft")
    }
    if let reference {
      let place = axis.place(reference)
      chart.line("reference", from: (place, 0), to: (place, foot))
    }
    for (number, row) in rows.enumerated() { draw(row, at: 4 + number * Self.rowHeight, &chart) }
    return chart.html
  }

  private func draw(_ row: Row, at top: Int, _ chart: inout SVGChart) {
    let style = row.mark == .learned ? "strong" : ""
    let middle = top + 25
    chart.text(SVGChart.label(row.label), x: 0, y: top + 14, style: style)
    chart.text(row.figure, x: 1, y: top + 14, style: style)
    chart.line(
      row.mark.rawValue, from: (axis.place(row.interval.low), middle),
      to: (axis.place(row.interval.high), middle))
    chart.mark(row.mark, x: axis.place(row.interval.value), y: middle)
  }
}

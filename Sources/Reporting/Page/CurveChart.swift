internal import Evaluations
internal import Glibc

/// How a figure goes on with lessons: what was learned, and the prior beside it.
struct CurveChart {
  let id: String
  let title: String
  let summary: String
  let points: [EvaluationRecord.CurvePoint]

  private let top = 18
  private let foot = 230

  var html: HTMLText {
    var chart = SVGChart(id: id, title: title, summary: summary, height: foot + 22)
    let axis = ChartAxis(
      over: points.flatMap {
        [$0.healed.low, $0.healed.high, $0.prior.low, $0.prior.high].map { $0 * 100 }
      })
    for tick in axis.ticks {
      let y = place(tick / 100, axis)
      chart.line("grid", from: (0, y), to: (1, y))
      chart.text(
        Figure.fixed(tick, tick == tick.rounded() ? 0 : 1) + " %", x: 0, y: y - 4,
        style: "soft")
    }
    chart.ticks(
      zip(places, points).map { ($0, Figure.short($1.lessons)) }, y: foot + 16)
    draw(.prior, points.map(\.prior), axis, &chart)
    draw(.learned, points.map(\.healed), axis, &chart)
    return chart.html
  }

  /// Where the number of lessons lies across; by its logarithm, where they differ much.
  private var places: [Double] {
    let counts = points.map { Double(max($0.lessons, 0)) }
    let positive = counts.filter { $0 > 0 }
    guard let least = positive.min(), let most = positive.max() else {
      return counts.map { _ in 0.5 }
    }
    let isWide = most / least > 20
    // Nothing learned has no logarithm: it stands a third below the first lessons.
    let scaled = counts.map { isWide ? log10($0 > 0 ? $0 : least / 3) : $0 }
    let low = scaled.min() ?? 0
    let span = (scaled.max() ?? 1) - low
    // Room at the left for what is written on the lines of the grid.
    return scaled.map { span > 0 ? 0.14 + 0.84 * ($0 - low) / span : 0.5 }
  }

  private func draw(
    _ mark: ChartMark, _ values: [Interval], _ axis: ChartAxis, _ chart: inout SVGChart
  ) {
    let places = places
    for (place, value) in zip(places, values) {
      chart.line(
        "whisker \(mark.rawValue)", from: (place, self.place(value.low, axis)),
        to: (place, self.place(value.high, axis)))
    }
    for index in values.indices.dropFirst() {
      chart.line(
        mark == .prior ? "dashed prior" : mark.rawValue,
        from: (places[index - 1], place(values[index - 1].value, axis)),
        to: (places[index], place(values[index].value, axis)))
    }
    for (place, value) in zip(places, values) {
      chart.mark(mark, x: place, y: self.place(value.value, axis))
    }
  }

  private func place(_ share: Double, _ axis: ChartAxis) -> Int {
    let share = axis.place(share * 100)
    let bounded = share.isFinite ? min(max(share, 0), 1) : 0
    return foot - 6 - Int((bounded * Double(foot - 6 - top)).rounded())
  }
}

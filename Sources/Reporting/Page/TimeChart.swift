internal import Evaluations
internal import Glibc

/// The mean time to recovery by what people take: one mark for each policy in a row.
struct TimeChart {
  let id: String
  let title: String
  let summary: String
  let rows: [(label: String, minutes: [(mark: ChartMark, minutes: Double)])]

  /// Points from one row to the next: three marks can lie below each other.
  private static let rowHeight = 52

  var html: HTMLText {
    let foot = 8 + rows.count * Self.rowHeight
    var chart = SVGChart(id: id, title: title, summary: summary, height: foot + 22)
    chart.ticks(ticks.map { (place($0), Self.label($0)) }, y: foot + 16)
    for (number, row) in rows.enumerated() {
      let top = 4 + number * Self.rowHeight
      let places = row.minutes.map { place($0.minutes) }
      chart.text(row.label, x: 0, y: top + 13)
      chart.line("grid", from: (0, top + 34), to: (1, top + 34))
      for tick in ticks {
        chart.line("grid", from: (place(tick), top + 28), to: (place(tick), top + 40))
      }
      chart.line(
        "zero", from: (places.min() ?? 0, top + 34), to: (places.max() ?? 0, top + 34))
      for (mark, minutes) in row.minutes {
        chart.mark(mark, x: place(minutes), y: top + 34 + Self.offset(of: mark))
      }
    }
    return chart.html
  }

  /// Policies that are as fast lie beside each other, not over each other.
  private static func offset(of mark: ChartMark) -> Int {
    switch mark {
    case .bound: -11
    case .prior, .other: 0
    case .learned: 11
    }
  }

  /// Lengths that people know, in minutes.
  private static let known = [1.0, 10, 60, 600, 1440, 14_400, 144_000, 1_440_000]

  private var ticks: [Double] {
    let values = rows.flatMap { $0.minutes.map(\.minutes) }.filter { $0 > 0 && $0.isFinite }
    let (low, high) = (values.min() ?? 1, values.max() ?? 1440)
    let first = Self.known.lastIndex { $0 <= low } ?? 0
    let last = max(
      Self.known.firstIndex { $0 >= high } ?? Self.known.count - 1, first + 1)
    return Array(Self.known[first...min(last, Self.known.count - 1)])
  }

  private static func label(_ minutes: Double) -> String {
    minutes < 60
      ? "\(Figure.fixed(minutes, 0)) min"
      : minutes < 1440
        ? "\(Figure.fixed(minutes / 60, 0)) h" : "\(Figure.fixed(minutes / 1440, 0)) d"
  }

  /// By the logarithm: a quarter of an hour and three days on one line.
  private func place(_ minutes: Double) -> Double {
    let ticks = ticks
    guard let low = ticks.first, let high = ticks.last, high > low, minutes > 0 else { return 0 }
    return log10(minutes / low) / log10(high / low)
  }
}

internal import Evaluations

/// How long incidents take, people's time included, by what people are assumed to take.
struct RecoverySection {
  private let reading: RecordReading

  init(_ reading: RecordReading) { self.reading = reading }

  /// Who is shown, with a mark for each: shapes tell them apart.
  private static let shown: [(contender: Contender, mark: ChartMark)] = [
    (.escalate, .other), (.ceiling, .bound), (.prior, .prior), (.learned, .learned),
  ]

  var html: HTMLText {
    let parts = reading.record.mixes.enumerated().map { part($0.element, number: $0.offset) }
    return """
      <p>Over <em>all</em> incidents, not only those that were healed: where a policy hands over, \
      a person’s time comes on top, and what nobody was told of is found late. Nobody has good \
      figures for people’s time, so its median is swept.</p>
      <ul class="legend"><li>\(ChartMark.other.inLegend)always handing over</li>\
      <li>\(ChartMark.prior.inLegend)prior</li><li>\(ChartMark.learned.inLegend)learned</li>\
      <li>\(ChartMark.bound.inLegend)best possible in worth</li></ul>
      <div class="pair">
      \(parts)</div>

      """
  }

  private func part(_ mix: MixRecord, number: Int) -> HTMLText {
    let players = Self.shown.compactMap { one in
      mix[one.contender].map { (mark: one.mark, contender: $0) }
    }
    var hours: [Double] = []
    for time in players.flatMap(\.contender.times) where !hours.contains(time.peopleHours) {
      hours.append(time.peopleHours)
    }
    guard !hours.isEmpty else {
      return "<div><h3>\(mix.heading)</h3><p class=\"soft\">No times in this record.</p></div>\n"
    }
    let rows = hours.map { hours in
      (
        label: "people take \(Self.text(hours))",
        minutes: players.compactMap { player in
          Self.time(player.contender, hours).map { (mark: player.mark, minutes: $0.mean) }
        }
      )
    }
    let chart = TimeChart(
      id: "time-\(number)", title: "Mean time to recovery on \(mix.name)",
      summary: "The table below has the same figures.", rows: rows)
    return """
      <div><figure><figcaption><b>\(mix.title)</b><span>Mean time to recovery on \
      \(HTMLText.name(mix.name)), by people’s median time; the scale is logarithmic</span>\
      </figcaption>
      \(chart.html)</figure>
      \(table(mix, hours))</div>

      """
  }

  private func table(_ mix: MixRecord, _ hours: [Double]) -> HTMLText {
    var table = HTMLTable(
      caption: "Time to recovery on \(HTMLText.name(mix.name))", corner: "policy",
      columns: ["mean", "median", "95th percentile"])
    let players = [Contender.prior, .learned, .escalate, .ceiling].compactMap { mix[$0] }
    table.groups = hours.map { hours in
      HTMLTable.Group(
        head: "where people take \(Self.text(hours))",
        rows: players.compactMap { Self.row($0, hours) })
    }
    return table.html
  }

  private static func row(_ contender: ContenderRecord, _ hours: Double) -> HTMLTable.Row? {
    guard let time = time(contender, hours) else { return nil }
    return HTMLTable.Row(
      head: HTMLText.name(contender.name),
      cells: [time.mean, time.median, time.p95].map { "\(Figure.time($0))" },
      style: ComparisonSection.style(contender.name))
  }

  private static func time(_ contender: ContenderRecord, _ hours: Double) -> RecoveryTimes? {
    contender.times.first { $0.peopleHours == hours }
  }

  private static func text(_ hours: Double) -> String {
    Figure.fixed(hours, hours == hours.rounded() ? 0 : 2) + "\u{A0}h"
  }
}

internal import Evaluations

/// All policies on each mix: a chart of verified heals, and the table of all else.
struct ComparisonSection {
  private let reading: RecordReading

  init(_ reading: RecordReading) { self.reading = reading }

  /// The figures of the table, in the order of its columns; the bound of harm has its own.
  private static let before: [Metric] = [.healed, .falseAutonomy, .falseHeals]
  private static let after: [Metric] = [
    .escalated, .escalationPrecision, .escalationRecall, .minutesResolved, .worth,
  ]

  var html: HTMLText {
    let mixes = reading.record.mixes
    let charts = mixes.enumerated().map { chart($0.element, number: $0.offset) }
    return """
      <p>Who heals most is not who is best: handing over what cannot be healed is right, and what \
      an incident is <em>worth</em> counts heals, failures, harm, time and handing over as the \
      policy’s file declares. The best possible policies are best in worth.</p>
      <ul class="legend"><li>\(ChartMark.learned.inLegend)learned</li>\
      <li>\(ChartMark.prior.inLegend)prior, and its dashed line</li>\
      <li>\(ChartMark.bound.inLegend)what is possible</li>\
      <li>\(ChartMark.other.inLegend)others</li></ul>
      <div class="pair">
      \(charts)</div>
      \(who)\(mixes.map(table))\(differences)
      """
  }

  private func chart(_ mix: MixRecord, number: Int) -> HTMLText {
    let rows = mix.ordered.compactMap { contender -> IntervalChart.Row? in
      guard let healed = contender[.healed] else { return nil }
      return IntervalChart.Row(
        label: contender.name,
        figure: "\(Metric.healed.text(healed.value)) (\(Metric.healed.range(healed)))",
        interval: Self.percent(healed), mark: ChartMark(contender: contender.name),
        isStrong: contender.name == Contender.learned.rawValue)
    }
    let chart = IntervalChart(
      id: "healed-\(number)", title: "Verified heals on \(mix.name), in percent of its incidents",
      summary: rows.map { "\($0.label): \($0.figure)" }.joined(separator: "; "), rows: rows,
      axis: ChartAxis(over: [0] + rows.map(\.interval.high)), tick: { Figure.fixed($0, 0) + " %" },
      reference: mix[.prior]?[.healed].map { $0.value * 100 })
    return """
      <figure><figcaption><b>\(mix.title)</b><span>Verified heals on \(HTMLText.name(mix.name)), \
      with 95 % intervals</span></figcaption>
      \(chart.html)</figure>

      """
  }

  private static func percent(_ interval: Interval) -> Interval {
    Interval(value: interval.value * 100, low: interval.low * 100, high: interval.high * 100)
  }

  /// Who the policies are, once for all mixes.
  private var who: HTMLText {
    var titles: [(name: String, title: String)] = []
    for contender in reading.record.mixes.flatMap(\.ordered)
    where !titles.contains(where: { $0.name == contender.name }) {
      titles.append((contender.name, contender.title))
    }
    let entries = titles.map { name, title -> HTMLText in
      "<dt><code>\(HTMLText.name(name))</code></dt><dd>\(title)</dd>\n"
    }
    return "<h3>Who they are</h3>\n<dl class=\"who\">\n\(entries)</dl>\n"
  }

  private func table(_ mix: MixRecord) -> HTMLText {
    let columns =
      Self.before.map(\.label) + ["harm, at most"] + Self.after.map(\.label)
    var table = HTMLTable(
      caption: "Values, and the 95 % interval below each; harm by its upper bound at 95 %.",
      corner: "policy", columns: columns)
    let rows = mix.ordered.map { contender in
      let harm: HTMLText = """
        \(Figure.bound(contender.harmBound))<small>\(Figure.count(contender.harmCount)) \
        harmed</small>
        """
      return HTMLTable.Row(
        head: HTMLText.name(contender.name),
        cells: Self.before.map { Self.cell($0, contender) } + [harm]
          + Self.after.map { Self.cell($0, contender) },
        style: Self.style(contender.name))
    }
    table.groups = [HTMLTable.Group(rows: rows)]
    let detector = mix.detector
    return """
      <h3>\(mix.heading)</h3>
      <p class="source">\(mix.source)</p>
      \(table.html)<p class="soft">Detector on these incidents: precision \
      \(Figure.fixed(detector.precision, 3)), recall \(Figure.fixed(detector.recall, 3)), F1 \
      \(Figure.fixed(detector.f1, 3)) (\(Figure.count(detector.right)) named rightly, \
      \(Figure.count(detector.wrong)) wrongly, \(Figure.count(detector.missing)) missing).</p>

      """
  }

  /// How the rows of the two that are held against each other are marked.
  static func style(_ name: String) -> String {
    switch ChartMark(contender: name) {
    case .learned: "learned"
    case .prior: "prior"
    case .bound, .other: ""
    }
  }

  private static func cell(_ metric: Metric, _ contender: ContenderRecord) -> HTMLText {
    guard let interval = contender[metric] else { return "\(Figure.none)" }
    return "\(metric.text(interval.value))<small>\(metric.range(interval))</small>"
  }

  private var differences: HTMLText {
    var table = HTMLTable(
      caption: """
        Paired differences on the same incidents, shares in points. Two policies count as the \
        same where the 90 % interval lies within half a point (two one-sided tests).
        """,
      corner: "who, and from whom",
      columns: ["figure", "difference", "95 % interval", "90 %, for the test", "so"],
      style: "text")
    table.groups = reading.record.mixes.filter { !$0.differences.isEmpty }.map { mix in
      HTMLTable.Group(
        head: "on \(HTMLText.name(mix.name))",
        rows: mix.differences.map { record in
          HTMLTable.Row(
            head: "\(HTMLText.name(record.name)) − \(HTMLText.name(record.from))",
            cells: Self.cells(record))
        })
    }
    return table.groups.isEmpty ? "" : "<h3>Differences</h3>\n\(table.html)"
  }

  private static func cells(_ record: DifferenceRecord) -> [HTMLText] {
    let metric = Metric(rawValue: record.metric)
    func text(_ value: Double) -> String {
      metric?.difference(value) ?? Figure.signed(value, 3)
    }
    func range(_ interval: Interval) -> String {
      text(interval.low) + " to " + text(interval.high)
    }
    let verdict = DifferenceVerdict(record)
    let words = verdict == .fewer && metric != .healed ? "less" : verdict.rawValue
    return [
      "\(metric?.label ?? record.metric)", "\(text(record.difference.value))",
      "\(range(record.difference))", "\(range(record.equivalence))", "\(words)",
    ]
  }
}

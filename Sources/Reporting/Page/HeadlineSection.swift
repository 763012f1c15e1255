internal import Evaluations

/// The answer first: the worst mix, harm, what learning adds, and what that means in plain words.
struct HeadlineSection {
  private let reading: RecordReading
  private var record: EvaluationRecord { reading.record }

  init(_ reading: RecordReading) { self.reading = reading }

  func html(links: [HTMLText]) -> HTMLText {
    """
    <header>
    <p class="kicker">Evaluation in a simulator</p>
    <h1>\(record.world)</h1>
    <p class="lead">\(verdict)</p>
    <p class="soft">\(Figure.count(record.seeds.count)) seeds × \
    \(Figure.count(record.incidents)) incidents on each of \(Figure.count(record.mixes.count)) \
    mixes, the same incidents for every policy; learned from \(Figure.count(record.lessons)) \
    others before.</p>
    <ul class="tiles">
    \([healed, harm, difference, falseAutonomy])</ul>
    \(chart)<p class="note"><b>A simulator, not production.</b> Causes, their shares and what \
    actions do to them are declared in the world’s file; detector, states and guardrails are the \
    real ones. The figures say how policies compare there. They do not say how many of your \
    failures would be healed.</p>
    <nav aria-label="Sections"><ul>
    \(links)</ul></nav>
    </header>

    """
  }
}

// The verdict in words.
extension HeadlineSection {
  private var verdict: HTMLText {
    let verdicts = record.mixes.compactMap { $0.learnedMinusPrior(.healed) }
      .map(DifferenceVerdict.init)
    guard !verdicts.isEmpty else {
      return "This record does not hold the learned policy against the hand-written table."
    }
    let parts = DifferenceVerdict.allCases.compactMap { verdict -> HTMLText? in
      let count = verdicts.count { $0 == verdict }
      guard count > 0 else { return nil }
      return Self.phrase(verdict, mixes: Self.mixes(count, of: verdicts.count))
    }
    return "Against the hand-written table, learning \(Self.joined(parts)). \(worth)"
  }

  private static func phrase(_ verdict: DifferenceVerdict, mixes: String) -> HTMLText {
    switch verdict {
    case .same: "heals <b>the same within half a point</b> on \(mixes)"
    case .more: "heals <b>more</b> on \(mixes)"
    case .fewer: "heals <b>fewer</b> on \(mixes)"
    case .open: "<b>cannot be told from it</b> on \(mixes), where the interval holds 0"
    }
  }

  private static func mixes(_ count: Int, of all: Int) -> String {
    count == all ? (all == 1 ? "the one mix" : "all \(all) mixes") : "\(count) of \(all) mixes"
  }

  private static func some(_ count: Int, of all: Int) -> String {
    count == 0 ? "none" : mixes(count, of: all)
  }

  private static func joined(_ parts: [HTMLText]) -> HTMLText {
    guard let last = parts.last, parts.count > 1 else { return HTMLText(parts) }
    let first = parts.dropLast().enumerated().map { place, part -> HTMLText in
      place == 0 ? part : ", \(part)"
    }
    return "\(first) and \(last)"
  }

  /// Heals are not all that counts: what the policy file declares a result to be worth.
  private var worth: HTMLText {
    let differences = record.mixes.compactMap { $0.learnedMinusPrior(.worth)?.difference }
    guard !differences.isEmpty else { return "" }
    let better = differences.count { $0.low > 0 }
    let worse = differences.count { $0.high < 0 }
    return """
      In worth, which also counts time, harm and handing over, it is better on \
      \(Self.some(better, of: differences.count)) and worse on \
      \(Self.some(worse, of: differences.count)), as far as 95 % intervals tell.
      """
  }
}

// The tiles and the chart.
extension HeadlineSection {
  private func tile(_ what: HTMLText, _ big: HTMLText, _ more: HTMLText) -> HTMLText {
    """
    <li class="tile"><p class="what">\(what)</p><p class="big">\(big)</p>\
    <p class="more">\(more)</p></li>

    """
  }

  private var healed: HTMLText {
    guard let mix = reading.worst, let healed = mix[.learned]?[.healed] else {
      return tile("Verified heals", "\(Figure.none)", "the learned policy plays in no mix")
    }
    let others = [Contender.prior, .ceiling].compactMap { other -> HTMLText? in
      guard let value = mix[other]?[.healed]?.value else { return nil }
      let name = other == .prior ? "prior" : "best possible in worth"
      return "; \(name) \(Figure.percent(value))"
    }
    return tile(
      "Verified heals on the worst mix", "\(Figure.percent(healed.value))",
      "\(Metric.healed.range(healed)), on \(HTMLText.name(mix.name))\(others)")
  }

  private var harm: HTMLText {
    guard let mix = reading.mostHarmed, let learned = mix[.learned] else {
      return tile("Harm", "\(Figure.none)", "the learned policy plays in no mix")
    }
    return tile(
      "Harm, upper bound on the worst mix", "≤\u{A0}\(Figure.bound(learned.harmBound))",
      """
      \(Figure.count(learned.harmCount)) of \(Figure.count(reading.played)) incidents harmed on \
      \(HTMLText.name(mix.name)); the bound is at 95 %
      """)
  }

  private var difference: HTMLText {
    let known = record.mixes.compactMap { mix in
      mix.learnedMinusPrior(.healed).map { (mix.name, $0) }
    }
    guard let (name, worst) = known.min(by: { $0.1.difference.value < $1.1.difference.value })
    else { return tile("Learned minus prior", "\(Figure.none)", "not in this record") }
    return tile(
      "Learned minus prior, where least",
      "\(Metric.healed.difference(worst.difference.value)) <small>points</small>",
      "\(Self.range(worst.difference)), on \(HTMLText.name(name))")
  }

  private var falseAutonomy: HTMLText {
    let known = record.mixes.compactMap { mix in
      mix[.learned]?[.falseAutonomy].map { (mix.name, $0) }
    }
    guard let (name, worst) = known.max(by: { $0.1.value < $1.1.value }) else {
      return tile("False autonomy", "\(Figure.none)", "not in this record")
    }
    return tile(
      "False autonomy on the worst mix", "\(Figure.percent(worst.value, 2))",
      """
      \(Metric.falseAutonomy.range(worst)), on \(HTMLText.name(name)): acted, not healed, and \
      nobody told
      """
    )
  }

  private static func range(_ interval: Interval) -> String {
    Metric.healed.difference(interval.low) + " to " + Metric.healed.difference(interval.high)
  }

  private var chart: HTMLText {
    let known = record.mixes.compactMap { mix in
      mix.learnedMinusPrior(.healed).map { (mix.name, $0) }
    }
    guard !known.isEmpty else { return "" }
    let rows = known.map { name, record in
      let value = Metric.healed.difference(record.difference.value)
      return IntervalChart.Row(
        label: name, figure: "\(value) (\(Self.range(record.difference)))",
        interval: Self.points(record.difference), mark: .learned)
    }
    let ends = rows.flatMap { [$0.interval.low, $0.interval.high] }
    let chart = IntervalChart(
      id: "difference", title: "Verified heals, learned minus prior, in points",
      summary: rows.map { "\($0.label): \($0.figure)" }.joined(separator: "; "), rows: rows,
      axis: ChartAxis(over: ends + [-1, 1]),
      tick: { Figure.signed($0, $0 == $0.rounded() ? 0 : 1) },
      margin: -0.5...0.5)
    return """
      <figure><figcaption><b>What learning adds to the hand-written table</b>\
      <span>Verified heals, learned minus prior on the same incidents, in points with 95 % \
      intervals. Right of the line learning heals more; within the shaded half point it is \
      the same for all practical ends.</span></figcaption>
      \(chart.html)</figure>

      """
  }

  private static func points(_ interval: Interval) -> Interval {
    Interval(
      value: interval.value * 100, low: interval.low * 100, high: interval.high * 100)
  }
}

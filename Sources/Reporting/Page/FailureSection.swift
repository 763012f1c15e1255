internal import Evaluations

/// The causes of the worst mix: what is healed of each, and what could be.
struct FailureSection {
  private let reading: RecordReading

  init(_ reading: RecordReading) { self.reading = reading }

  var html: HTMLText {
    guard let mix = reading.worst else {
      return "<p>The learned policy plays in no mix of this record.</p>\n"
    }
    var table = HTMLTable(
      caption: "Causes by what is lost of them, most first.", corner: "cause",
      columns: ["share of incidents", "healed", "escalated", "clairvoyant heals", "lost, points"])
    let rows = ordered(mix.causes).map { cause in
      HTMLTable.Row(
        head: "\(cause.title)<small>\(HTMLText.name(cause.name))</small>",
        cells: [
          "\(Figure.percent(cause.share, 2))", "\(Figure.percent(cause.healed))",
          "\(Figure.percent(cause.escalated))", "\(Figure.percent(cause.clairvoyant))",
          "\(Figure.fixed(Self.lost(cause) * 100, 2))",
        ])
    }
    table.groups = [HTMLTable.Group(rows: rows)]
    return """
      <p>The mix in which the learned policy heals least: <b>\(mix.title)</b> \
      (\(HTMLText.name(mix.name))). <em>Lost</em> is what a policy that knows the hidden cause \
      heals and this one does not, in points of all incidents of the mix; below 0 the learned \
      policy heals what knowledge would have handed over.</p>
      \(table.html)
      """
  }

  private static func lost(_ cause: MixRecord.CauseRecord) -> Double {
    cause.share * (cause.clairvoyant - cause.healed)
  }

  private func ordered(_ causes: [MixRecord.CauseRecord]) -> [MixRecord.CauseRecord] {
    causes.enumerated().sorted { one, other in
      let (left, right) = (Self.lost(one.element), Self.lost(other.element))
      if left != right { return left > right }
      if one.element.share != other.element.share { return one.element.share > other.element.share }
      return one.offset < other.offset
    }.map(\.element)
  }
}

internal import Evaluations

/// The states in which the learned policy does something else than the prior.
struct DisagreementSection {
  private let record: EvaluationRecord

  init(_ reading: RecordReading) { record = reading.record }

  var html: HTMLText {
    let rows = record.table.filter { $0.prior != $0.learned }
    guard !rows.isEmpty else {
      return """
        <p>In none of the \(Figure.count(record.table.count)) states that were visited: learning \
        found nothing that surely beats the prior.</p>

        """
    }
    var table = HTMLTable(
      caption: "By the visits of the learned action, most first.", corner: "state",
      columns: ["prior does", "learned does", "gain in value"], style: "text")
    let told = ordered(rows).map { row in
      HTMLTable.Row(
        head: "\(row.labels.joined(separator: " · "))",
        cells: [choice(row.prior, row), choice(row.learned, row), gain(row)])
    }
    table.groups = [HTMLTable.Group(rows: told)]
    return """
      <p>In \(Figure.count(rows.count)) of \(Figure.count(record.table.count)) visited states, on \
      the first mix with the first seed. The learned action replaces the prior’s only where both \
      were performed often enough and the interval of its value lies above. The gain is what the \
      table expects, in the reward of the policy; the comparison above says what came of it.</p>
      \(table.html)
      """
  }

  private func ordered(_ rows: [EvaluationRecord.TableRow]) -> [EvaluationRecord.TableRow] {
    rows.enumerated().sorted { one, other in
      let left = Self.cell(one.element.learned, one.element)?.visits ?? 0
      let right = Self.cell(other.element.learned, other.element)?.visits ?? 0
      return left == right ? one.offset < other.offset : left > right
    }.map(\.element)
  }

  private static func cell(
    _ action: Int, _ row: EvaluationRecord.TableRow
  ) -> EvaluationRecord.TableCell? {
    row.cells.indices.contains(action) ? row.cells[action] : nil
  }

  private func choice(_ action: Int, _ row: EvaluationRecord.TableRow) -> HTMLText {
    guard record.actions.indices.contains(action) else { return "nothing" }
    let name = HTMLText.name(record.actions[action])
    guard let cell = Self.cell(action, row) else { return "\(name)<small>never performed</small>" }
    return """
      \(name)<small>\(Figure.fixed(cell.value, 2)) ± \(Figure.fixed(cell.spread, 2)), \
      \(Figure.count(cell.visits)) visits</small>
      """
  }

  private func gain(_ row: EvaluationRecord.TableRow) -> HTMLText {
    guard let learned = Self.cell(row.learned, row), let prior = Self.cell(row.prior, row) else {
      return "\(Figure.none)"
    }
    return "\(Figure.signed(learned.value - prior.value, 2))"
  }
}

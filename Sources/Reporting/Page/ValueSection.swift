internal import Evaluations

/// The learned table as a heat map: states down, actions across.
struct ValueSection {
  private let record: EvaluationRecord
  /// The value from which on colours are strongest: one far value must not make all others pale.
  private let most: Double

  /// States that are shown at most: more are no page but a file, which the record is.
  static let statesAtMost = 400

  init(_ reading: RecordReading) {
    record = reading.record
    most =
      record.table.flatMap(\.cells).compactMap { $0?.value }
      .map(abs).filter { $0.isFinite }.max() ?? 0
  }

  var html: HTMLText {
    guard !record.table.isEmpty else { return "<p>This record has no learned table.</p>\n" }
    let rows = shown
    let left = record.table.count - rows.count
    let rest: HTMLText =
      left == 0
      ? "" : " The \(rows.count) most visited states are shown; \(left) more are in the record."
    return """
      <p>What an action came to be worth in a state, learned on the first mix with the first \
      seed. Below each value: how often the action was performed there. <b>P</b> is what the prior \
      would do, <b>L</b> what the learned policy does, framed; an empty cell was never \
      performed.\(rest)</p>
      <p class="soft">Labels of a state: \(record.features.joined(separator: " · ")).</p>
      \(scale)<table role="table" class="cards heat \(isEven ? "even" : "")">
      <caption>Learned values by state and action</caption>
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">state</th>\(heads)\
      </tr></thead>
      \(groups(rows).map(html))</table>

      """
  }

  /// Whether each action has room for its values in a column as wide as the others.
  private var isEven: Bool { record.actions.count <= 12 }

  /// The most visited states, in the order of the record.
  private var shown: [EvaluationRecord.TableRow] {
    guard record.table.count > Self.statesAtMost else { return record.table }
    let visits = record.table.map { Figure.sum($0.cells.compactMap { $0?.visits }) }
    let kept = record.table.indices
      .sorted { visits[$0] == visits[$1] ? $0 < $1 : visits[$0] > visits[$1] }
      .prefix(Self.statesAtMost)
    return kept.sorted().map { record.table[$0] }
  }

  private var heads: [HTMLText] {
    record.actions.map { "<th role=\"columnheader\" scope=\"col\">\(HTMLText.name($0))</th>" }
  }

  private var scale: HTMLText {
    let steps = ReportStyle.light.heat.count
    let items = (0..<steps).map { step -> HTMLText in
      let value = most * Double(step - steps / 2) / Double(steps / 2)
      let sign = step == 0 ? "≤ " : step == steps - 1 ? "≥ " : ""
      return "<li class=\"h\(step)\">\(sign)\(Figure.signed(value, 1))</li>"
    }
    return "<ul class=\"scale\" aria-label=\"Colours of values\">\(items)</ul>\n"
  }
}

// Rows and cells.
extension ValueSection {
  /// States with the same first label below its name.
  private struct Group {
    let name: String
    var rows: [EvaluationRecord.TableRow]
  }

  private func groups(_ rows: [EvaluationRecord.TableRow]) -> [Group] {
    var groups: [Group] = []
    for row in rows {
      let name = row.labels.first ?? Figure.none
      if groups.last?.name == name {
        groups[groups.count - 1].rows.append(row)
      } else {
        groups.append(Group(name: name, rows: [row]))
      }
    }
    return groups
  }

  private func html(_ group: Group) -> HTMLText {
    """
    <tbody role="rowgroup"><tr role="row" class="kind"><th role="rowheader" scope="rowgroup" \
    colspan="\(record.actions.count + 1)">\(HTMLText.name(group.name))</th></tr>
    \(group.rows.map(html))</tbody>

    """
  }

  private func html(_ row: EvaluationRecord.TableRow) -> HTMLText {
    let labels = row.labels.dropFirst().joined(separator: " · ")
    let cells = record.actions.indices.map { cell($0, row) }
    return """
      <tr role="row"><th role="rowheader" scope="row">\(labels.isEmpty ? Figure.none : labels)</th>\
      \(cells)</tr>

      """
  }

  private func cell(_ action: Int, _ row: EvaluationRecord.TableRow) -> HTMLText {
    let pickers = (row.prior == action ? ["P"] : []) + (row.learned == action ? ["L"] : [])
    let by: HTMLText =
      pickers.isEmpty ? "" : "<span class=\"by\">\(pickers.joined(separator: " "))</span>"
    // The prior's alone is dashed: also told apart where letters are too small.
    let picked = pickers.isEmpty ? "" : pickers == ["P"] ? " picked by-prior" : " picked"
    let name = HTMLText.attribute(record.actions[action])
    guard row.cells.indices.contains(action), let cell = row.cells[action] else {
      let style = pickers.isEmpty ? "empty" : picked
      return """
        <td role="cell" class="\(style)" data-k="\(name)"><b>\(Figure.none)</b>\(by)</td>
        """
    }
    return """
      <td role="cell" class="h\(step(of: cell.value))\(picked)" data-k="\(name)">\
      <b>\(Figure.fixed(cell.value, 1))</b><small>\(Figure.short(cell.visits))</small>\(by)</td>
      """
  }

  /// The colour of a value: the middle one for none.
  private func step(of value: Double) -> Int {
    let half = ReportStyle.light.heat.count / 2
    guard most > 0, value.isFinite else { return half }
    return half + Int((min(max(value / most, -1), 1) * Double(half)).rounded())
  }
}

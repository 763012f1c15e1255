/// A table that becomes a list of cards where a page is narrow.
///
/// Roles are said outright: they would be lost with the layout of a table.
struct HTMLTable {
  /// A row with its head.
  struct Row {
    var head: HTMLText
    var cells: [HTMLText]
    var style = ""
  }

  let caption: HTMLText
  /// The head of the first column, and those of the others.
  let corner: String
  let columns: [String]
  var rows: [Row] = []
  var style = ""

  var html: HTMLText {
    let heads = columns.map { column -> HTMLText in
      "<th role=\"columnheader\" scope=\"col\">\(column)</th>"
    }
    return """
      <table role="table" class="cards \(style)">
      <caption>\(caption)</caption>
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">\(corner)</th>\
      \(heads)</tr></thead>
      <tbody role="rowgroup">
      \(rows.map(html))</tbody>
      </table>

      """
  }

  private func html(_ row: Row) -> HTMLText {
    let cells = zip(columns, row.cells).map { column, cell -> HTMLText in
      "<td role=\"cell\" data-k=\"\(column)\">\(cell)</td>"
    }
    return """
      <tr role="row" class="\(row.style)"><th role="rowheader" scope="row">\(row.head)</th>\
      \(cells)</tr>

      """
  }
}

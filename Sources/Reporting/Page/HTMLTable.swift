/// A table; with more columns than a phone has room for, rows become cards there.
///
/// Roles are said outright: they would be lost with the layout of a table.
struct HTMLTable {
  /// A row with its head.
  struct Row {
    var head: HTMLText
    var cells: [HTMLText]
    var style = ""
  }

  /// Rows below a head of their own.
  struct Group {
    var head: HTMLText?
    var rows: [Row]
  }

  let caption: HTMLText
  /// The head of the first column, and those of the others.
  let corner: String
  let columns: [String]
  var groups: [Group] = []
  /// `text` where cells hold words, which may be broken.
  var style = ""

  /// Columns of figures that stand side by side on a phone, beside a name.
  static let columnsOnPhone = 3

  var html: HTMLText {
    let heads = columns.map { column -> HTMLText in
      "<th role=\"columnheader\" scope=\"col\">\(column)</th>"
    }
    let kind = columns.count > Self.columnsOnPhone || style == "text" ? "cards" : "small"
    return """
      <table role="table" class="\(kind) \(style)">
      <caption>\(caption)</caption>
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">\(corner)</th>\
      \(heads)</tr></thead>
      \(groups.map(html))</table>

      """
  }

  private func html(_ group: Group) -> HTMLText {
    let head = group.head.map { head -> HTMLText in
      """
      <tr role="row" class="kind"><th role="rowheader" scope="rowgroup" \
      colspan="\(columns.count + 1)">\(head)</th></tr>

      """
    }
    return """
      <tbody role="rowgroup">
      \(head ?? "")\(group.rows.map(html))</tbody>

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

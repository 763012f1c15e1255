import Evaluations
import Foundation
import Goldens
import Testing

@testable import Reporting

/// The page of an evaluation. `make report-check` looks at it in a browser.
@Suite struct EvaluationReportTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()

  /// A small record, made up by `scripts/report_record.py small`.
  static func record() throws -> EvaluationRecord {
    let data = try Data(contentsOf: folder.appending(path: "data/evaluation.json"))
    return try JSONDecoder().decode(EvaluationRecord.self, from: data)
  }

  private static func page() throws -> PageReading {
    PageReading(EvaluationReport(try record()).html)
  }

  @Test func `tells an evaluation as it was read before`() throws {
    let html = EvaluationReport(try Self.record()).html
    #expect(try html == Golden.text("evaluation", for: html))
  }

  @Test func `gives the same bytes for a record that was written and read again`() throws {
    let record = try Self.record()
    for _ in 0..<4 {
      // An encoder that does not sort writes the figures in another order each time.
      let again = try JSONDecoder().decode(
        EvaluationRecord.self, from: try JSONEncoder().encode(record))
      #expect(EvaluationReport(again).html == EvaluationReport(record).html)
    }
  }

  @Test func `has no script and nothing from elsewhere`() throws {
    let page = try Self.page()
    for word in ["<script", "javascript:", "http:", "https:", "url(", "@import", " src=", "<link"] {
      #expect(!page.html.contains(word), "\(word)")
    }
    #expect(page.tags.allSatisfy { !$0.contains(" on") })
    #expect(page.html.contains("default-src 'none'"))
    for link in page.html.matches(of: /href="([^"]*)"/) {
      #expect(link.1.hasPrefix("#") && page.html.contains("id=\"\(link.1.dropFirst())\""))
    }
  }

  @Test func `shows the figures of the record`() throws {
    let record = try Self.record()
    let page = try Self.page()
    let columns: [(metric: Metric, scale: Double, digits: Double)] = [
      (.healed, 100, 1), (.falseAutonomy, 100, 2), (.falseHeals, 100, 1), (.escalated, 100, 1),
      (.escalationPrecision, 100, 1), (.escalationRecall, 100, 1), (.minutesResolved, 1, 1),
      (.worth, 1, 3),
    ]
    for (metric, scale, digits) in columns {
      let label = metric.rawValue.replacing("_", with: " ")
        .replacing("minutes resolved", with: "minutes of resolved")
      // The table of causes has columns of the same names, without intervals.
      let shown = page.cells(under: label).filter { $0.contains("<small>") }
        .map(PageReading.numbers)
      let kept = record.mixes.flatMap(\.contenders).compactMap { $0.figures[metric.rawValue] }
      try #require(shown.count == kept.count, "\(label)")
      for (texts, interval) in zip(shown, kept) {
        try #require(texts.count == 3, "\(label)")
        for (text, value) in zip(texts, [interval.value, interval.low, interval.high]) {
          #expect(abs(text - value * scale) <= 0.501 * pow(10, -digits), "\(label)")
        }
      }
    }
  }

  @Test func `shows bounds of harm that are never below those of the record`() throws {
    let contenders = try Self.record().mixes.flatMap(\.contenders)
    let shown = try Self.page().cells(under: "harm, at most").map(PageReading.numbers)
    try #require(shown.count == contenders.count)
    for (texts, contender) in zip(shown, contenders) {
      #expect(texts[0] >= contender.harmBound * 100 - 1e-9)
      #expect(texts[0] <= contender.harmBound * 100 + 0.001)
      #expect(Int(texts[1]) == contender.harmCount)
    }
  }

  @Test func `shows every learned value with its visits`() throws {
    let record = try Self.record()
    let page = try Self.page()
    for (place, action) in record.actions.enumerated() {
      let name = action.replacing("_", with: "_&#8203;")
      let shown = page.cells(under: name).map(PageReading.numbers)
      try #require(shown.count == record.table.count)
      for (texts, row) in zip(shown, record.table) {
        guard let cell = row.cells[place] else {
          #expect(texts.isEmpty)
          continue
        }
        #expect(abs(texts[0] - cell.value) <= 0.0501)
        if cell.visits < 1000 { #expect(Int(texts[1]) == cell.visits) }
      }
    }
  }

  @Test func `marks what the prior and the learned policy would do`() throws {
    let record = try Self.record()
    let html = EvaluationReport(record).html
    let marks = html.matches(of: /<span class="by">([PL ]+)<\/span>/).map { String($0.1) }
    let expected = record.table.flatMap { row in
      row.prior == row.learned
        ? ["P L"] : row.prior < row.learned ? ["P", "L"] : ["L", "P"]
    }
    #expect(marks == expected)
  }

  @Test func `has headings in order, heads of tables with scope, charts with words`() throws {
    let page = try Self.page()
    let levels = page.html.matches(of: /<h([1-6])/).compactMap { Int($0.1) }
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    #expect(page.tags.filter { $0.hasPrefix("<th ") }.allSatisfy { $0.contains(" scope=\"") })
    let charts = page.html.matches(of: /<svg class="chart"(?s:.)*?<\/desc>/).map { String($0.0) }
    #expect(charts.count == page.tags.count { $0.hasPrefix("<svg class=\"chart\"") })
    for chart in charts {
      #expect(chart.contains("role=\"img\"") && chart.contains("aria-labelledby=\""))
      #expect(chart.contains(/<title id="[^"]+">[^<]+<\/title><desc id="[^"]+">[^<]+/))
    }
    let ids = page.html.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
  }

  @Test func `says so where a record has nothing to show`() throws {
    var record = try Self.record()
    record.mixes = []
    record.curve = []
    record.table = []
    record.seeds = []
    record.coverage.declared = 0
    record.coverage.reachable = 0
    record.coverage.visited = 0
    let html = EvaluationReport(record).html
    for text in [
      "does not hold the learned policy", "has no learning curve", "has no learned table",
      "plays in no mix",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("nan") && !html.contains("NaN"))
  }

  @Test func `shows the most visited states of a table that is too large for a page`() throws {
    var record = try Self.record()
    let rows = record.table
    record.table = (0..<1000).map { number in
      var row = rows[number % rows.count]
      row.labels = ["kind", "state \(number)"]
      var cell = row.cells.compactMap(\.self).first
      cell?.visits = number
      row.cells = [cell]
      row.learned = row.prior
      return row
    }
    let html = EvaluationReport(record).html
    #expect(html.matches(of: />state \d+</).count == 400)
    #expect(html.contains(">state 600<") && !html.contains(">state 599<"))
    #expect(html.contains("600 more are in the record"))
  }
}

/// A page taken apart: no mark stands in a text or an attribute, so this is exact.
struct PageReading {
  let html: String

  init(_ html: String) { self.html = html }

  /// All tags, with their attributes. By bytes: a mark and a letter can be one character.
  var tags: [String] {
    html.utf8.split(separator: UInt8(ascii: "<")).compactMap { part in
      guard let end = part.firstIndex(of: UInt8(ascii: ">")) else { return nil }
      return "<" + String(decoding: part[..<end], as: UTF8.self) + ">"
    }
  }

  /// The tags without what attributes hold and without places to break.
  var skeleton: [String] {
    tags.filter { $0 != "<wbr>" }.map { tag in
      tag.utf8.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 0 }
        .map { String(decoding: $0.element, as: UTF8.self) }.joined()
    }
  }

  /// The insides of the cells below the head of a column, from top to bottom.
  func cells(under label: String) -> [String] {
    html.components(separatedBy: "</td>").compactMap { part in
      guard let start = part.range(of: "data-k=\"\(label)\">") else { return nil }
      return String(part[start.upperBound...])
    }
  }

  /// The numbers of a text, tags left out.
  static func numbers(_ text: String) -> [Double] {
    text.replacing(/<[^>]*>/, with: " ").replacing(",", with: "").replacing("−", with: "-")
      .matches(of: /-?\d+(\.\d+)?/).compactMap { Double($0.0) }
  }
}

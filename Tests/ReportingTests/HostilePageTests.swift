import Evaluations
import Foundation
import Testing

@testable import Reporting

/// Names and numbers that a page of an evaluation must withstand.
@Suite struct HostilePageTests {
  private struct Text: Decodable {
    let id: String
    let text: String
  }

  private static let markup = [
    "</title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x",
    "</style></svg><iframe srcdoc=x>", "&lt;script&gt;", "<!--", "]]>",
    "\u{202E}evil\u{0}\u{1B}[2J",
    "http://evil.test/\"onload=\"x", String(repeating: "W", count: 400),
    String(repeating: "世", count: 200), "",
  ]

  /// The pages of all texts, made once.
  private static let pages: [(text: String, html: String)] = {
    do {
      return try texts().map { ($0, EvaluationReport(try record(saying: $0)).html) }
    } catch {
      Issue.record("\(error)")
      return []
    }
  }()

  private static func texts() throws -> [String] {
    let tests = EvaluationReportTests.folder.deletingLastPathComponent()
    let path = tests.appending(path: "LakesTests/data/hostile.jsonl")
    let known = try String(contentsOf: path, encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Text.self, from: Data($0.utf8)).text }
    // Every fifth: a page for each takes its time.
    return markup + known.enumerated().filter { $0.offset % 5 == 0 }.map(\.element)
  }

  /// The record with every word of it exchanged, but the names that are asked for.
  private static func record(saying text: String) throws -> EvaluationRecord {
    var record = try EvaluationReportTests.record()
    record.mixes = record.mixes.suffix(1)
    record.table = record.table.suffix(2)
    record.world = text
    record.worldDigest = text
    record.configuration = text
    record.actions = record.actions.map { _ in text }
    record.features = record.features.map { _ in text }
    for place in record.table.indices {
      record.table[place].labels = record.table[place].labels.map { _ in text }
    }
    for mix in record.mixes.indices {
      record.mixes[mix].name = text
      record.mixes[mix].title = text
      record.mixes[mix].source = text
      record.mixes[mix].contenders[0].name = text
      for one in record.mixes[mix].contenders.indices {
        record.mixes[mix].contenders[one].title = text
      }
      record.mixes[mix].differences[1].from = text
      record.mixes[mix].differences[1].metric = text
      for one in record.mixes[mix].causes.indices {
        record.mixes[mix].causes[one].name = text
        record.mixes[mix].causes[one].title = text
      }
    }
    return record
  }

  @Test func `makes no tag and no attribute of any name`() throws {
    let plain = PageReading(EvaluationReport(try Self.record(saying: "plain")).html).skeleton
    #expect(plain.count > 300 && Self.pages.count > 30)
    for (text, html) in Self.pages {
      #expect(PageReading(html).skeleton == plain, "\(text.debugDescription)")
    }
  }

  @Test func `leaves nothing that hides or reorders what stands beside it`() throws {
    for (text, html) in Self.pages {
      let unsafe = html.unicodeScalars.filter { scalar in
        switch scalar.properties.generalCategory {
        case .control: scalar != "\n"
        case .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
      }
      #expect(unsafe.isEmpty, "\(text.debugDescription)")
    }
  }

  /// Letters as wide as those of common fonts at 12.5 points, in a chart on a phone of 360 points.
  @Test func `keeps the texts of a chart beside each other on a phone`() throws {
    let usual = EvaluationReport(try EvaluationReportTests.record()).html
    for (text, html) in [("usual", usual)] + Self.pages {
      for chart in html.components(separatedBy: "<svg class=\"chart\"").dropFirst() {
        for (line, texts) in Self.lines(of: chart) {
          let width = texts.map(Self.width).reduce(0, +)
          #expect(width <= 300, "\(text.debugDescription): \(line) \(texts)")
        }
      }
    }
  }

  /// The texts of a chart by their places down.
  private static func lines(of chart: String) -> [String: [String]] {
    var lines: [String: [String]] = [:]
    for part in chart.components(separatedBy: "<text ").dropFirst() {
      guard let place = part.range(of: "y=\""), let start = part.range(of: ">"),
        let end = part.range(of: "</text>")
      else { continue }
      let line = String(part[place.upperBound...].prefix { $0 != "\"" })
      lines[line, default: []].append(String(part[start.upperBound..<end.lowerBound]))
    }
    return lines
  }

  private static func width(of text: String) -> Double {
    let signs = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
    ]
    // Letter by letter: a sign and a mark behind it can be one character.
    let plain = signs.reduce(text) { text, sign in
      text.replacingOccurrences(of: sign.0, with: sign.1, options: .literal)
    }
    return plain.unicodeScalars.reduce(0) { sum, scalar in
      let isWide = scalar.value >= 0x2E80
      let isUpper = scalar.properties.isUppercase
      return sum + (isWide ? 13 : isUpper ? 11.5 : scalar == " " ? 4 : 7.9)
    }
  }

  @Test func `survives numbers without measure`() throws {
    let numbers = [
      1e300, -1e300, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0, 1e12, 1e9 - 0.5,
    ]
    for number in numbers {
      var record = try EvaluationReportTests.record()
      let interval = Interval(value: number, low: -number, high: number)
      record.incidents = .max
      record.lessons = .min
      record.seeds = [.max, 0, 1, .max]
      record.coverage.declared = .max
      record.coverage.reachable = -1
      record.coverage.visited = .max
      for mix in record.mixes.indices {
        for one in record.mixes[mix].contenders.indices {
          record.mixes[mix].contenders[one].figures =
            record.mixes[mix].contenders[one].figures.mapValues { _ in interval }
          record.mixes[mix].contenders[one].harmCount = .max
          record.mixes[mix].contenders[one].harmBound = number
          record.mixes[mix].contenders[one].violationBound = number
        }
        for one in record.mixes[mix].differences.indices {
          record.mixes[mix].differences[one].difference = interval
          record.mixes[mix].differences[one].equivalence = interval
        }
        record.mixes[mix].causes[0].share = number
        record.mixes[mix].causes[1].healed = number
      }
      for place in record.curve.indices {
        record.curve[place].healed = interval
        record.curve[place].lessons = place == 0 ? .min : .max
      }
      for place in record.table.indices {
        record.table[place].cells = record.table[place].cells.dropLast().map { cell in
          var cell = cell
          cell?.value = number
          cell?.visits = .max
          cell?.spread = number
          return cell
        }
        record.table[place].prior = -1
        record.table[place].learned = .max
      }
      let page = PageReading(EvaluationReport(record).html)
      #expect(page.html.contains("</html>"), "\(number)")
      for place in page.html.matches(of: /\s(?:x|x1|x2|width)="(-?[\d.]+)%"/) {
        #expect((0...100).contains(Double(place.1) ?? -1), "\(number): \(place.0)")
      }
    }
  }
}

public import Configurations
public import Decisions

/// What was learned, as text that people read and compare: a line for each state and action that
/// was ever visited, in the order of the states and of the declared actions.
public struct ValueFile: Sendable {
  /// The features of the state with their labels, and what each label means.
  public let features: [Feature]
  public let actions: [String]
  /// How many incidents were learned from.
  public let incidents: Int
  /// Where it was learned, in the words of whoever did: a world and a seed, or a journal.
  public let origin: String
  public let lines: [Line]

  /// A feature as it was when the values were learned.
  public struct Feature: Sendable, Hashable {
    public let name: String
    /// Each label with its range, as `first=under 1`; a text that is its own label stands alone.
    public let labels: [String]
  }

  /// One cell.
  public struct Line: Sendable, Hashable {
    public let labels: [String]
    public let action: String
    public let cell: ActionValues.Cell
  }

  static let header = "# kintsugi: values/v1"

  public init(
    _ values: ActionValues, of policy: Policy, incidents: Int, origin: String
  ) {
    features = policy.features.map(Feature.init)
    actions = policy.actions.map(\.name)
    self.incidents = incidents
    self.origin = origin
    let names = policy.features.map(\.labels)
    let order = Dictionary(actions.enumerated().map { ($1, $0) }) { first, _ in first }
    lines = values.cells.sorted {
      ($0.key.state, order[$0.key.action] ?? 0) < ($1.key.state, order[$1.key.action] ?? 0)
    }.map { place, cell in
      Line(labels: StateSpace.labels(of: place.state, in: names), action: place.action, cell: cell)
    }
  }

  /// The text; `digits` after the point, or as many as tell values apart where it is `nil`.
  public func text(digits: Int? = 4) -> String {
    var text = Self.header + "\n# learned from \(incidents) incidents: \(origin)\n"
    for feature in features {
      text += "# state \(feature.name): \(feature.labels.joined(separator: " | "))\n"
    }
    text += "# actions: \(actions.joined(separator: " | "))\n"
    text +=
      (features.map(\.name) + ["action", "value", "visits", "spread", "updated"])
      .joined(separator: "\t") + "\n"
    for line in lines {
      let cell = line.cell
      text +=
        (line.labels + [
          line.action, Self.text(cell.value, digits), "\(cell.visits)",
          Self.text(cell.spread, digits), "\(cell.updated)",
        ]).joined(separator: "\t") + "\n"
    }
    return text
  }

  private static func text(_ number: Double, _ digits: Int?) -> String {
    guard let digits else { return "\(number)" }
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let rounded = (number * scale).rounded() / scale
    return "\(rounded == 0 ? 0 : rounded)"
  }
}

extension ValueFile.Feature {
  init(_ feature: StateFeature) {
    name = feature.name
    var ranges: [String: String] = [:]
    if case .bins(let bins) = feature.cut {
      for bin in bins { ranges[bin.label] = bin.rangeText }
    }
    labels = feature.labels.map { label in ranges[label].map { "\(label)=\($0)" } ?? label }
  }
}

// Reading.
extension ValueFile {
  /// Reads the text; says what is wrong with it, and in which line.
  public init(reading text: String) throws(ValueFileError) {
    var features: [Feature] = []
    var actions: [String] = []
    var incidents = 0
    var origin = ""
    var lines: [Line] = []
    var isHeadOver = false
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard rows.first.map(String.init) == Self.header else {
      throw .notValues(line: 1, reason: "it does not begin with `\(Self.header)`")
    }
    for (index, row) in rows.enumerated().dropFirst() where !row.isEmpty {
      if row.first == "#" {
        Self.readHead(String(row), &features, &actions, &incidents, &origin)
      } else if !isHeadOver {
        isHeadOver = true
      } else {
        lines.append(try Self.line(row, number: index + 1, features: features))
      }
    }
    self.features = features
    self.actions = actions
    self.incidents = incidents
    self.origin = origin
    self.lines = lines
  }

  private static func readHead(
    _ row: String, _ features: inout [Feature], _ actions: inout [String],
    _ incidents: inout Int, _ origin: inout String
  ) {
    let words = row.split(separator: " ", maxSplits: 3).map(String.init)
    guard words.count == 4 || (words.count == 3 && words[1] == "actions:") else { return }
    func list(_ text: Substring) -> [String] {
      var items: [String] = [""]
      for part in text.split(separator: " ", omittingEmptySubsequences: false) {
        if part == "|" {
          items.append("")
        } else {
          items[items.count - 1] += (items[items.count - 1].isEmpty ? "" : " ") + part
        }
      }
      return items
    }
    guard let colon = row.firstIndex(of: ":") else { return }
    let rest = row[row.index(after: colon)...].drop { $0 == " " }
    switch words[1] {
    case "learned":
      incidents = Int(row.split(separator: " ").dropFirst(3).first ?? "") ?? 0
      origin = String(rest)
    case "state": features.append(Feature(name: String(words[2].dropLast()), labels: list(rest)))
    case "actions:": actions = list(rest)
    default: break
    }
  }

  private static func line(
    _ row: Substring, number: Int, features: [Feature]
  ) throws(ValueFileError) -> Line {
    let columns = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    guard columns.count == features.count + 5 else {
      throw .notValues(
        line: number, reason: "it has \(columns.count) columns, not \(features.count + 5)")
    }
    let rest = columns[features.count...].map { $0 }
    guard let value = Double(rest[1]), value.isFinite, let visits = Int(rest[2]), visits > 0,
      let spread = Double(rest[3]), spread.isFinite, spread >= 0, let updated = Int(rest[4])
    else {
      throw .notValues(
        line: number, reason: "a value, its visits, spread or last visit is no number")
    }
    return Line(
      labels: Array(columns[..<features.count]), action: rest[0],
      cell: ActionValues.Cell(value: value, visits: visits, spread: spread, updated: updated))
  }
}

// What a policy can use.
extension ValueFile {
  /// The values that a policy can use, matched by name, and the lines that it cannot.
  ///
  /// A line is kept where the policy has the same features, labels with the same ranges, and the
  /// action: reordering and adding labels or actions loses nothing.
  public func values(for policy: Policy) -> (values: ActionValues, lost: [Line]) {
    let now = policy.features.map(Feature.init)
    let places = now.map { feature in features.firstIndex { $0.name == feature.name } }
    let isSameSpace = places.allSatisfy { $0 != nil } && features.count == now.count
    guard isSameSpace else { return (.none, lines) }
    let labels = policy.features.map(\.labels)
    let known = Set(policy.actions.map(\.name))
    var cells: [ActionValues.Place: ActionValues.Cell] = [:]
    var lost: [Line] = []
    for line in lines {
      var state: Int? = 0
      for (index, place) in places.enumerated() {
        let label = line.labels[place ?? 0]
        let isSame = zip([features[place ?? 0]], [now[index]]).allSatisfy {
          $0.meaning(of: label) == $1.meaning(of: label)
        }
        guard isSame, let position = labels[index].firstIndex(of: label), let before = state else {
          state = nil
          break
        }
        state = before * labels[index].count + position
      }
      guard let state, known.contains(line.action) else {
        lost.append(line)
        continue
      }
      cells[ActionValues.Place(state: state, action: line.action)] = line.cell
    }
    return (ActionValues(cells), lost)
  }
}

extension ValueFile.Feature {
  /// The label with its range, as it was written; `nil` where there is no such label.
  func meaning(of label: String) -> String? {
    labels.first { $0 == label || $0.hasPrefix(label + "=") }
  }
}

/// Why a file of values cannot be used.
public enum ValueFileError: Error, Sendable, Hashable, CustomStringConvertible {
  case notValues(line: Int, reason: String)

  public var description: String {
    switch self {
    case .notValues(let line, let reason): "line \(line): \(reason)"
    }
  }
}

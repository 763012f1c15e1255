public import Conditions
internal import Documents

/// One feature of the state: a condition's value, cut into a few labels.
public struct StateFeature: Sendable {
  public let name: String
  public let source: Condition
  public let cut: Cut
  /// The label where the evidence is missing.
  public let noData: String

  /// How values become labels.
  public enum Cut: Sendable {
    /// Texts that are their own label; anything else has the label `otherwise`.
    case values([String], otherwise: String)
    /// Ranges of numbers that cover the line.
    case bins([Bin])
  }

  /// A label and its half-open range; a missing bound is open.
  public struct Bin: Sendable, Hashable {
    public let label: String
    public let from: Double?
    public let under: Double?

    /// The range in the words of the configuration, shares as numbers: `2 to under 4`.
    public var rangeText: String {
      switch (from, under) {
      case (nil, let under?): "under \(under)"
      case (let from?, let under?): "\(from) to under \(under)"
      case (let from?, nil): "\(from) or more"
      case (nil, nil): "any"
      }
    }

    /// Whether a number lies in the bin.
    public func contains(_ number: Double) -> Bool {
      (from.map { number >= $0 } ?? true) && (under.map { number < $0 } ?? true)
    }
  }

  /// All labels in declared order, those of missing evidence last.
  public var labels: [String] {
    var labels: [String] =
      switch cut {
      case .values(let values, let otherwise): values + [otherwise]
      case .bins(let bins): bins.map(\.label)
      }
    if !labels.contains(noData) { labels.append(noData) }
    var seen: Set<String> = []
    return labels.filter { seen.insert($0).inserted }
  }

  /// The label of what the evidence says.
  public func label(with facts: Facts) -> String {
    guard case .value(let value) = source.evaluate(facts) else { return noData }
    switch cut {
    case .values(let values, let otherwise):
      guard case .string(let text) = value else { return noData }
      return values.contains(text) ? text : otherwise
    case .bins(let bins):
      guard let number = value.number, !number.isNaN else { return noData }
      return bins.first { $0.contains(number) }?.label ?? noData
    }
  }
}

extension Value {
  /// A number of any type as a double.
  public var number: Double? {
    switch self {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    default: nil
    }
  }
}

extension StateFeature {
  /// Reads one feature.
  init?(name: String, _ fields: inout FieldReader) {
    let source = fields.required("from").flatMap { fields.condition(of: $0, expecting: nil) }
    let hasBins = fields.keys.contains("bins")
    let cut = hasBins ? Self.bins(&fields) : Self.values(&fields)
    let noData = fields.text("no_data")
    guard let source, let cut, let noData else { return nil }
    if hasBins, !source.type.isNumber {
      let place = fields.optional("from")?.span ?? fields.span
      fields.report([.binsNeedNumbers(name, at: place)])
      return nil
    }
    self.init(name: name, source: source, cut: cut, noData: noData)
  }

  private static func values(_ fields: inout FieldReader) -> Cut? {
    let isListThere = fields.required("values") != nil
    let values = fields.texts("values").map(\.text)
    _ = fields.optional("otherwise")
    guard isListThere else { return nil }
    guard let otherwise = fields.text("otherwise", unless: !values.isEmpty) else {
      return values.isEmpty ? nil : .values(values, otherwise: values[values.count - 1])
    }
    return .values(values, otherwise: otherwise)
  }

  private static func bins(_ fields: inout FieldReader) -> Cut? {
    guard let node = fields.optional("bins") else { return nil }
    let bins = fields.reading(node, as: "`bins`") { inner -> [Bin]? in
      let entries = inner.freeEntries
      let bins = entries.compactMap { entry -> Bin? in
        guard let text = inner.text(of: entry.value) else { return nil }
        if let bin = Bin(label: entry.key.text, range: text) { return bin }
        inner.report([.badBin(text, at: entry.value.span)])
        return nil
      }
      // A gap where a bin is wrong is that bin's mistake.
      return bins.count == entries.count && inner.isMapping ? bins : nil
    }
    guard let bins else { return nil }
    if let gap = uncovered(bins) { fields.report([.binsDoNotCover(gap, at: node.span)]) }
    return .bins(bins)
  }

  /// What keeps the bins from covering the line once each; `nil` when they do.
  private static func uncovered(_ bins: [Bin]) -> String? {
    if bins.isEmpty { return "there is no bin" }
    let sorted = bins.sorted { ($0.from ?? -.infinity) < ($1.from ?? -.infinity) }
    if let first = sorted.first?.from { return "nothing below \(first) has a bin" }
    for (left, right) in zip(sorted, sorted.dropFirst()) {
      guard let end = left.under, let start = right.from else {
        return "`\(left.label)` and `\(right.label)` overlap"
      }
      if start > end { return "there is a gap between `\(left.label)` and `\(right.label)`" }
      if start < end { return "`\(left.label)` and `\(right.label)` overlap" }
    }
    return sorted.last?.under.map { "nothing from \($0) on has a bin" }
  }
}

extension StateFeature.Bin {
  /// Reads `under 2`, `2 to under 4`, `4 or more`, each with `%` where it is a share.
  public init?(label: String, range text: String) {
    let words = text.split(separator: " ").map(String.init)
    func bound(_ word: String) -> Double? {
      word.last == "%" ? FieldReader.share(word) : FieldReader.decimal(word)
    }
    switch words.count {
    case 2 where words[0] == "under":
      guard let under = bound(words[1]) else { return nil }
      self.init(label: label, from: nil, under: under)
    case 3 where words[1] == "or" && words[2] == "more":
      guard let from = bound(words[0]) else { return nil }
      self.init(label: label, from: from, under: nil)
    case 4 where words[1] == "to" && words[2] == "under":
      guard let from = bound(words[0]), let under = bound(words[3]), from < under else {
        return nil
      }
      self.init(label: label, from: from, under: under)
    default: return nil
    }
  }
}

extension ConditionType {
  /// Whether values of the type can be put in bins.
  var isNumber: Bool { [.int, .uint, .double].contains(self) }
}

extension FieldReader {
  /// Reads text that may be missing only when `isOptional`.
  mutating func text(_ key: String, unless isOptional: Bool) -> String? {
    isOptional ? optionalText(key) : text(key)
  }
}

extension Diagnostic {
  static func badBin(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bad-bin", message: "`\(text)` is no range of a bin", span: span,
      help: ["write `under 2`, `2 to under 4` or `4 or more`"])
  }

  static func binsDoNotCover(_ gap: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bins-cover", message: "the bins do not cover every number once: \(gap)", span: span,
      help: ["let each bin begin where the one before it ends"])
  }

  static func binsNeedNumbers(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bins-need-numbers", message: "the feature `\(name)` has bins but no number",
      span: span, help: ["use `values:` for texts"])
  }
}

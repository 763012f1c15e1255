internal import Documents
internal import Incidents

/// Fires when the data have other columns than the catalog says.
struct SchemaDriftDetector: Detector {
  static let name = "schema_drift"
  static let summary = "Columns were added, removed, renamed or reordered against the catalog"
  static let needsProfilesOnly = true

  let kinds: [SchemaChange.Kind: ColumnSelection]

  init?(_ fields: inout FieldReader) {
    var kinds: [SchemaChange.Kind: ColumnSelection] = [:]
    for kind in [SchemaChange.Kind.added, .removed, .renamed, .reordered] {
      kinds[kind] = ColumnSelection(kind.rawValue, &fields)
    }
    if kinds.isEmpty, fields.isMapping {
      fields.report([.nothingToLookFor(at: fields.span, Self.name)])
    }
    self.kinds = kinds
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      switch scene.baselines.comparison(of: table) {
      case .unknown(let reason): return .unknown(["table.changes of \(table.name): \(reason)"])
      case .known(let comparison):
        let changes = comparison.changes.filter { kinds[$0.kind]?.contains($0.column) ?? false }
        return .fired(Detection(table: table.name, changes: changes, against: table.reference))
      }
    }
  }
}

extension Detection {
  /// What changed in the columns of one table; `nil` where nothing did.
  init?(table: String, changes: [SchemaChange], against reference: TableEvidence.Reference) {
    guard let first = changes.first else { return nil }
    self.init(
      table: table, column: first.column, value: Double(changes.count),
      explanation: changes.map { $0.words(against: reference) }.joined(separator: "; "))
  }
}

extension SchemaChange {
  /// The change as a clause of a sentence.
  func words(against reference: TableEvidence.Reference) -> String {
    let from = catalogType?.catalogText ?? ""
    let to = observedType?.catalogText ?? ""
    switch kind {
    case .added: return "column `\(column)` (\(to)) is new"
    case .removed: return "column `\(column)` (\(from)) is gone"
    case .renamed: return "column `\(column)` is now called `\(observedName)`"
    case .reordered: return "column `\(column)` stands at another place"
    case .widening, .narrowing, .incompatible:
      return "column `\(column)` holds \(to), \(reference.words) \(from) (\(kind.rawValue))"
    }
  }
}

/// `any`, or the names of the columns that are meant.
struct ColumnSelection: Sendable {
  private let names: [NamePattern]?

  /// Every column.
  static let any = ColumnSelection(names: nil)

  private init(names: [NamePattern]?) {
    self.names = names
  }

  /// Reads the value of a key; `nil` where it was not written.
  init?(_ key: String, _ fields: inout FieldReader) {
    guard let node = fields.optional(key) else { return nil }
    if node.isEmptyList { fields.report([.emptyScope(key, at: node.span)]) }
    let texts = fields.texts(key).map(\.text)
    names = texts == ["any"] ? nil : texts.map { NamePattern($0) }
  }

  /// Reads the value of a key that must be there.
  init?(required key: String, _ fields: inout FieldReader) {
    guard fields.required(key) != nil else { return nil }
    self.init(key, &fields)
  }

  /// Whether a column is there by its own name, and not only as one of many.
  func names(_ column: String) -> Bool {
    names?.contains { $0.example == column && $0.text == column } ?? false
  }

  func contains(_ column: String) -> Bool {
    names.map { $0.contains { $0.matches(column) } } ?? true
  }
}

extension TableEvidence.Reference {
  /// Who says what type a column has.
  var words: String {
    switch self {
    case .catalog: "the catalog says"
    case .history: "earlier batches had"
    }
  }
}

internal import Documents
internal import Incidents

/// Fires when a column of the data has another type than the catalog says.
struct TypeChangeDetector: Detector {
  static let name = "type_change"
  static let summary = "A column holds a wider, narrower or incompatible type"
  static let needsProfilesOnly = true

  let kinds: [TypeRelation]
  let columns: ColumnSelection?

  init?(_ fields: inout FieldReader) {
    let node = fields.required("kind")
    kinds = fields.words("kind", of: TypeRelation.self)
    columns = ColumnSelection("columns", &fields)
    guard let node else { return nil }
    if node.isEmptyList { fields.report([.nothingToLookFor(at: node.span, Self.name)]) }
  }

  func answer(in scene: DetectionScene) -> DetectorAnswer {
    scene.answer { table in
      switch scene.baselines.comparison(of: table) {
      case .unknown(let reason): return .unknown(["table.changes of \(table.name): \(reason)"])
      case .known(let comparison):
        let changes = comparison.changes.filter {
          isWanted($0.kind) && columns?.contains($0.column) ?? true
        }
        return .fired(Detection(table: table.name, changes: changes, against: table.reference))
      }
    }
  }

  private func isWanted(_ kind: SchemaChange.Kind) -> Bool {
    switch kind {
    case .widening: kinds.contains(.widening)
    case .narrowing: kinds.contains(.narrowing)
    case .incompatible: kinds.contains(.incompatible)
    case .added, .removed, .renamed, .reordered: false
    }
  }
}

extension Diagnostic {
  static func nothingToLookFor(at span: SourceSpan, _ detector: String) -> Diagnostic {
    Diagnostic(
      code: "empty-detector", message: "`\(detector)` looks for nothing", span: span,
      help: ["say what it is to find, as in `kintsugi explain \(detector)`"])
  }
}

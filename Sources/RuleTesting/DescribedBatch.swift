internal import Configurations
internal import Documents
internal import Incidents

/// What a batch is like, as far as somebody said: the usual one of a fixture, or a case's own.
struct DescribedBatch: Sendable {
  let span: SourceSpan
  var rows: Int?
  var duplicateRows: Int?
  /// In the order of the data.
  var columns: [DescribedColumn] = []
  /// How much later than the others it came.
  var delay: Duration?
  /// Which earlier batch it repeats, the one just before it being 1.
  var sameAs: Int?

  /// Reads what is usual: `rows`, `duplicate_rows` and `columns`.
  init(_ fields: inout FieldReader) {
    span = fields.span
    rows = fields.wholeNumber("rows", in: 0...1_000_000_000)
    duplicateRows = fields.wholeNumber("duplicate_rows", in: 0...1_000_000_000)
    guard let node = fields.optional("columns") else { return }
    let read: [DescribedColumn]? = fields.reading(node, as: "`columns`") { inner in
      inner.freeEntries.compactMap { entry in
        inner.reading(entry.value, as: "a column") {
          DescribedColumn(name: entry.key.text, &$0)
        }
      }
    }
    columns = read ?? []
  }

  /// Reads what is otherwise in one batch: the same, and `late` and `same_as`.
  static func change(_ fields: inout FieldReader) -> DescribedBatch {
    var batch = DescribedBatch(&fields)
    batch.delay = fields.duration("late")
    batch.sameAs = fields.wholeNumber("same_as", in: 1...DescribedHistory.mostBatches)
    return batch
  }

  /// This batch with what another description says instead; columns keep what it leaves open.
  func changed(by other: DescribedBatch?) -> DescribedBatch {
    guard let other else { return self }
    var changed = self
    changed.rows = other.rows ?? rows
    changed.duplicateRows = other.duplicateRows ?? duplicateRows
    changed.delay = other.delay ?? delay
    changed.sameAs = other.sameAs ?? sameAs
    for column in other.columns {
      if let place = changed.columns.firstIndex(where: { $0.name == column.name }) {
        changed.columns[place] = changed.columns[place].changed(by: column)
      } else {
        changed.columns.append(column)
      }
    }
    return changed
  }
}

/// A table of which a test says what its daily batches are like.
///
/// Every figure swings from day to day by a share of itself, the same way in every run; the batch
/// in question has exactly what is written.
struct DescribedHistory: Sendable {
  /// The table; `nil` for the first that the project's pipelines read.
  let table: String?
  /// How many batches came before the one in question.
  let batches: Int
  /// How far figures go up and down, as a share.
  let swing: Double
  let usual: DescribedBatch

  static let mostBatches = 1000

  init(_ fields: inout FieldReader) {
    table = fields.optionalText("table")
    batches = fields.wholeNumber("batches", in: 0...Self.mostBatches) ?? 60
    swing = fields.share("swing", in: 0...0.5) ?? 0.03
    usual = DescribedBatch(&fields)
    fields.report(usual.columns.flatMap(\.mistakes))
  }

  /// What a case's own batch says that cannot be.
  func mistakes(of change: DescribedBatch) -> [Diagnostic] {
    let changed = usual.changed(by: change)
    var found = changed.columns.flatMap(\.mistakes)
    if let back = change.sameAs, back > batches {
      found.append(
        .badDescription(
          "there are only \(batches) earlier batches", "`same_as: 1` is the one just before",
          at: change.span))
    }
    return found
  }
}

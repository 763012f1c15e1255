public import Conditions

/// A dotted path of the evidence schema, as `table.null_rate`, with what it leads to.
public struct EvidencePath: Sendable {
  /// The path as conditions write it.
  public let path: String
  public let type: ConditionType
  /// One sentence for people.
  public let documentation: String
  /// Whether it may be absent, so that a condition must ask `has` first.
  public let isOptional: Bool
  /// The fields and look-ups below it, with their sentences; empty for plain values.
  public let members: [Member]

  /// Something that stands behind a dot.
  public struct Member: Sendable {
    public let name: String
    public let type: String
    public let documentation: String
  }

  /// Looks a path up in everything that conditions may read; `nil` where there is no such path.
  ///
  /// Lists are walked through: `table.changes.lossless` is a field of each change.
  public init?(_ path: String) {
    var fields = Self.variables
    var found: Field?
    for name in path.split(separator: ".", omittingEmptySubsequences: false) {
      guard let field = fields.first(where: { $0.name == name && !$0.isHidden }) else {
        return nil
      }
      found = field
      fields = Self.record(of: field.type)?.fields ?? []
    }
    guard let found else { return nil }
    self.path = path
    type = found.type
    documentation = found.documentation
    isOptional = found.isOptional
    members = Self.record(of: found.type).map(Self.members) ?? []
  }

  /// Every path of the schema up to two dots, in its order: for suggestions.
  public static var all: [String] {
    variables.flatMap { variable in
      [variable.name]
        + (record(of: variable.type)?.fields ?? []).filter { !$0.isHidden }
        .map { "\(variable.name).\($0.name)" }
    }
  }

  private static var variables: [Field] {
    EvidenceSchema.evidence + EvidenceSchema.findings + EvidenceSchema.proposal
      + EvidenceSchema.judged
  }

  private static func members(of record: RecordType) -> [Member] {
    record.fields.filter { !$0.isHidden }.map {
      Member(name: $0.name, type: "\($0.type)", documentation: $0.documentation)
    }
      + record.methods.map {
        Member(name: "\($0.name)(…)", type: "", documentation: $0.documentation)
      }
  }

  private static func record(of type: ConditionType) -> RecordType? {
    switch type {
    case .record(let name): EvidenceSchema.records.first { $0.name == name }
    case .list(let element), .optional(let element): record(of: element)
    default: nil
    }
  }
}

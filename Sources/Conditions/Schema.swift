/// A variable of the schema or a field of a record.
public struct Field: Sendable {
  public let name: String
  public let type: ConditionType
  /// One sentence for people.
  public let documentation: String
  /// The greatest number of items of a list or map, or of bytes of a text.
  public let maximumSize: Int
  /// Read by methods of the record only: conditions cannot name it.
  public let isHidden: Bool
  /// It may be absent, which is not the same as unknown: conditions must ask `has` first.
  public let isOptional: Bool

  public init(
    name: String, type: ConditionType, documentation: String = "", maximumSize: Int? = nil,
    isHidden: Bool = false, isOptional: Bool = false
  ) {
    self.name = name
    self.type = type
    self.documentation = documentation
    self.maximumSize = maximumSize ?? Self.usualMaximum(of: type)
    self.isHidden = isHidden
    self.isOptional = isOptional
  }

  /// Most lists of evidence are short, most texts a line.
  private static func usualMaximum(of type: ConditionType) -> Int {
    switch type {
    case .list, .map: 1_000
    case .string, .bytes: 1_024
    case .dyn, .opaque, .parameter, .variable, .mistaken, .optional, .record: 1_024
    case .null, .bool, .int, .uint, .double, .duration, .timestamp, .type: 1
    }
  }
}

/// A method of a record: a look-up in one of its fields, which may be hidden.
public struct RecordMethod: Sendable {
  /// What the look-up gives.
  public enum Answer: Sendable {
    /// The entry of a map of that key, or the value where there is none.
    case entry(otherwise: Value)
    /// Whether a list has that element, or a map that key.
    case membership
  }

  public let name: String
  /// The field that is looked into; unknown when it is.
  public let field: String
  public let answer: Answer
  public let documentation: String

  public init(name: String, field: String, answer: Answer, documentation: String = "") {
    self.name = name
    self.field = field
    self.answer = answer
    self.documentation = documentation
  }
}

/// A kind of record: its fields are known and typed.
public struct RecordType: Sendable {
  public let name: String
  public let fields: [Field]
  public let methods: [RecordMethod]
  let index: [String: Int]

  public init(name: String, fields: [Field], methods: [RecordMethod] = []) {
    self.name = name
    self.fields = fields
    self.methods = methods
    index = Dictionary(fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { a, _ in a })
  }
}

/// A function that the host adds to the language; functions of one name are its overloads.
public struct HostFunction: Sendable {
  /// Why a call failed.
  public struct Failure: Error, Sendable {
    public let message: String

    public init(_ message: String) { self.message = message }
  }

  public typealias Body = @Sendable ([Value]) -> Result<Value, Failure>

  public let name: String
  public let parameters: [ConditionType]
  public let result: ConditionType
  /// The price of a call in cost units.
  public let cost: Int
  /// Called as `x.name(y)`: the first parameter is `x`.
  public let isMember: Bool
  public let documentation: String
  let body: Body

  /// Declares a pure function: the same arguments always give the same result.
  public init(
    name: String, parameters: [ConditionType], result: ConditionType, cost: Int = 1,
    isMember: Bool = false, documentation: String = "", body: @escaping Body
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.cost = cost
    self.isMember = isMember
    self.documentation = documentation
    self.body = body
  }

  /// Whether these are values that the function takes.
  func accepts(_ values: [Value]) -> Bool {
    values.count == parameters.count
      && zip(values, parameters).allSatisfy { Self.accepts($0, as: $1) }
  }

  private static func accepts(_ value: Value, as type: ConditionType) -> Bool {
    switch (type, value) {
    case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double),
      (.string, .string), (.bytes, .bytes), (.duration, .duration), (.timestamp, .timestamp),
      (.type, .type), (.list, .list), (.map, .map), (.optional, .optional), (.record, .record),
      (.dyn, _), (.parameter, _):
      true
    default: false
    }
  }
}

/// Everything that conditions may name: closed and typed.
public struct Schema: Sendable {
  public let records: [RecordType]
  /// The variables; their names may have dots in them.
  public let variables: [Field]
  public let functions: [HostFunction]
  /// The name space in which names are looked up first, as `com.example`; empty for none.
  public let container: String

  let recordIndex: [String: Int]
  let functionIndex: [String: [Int]]
  let layout: Layout

  public init(
    records: [RecordType] = [], variables: [Field], functions: [HostFunction] = [],
    container: String = ""
  ) {
    self.records = records
    self.variables = variables
    self.functions = functions
    self.container = container
    recordIndex = Dictionary(
      records.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    functionIndex = Dictionary(
      functions.enumerated().map { ($1.name, [$0]) }, uniquingKeysWith: { $0 + $1 })
    layout = Layout(records: records, variables: variables)
  }

  /// The record type of a name.
  func record(_ name: String) -> RecordType? { recordIndex[name].map { records[$0] } }
}

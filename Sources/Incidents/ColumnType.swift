/// The type of a column, in the words of the Hive catalog, with what may become what without loss.
public enum ColumnType: Sendable, Hashable {
  case boolean, tinyint, smallint, int, bigint, float, double
  case decimal(precision: Int, scale: Int)
  case date, timestamp, string, binary
  /// A type that we do not look into (`array<…>`, `struct<…>`), by its catalog text.
  case other(String)

  /// Reads the catalog's text, in any case: `int`, `decimal(10,2)`, `varchar(20)`.
  public init(catalog text: String) {
    let name = text.lowercased().filter { $0 != " " }
    if let plain = Self.plain[name] {
      self = plain
    } else if let decimal = Self.decimal(name) {
      self = decimal
    } else if name.hasPrefix("varchar(") || name.hasPrefix("char(") {
      self = .string
    } else {
      self = .other(name)
    }
  }

  /// The type that `decimal(10,2)` names; `nil` for other text, and for bounds that Hive has not.
  private static func decimal(_ name: String) -> ColumnType? {
    guard name.hasPrefix("decimal("), name.hasSuffix(")") else { return nil }
    let parts = name.dropFirst("decimal(".count).dropLast()
      .split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { $0.utf8.first == UInt8(ascii: "+") ? nil : Int($0) }
    guard (1...2).contains(parts.count), numbers.count == parts.count,
      (1...38).contains(numbers[0]), (0...numbers[0]).contains(numbers.count > 1 ? numbers[1] : 0)
    else { return nil }
    return .decimal(precision: numbers[0], scale: numbers.count > 1 ? numbers[1] : 0)
  }

  private static let plain: [String: ColumnType] = [
    "boolean": .boolean, "tinyint": .tinyint, "byte": .tinyint, "smallint": .smallint,
    "short": .smallint, "int": .int, "integer": .int, "bigint": .bigint, "long": .bigint,
    "float": .float, "double": .double, "decimal": .decimal(precision: 10, scale: 0),
    "date": .date, "timestamp": .timestamp, "string": .string, "varchar": .string,
    "binary": .binary,
  ]

  /// The text that a catalog holds.
  public var catalogText: String {
    switch self {
    case .boolean: "boolean"
    case .tinyint: "tinyint"
    case .smallint: "smallint"
    case .int: "int"
    case .bigint: "bigint"
    case .float: "float"
    case .double: "double"
    case .decimal(let precision, let scale): "decimal(\(precision),\(scale))"
    case .date: "date"
    case .timestamp: "timestamp"
    case .string: "string"
    case .binary: "binary"
    case .other(let text): text
    }
  }

  /// The whole decimal digits that an integer type can hold at most; `nil` for other types.
  private var integerDigits: Int? {
    switch self {
    case .tinyint: 3
    case .smallint: 5
    case .int: 10
    case .bigint: 19
    default: nil
    }
  }

  /// Whether every value of this type is a value of `wider` too, digit for digit.
  ///
  /// The lattice: tinyint < smallint < int < bigint; integers below 2⁵³ < double; float < double;
  /// integers and decimals < decimals with room for their digits; date < timestamp. A type is not
  /// wider than itself, and text is no widening of anything: it loses the meaning of the value.
  public func widens(to wider: ColumnType) -> Bool {
    if self == wider { return false }
    switch (self, wider) {
    case (.float, .double), (.date, .timestamp): return true
    case (.tinyint, .float), (.smallint, .float): return true
    case (.tinyint, .double), (.smallint, .double), (.int, .double): return true
    case (.decimal(let precision, let scale), .decimal(let more, let finer)):
      return finer >= scale && more - finer >= precision - scale
    case (_, .decimal(let precision, let scale)):
      guard let digits = integerDigits else { return false }
      return precision - scale >= digits
    default:
      guard let digits = integerDigits, let room = wider.integerDigits else { return false }
      return digits < room
    }
  }
}

/// How the type in the data stands to the type in the catalog.
public enum TypeRelation: String, Sendable, Hashable, Codable, CaseIterable {
  /// The data hold more than the catalog says; following them loses nothing.
  case widening
  /// The data hold less than the catalog says.
  case narrowing
  /// Neither holds the other.
  case incompatible

  /// Compares what the catalog says with what the data hold; `nil` when they agree.
  public init?(catalog: ColumnType, observed: ColumnType) {
    if catalog == observed { return nil }
    if catalog.widens(to: observed) {
      self = .widening
    } else if observed.widens(to: catalog) {
      self = .narrowing
    } else {
      self = .incompatible
    }
  }
}

extension ColumnType: Codable {
  public init(from decoder: any Decoder) throws {
    self.init(catalog: try decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(catalogText)
  }
}

/// One column of a schema.
public struct Column: Sendable, Hashable, Codable {
  public let name: String
  public let type: ColumnType

  public init(name: String, type: ColumnType) {
    self.name = name
    self.type = type
  }
}

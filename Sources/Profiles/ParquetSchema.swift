import Incidents

/// One element of a schema, as the footer lists them: a group before its children.
struct ParquetElement {
  private(set) var name = ""
  private(set) var physical: Int?
  private(set) var width: Int?
  /// 0 required, 1 optional, 2 repeated.
  private(set) var repetition = 0
  private(set) var children = 0
  private(set) var converted: Int?
  private(set) var scale: Int?
  private(set) var precision: Int?
  private(set) var logical: ParquetLogical?

  /// Reads a `SchemaElement`.
  init(_ reader: inout ThriftReader, in bytes: [UInt8]) throws(ReadFailure) {
    var element = Self()
    var isNamed = false
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1: element.physical = try reader.readInteger(field, in: 0...7)
      case 2: element.width = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 3: element.repetition = try reader.readInteger(field, in: 0...2)
      case 4:
        element.name = String(decoding: bytes[try reader.readBinary(field)], as: UTF8.self)
        isNamed = true
      case 5: element.children = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 6: element.converted = try reader.readInteger(field, in: 0...255)
      case 7: element.scale = try reader.readInteger(field, in: 0...255)
      case 8: element.precision = try reader.readInteger(field, in: 0...255)
      case 10:
        try reader.expect(field, .structure)
        element.logical = try ParquetLogical(&reader)
      default: try reader.skip(field)
      }
    }
    guard isNamed else { throw reader.malformed("a column without a name") }
    self = element
  }

  private init() {}
}

/// The `LogicalType` of a column: which member of the union, and its fields.
struct ParquetLogical {
  /// The member's number in `parquet.thrift`; 0 for none.
  private(set) var member = 0
  private(set) var scale: Int?
  private(set) var precision: Int?
  private(set) var bits = 64
  private(set) var isSigned = true
  private(set) var isUTC = false
  /// 1 milliseconds, 2 microseconds, 3 nanoseconds.
  private(set) var unit = 2

  init(_ reader: inout ThriftReader) throws(ReadFailure) {
    var logical = Self()
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      logical.member = field.id
      switch field.id {
      case 5, 7, 8, 10:
        try reader.expect(field, .structure)
        try logical.readFields(&reader)
      default: try reader.skip(field)
      }
    }
    self = logical
  }

  private init() {}

  private mutating func readFields(_ reader: inout ThriftReader) throws(ReadFailure) {
    var logical = self
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch (logical.member, field.id) {
      case (5, 1): logical.scale = try reader.readInteger(field, in: 0...255)
      case (5, 2): logical.precision = try reader.readInteger(field, in: 0...255)
      case (7, 1), (8, 1): logical.isUTC = try reader.readBoolean(field)
      case (7, 2), (8, 2):
        try reader.expect(field, .structure)
        try logical.readUnit(&reader)
      case (10, 1): logical.bits = try reader.readInteger(field, in: 8...64)
      case (10, 2): logical.isSigned = try reader.readBoolean(field)
      default: try reader.skip(field)
      }
    }
    self = logical
  }

  private mutating func readUnit(_ reader: inout ThriftReader) throws(ReadFailure) {
    var unit = self.unit
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      unit = field.id
      try reader.skip(field)
    }
    self.unit = unit
  }
}

/// A column of a table: one child of the schema's root.
struct ParquetColumn {
  let name: String
  let type: ColumnType
  /// How many columns of values lie below it.
  let leafCount: Int
  /// What its values are, when it is one plain column; `nil` for what is nested or repeated.
  let leaf: ParquetLeaf?
}

/// The tree in the flat list of elements.
struct ParquetSchema {
  private let elements: [ParquetElement]

  init(_ elements: [ParquetElement]) {
    self.elements = elements
  }

  /// The columns with their types in the words of the catalog.
  func columns() throws(ReadFailure) -> [ParquetColumn] {
    guard let root = elements.first, root.children <= elements.count else { throw misshapen() }
    guard root.children <= ProfileLimits.columns else {
      throw .unread("the schema has more than \(ProfileLimits.columns) columns")
    }
    var next = 1
    var columns: [ParquetColumn] = []
    for _ in 0..<root.children { columns.append(try column(&next)) }
    guard next == elements.count else { throw misshapen() }
    return columns
  }

  private func column(_ next: inout Int) throws(ReadFailure) -> ParquetColumn {
    guard next < elements.count else { throw misshapen() }
    let element = elements[next]
    let start = next
    let type = try type(&next, depth: 0)
    let leafCount = elements[start..<next].count { $0.children == 0 }
    let isPlain = element.children == 0 && element.repetition != 2
    return ParquetColumn(
      name: element.name, type: type, leafCount: leafCount,
      leaf: isPlain ? try ParquetLeaf(element) : nil)
  }

  /// The type of the element at `next`; steps behind it and its children.
  private func type(_ next: inout Int, depth: Int) throws(ReadFailure) -> ColumnType {
    guard next < elements.count, depth < ProfileLimits.depth else { throw misshapen() }
    let element = elements[next]
    next += 1
    let single =
      element.children == 0
      ? try ParquetLeaf(element).type : try group(element, &next, depth: depth + 1)
    return element.repetition == 2 && depth == 0
      ? .other("array<\(single.catalogText)>") : single
  }

  private func group(
    _ element: ParquetElement, _ next: inout Int, depth: Int
  ) throws(ReadFailure) -> ColumnType {
    let isList = element.logical?.member == 3 || element.converted == 3
    let isMap = element.logical?.member == 2 || element.converted == 1 || element.converted == 2
    if (isList || isMap), element.children == 1, next < elements.count {
      let inner = elements[next]
      if isList { return try list(of: inner, &next, depth: depth) }
      if inner.children == 2 {
        next += 1
        let key = try type(&next, depth: depth + 1)
        let value = try type(&next, depth: depth + 1)
        return .other("map<\(key.catalogText),\(value.catalogText)>")
      }
    }
    var fields: [String] = []
    for _ in 0..<min(element.children, elements.count) {
      guard next < elements.count else { throw misshapen() }
      let name = elements[next].name
      fields.append("\(name):\(try type(&next, depth: depth + 1).catalogText)")
    }
    return .other("struct<\(fields.joined(separator: ","))>")
  }

  /// A list has a repeated group around its element; old writers leave the group out, or call it
  /// `array` or `…_tuple` when it is the element itself (parquet-format, `LogicalTypes.md`).
  private func list(
    of inner: ParquetElement, _ next: inout Int, depth: Int
  ) throws(ReadFailure) -> ColumnType {
    let isWrapper =
      inner.children == 1 && inner.name != "array" && !inner.name.hasSuffix("_tuple")
    if isWrapper { next += 1 }
    return .other("array<\(try type(&next, depth: depth + 1).catalogText)>")
  }

  private func misshapen() -> ReadFailure {
    .damaged("the footer is malformed: the schema is no tree")
  }
}

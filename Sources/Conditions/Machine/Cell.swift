/// What a cell holds.
enum Tag: UInt8 {
  case null, bool, int, uint, double, string, bytes, duration, timestamp, type, list, map,
    optional, record, unknown, error
}

/// A value inside the machine: sixteen bytes, copied freely, without reference counts.
///
/// `word` is the value itself or the address of its parts; `meta` has the tag in its lowest byte.
/// Text: the length above bit 32 and its first three bytes between, so that most unequal texts are
/// told apart by one comparison. Lists and maps: the count above bit 32. Timestamps: nanoseconds
/// above bit 32. Records: the number of fields above bit 8, the record type above bit 32.
/// Unknowns: `word` has a bit for each field that is waited for. Whoever owns the parts (facts,
/// program, arena) outlives the cell.
struct Cell {
  var word: UInt64
  var meta: UInt64

  @inline(__always)
  init(_ tag: Tag, _ word: UInt64 = 0, count: Int = 0) {
    self.word = word
    meta = UInt64(tag.rawValue) | UInt64(truncatingIfNeeded: count) << 32
  }

  @inline(__always)
  init(_ tag: Tag, parts: UnsafeMutablePointer<Cell>?, count: Int) {
    self.init(tag, UInt64(UInt(bitPattern: parts)), count: count)
  }

  @inline(__always) init(_ value: Bool) { self.init(.bool, value ? 1 : 0) }
  @inline(__always) init(_ value: Int64) { self.init(.int, UInt64(bitPattern: value)) }
  @inline(__always) init(_ value: UInt64) { self.init(.uint, value) }
  @inline(__always) init(_ value: Double) { self.init(.double, value.bitPattern) }

  /// Text or bytes that live elsewhere.
  @inline(__always)
  init(_ tag: Tag, bytes: UnsafeBufferPointer<UInt8>) {
    word = UInt64(UInt(bitPattern: bytes.baseAddress))
    var prefix: UInt64 = 0
    if bytes.count > 0 { prefix |= UInt64(bytes[0]) << 8 }
    if bytes.count > 1 { prefix |= UInt64(bytes[1]) << 16 }
    if bytes.count > 2 { prefix |= UInt64(bytes[2]) << 24 }
    meta = UInt64(tag.rawValue) | prefix | UInt64(truncatingIfNeeded: bytes.count) << 32
  }

  /// A record: a row of fields, and which record type of the schema it is of.
  @inline(__always)
  init(record type: Int, parts: UnsafeMutablePointer<Cell>?, fieldCount: Int) {
    self.init(.record, parts: parts, count: type)
    meta |= UInt64(truncatingIfNeeded: fieldCount & 0xFF_FFFF) << 8
  }

  static var null: Cell { Cell(.null) }

  /// The number of fields of a record.
  var fieldCount: Int { Int(meta >> 8 & 0xFF_FFFF) }

  @inline(__always) var rawTag: UInt8 { UInt8(truncatingIfNeeded: meta) }
  @inline(__always) var tag: Tag { Tag(rawValue: rawTag) ?? .null }
  @inline(__always) func has(_ tag: Tag) -> Bool { rawTag == tag.rawValue }
  /// An error or an unknown: not a value.
  @inline(__always) var isFault: Bool { rawTag >= Tag.unknown.rawValue }

  @inline(__always) var isTrue: Bool { word != 0 }
  @inline(__always) var int: Int64 { Int64(bitPattern: word) }
  @inline(__always) var uint: UInt64 { word }
  @inline(__always) var double: Double { Double(bitPattern: word) }
  @inline(__always) var count: Int { Int(meta >> 32) }
  @inline(__always) var nanoseconds: Int32 { Int32(truncatingIfNeeded: meta >> 32) }

  @inline(__always)
  var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafePointer(bitPattern: UInt(word)), count: count)
  }

  /// The elements of a list, the fields of a record, the value of an optional.
  @inline(__always)
  var parts: UnsafeMutablePointer<Cell>? { UnsafeMutablePointer(bitPattern: UInt(word)) }

  var elements: UnsafeBufferPointer<Cell> {
    UnsafeBufferPointer(start: UnsafePointer(parts), count: count)
  }

  /// The value of an optional; `nil` for none.
  var wrapped: Cell? { parts?.pointee }

  static func timestamp(_ seconds: Int64, _ nanoseconds: Int32) -> Cell {
    var cell = Cell(.timestamp, UInt64(bitPattern: seconds))
    cell.meta |= UInt64(UInt32(bitPattern: nanoseconds)) << 32
    return cell
  }

  static func duration(_ nanoseconds: Int64) -> Cell {
    Cell(.duration, UInt64(bitPattern: nanoseconds))
  }

  /// An error; where it came about is filled in by the machine.
  static func fault(_ code: FaultCode, at node: Int32 = -1) -> Cell {
    Cell(.error, UInt64(code.rawValue) | UInt64(UInt32(bitPattern: node)) << 32)
  }

  var fault: (code: FaultCode, node: Int32) {
    (
      FaultCode(rawValue: UInt16(truncatingIfNeeded: word)) ?? .noSuchOverload,
      Int32(truncatingIfNeeded: word >> 32)
    )
  }

  /// A number that stands for itself in any numeric type.
  @inline(__always)
  var isNumber: Bool { rawTag >= Tag.int.rawValue && rawTag <= Tag.double.rawValue }
}

/// Why an evaluation failed.
enum FaultCode: UInt16 {
  case noSuchOverload, divisionByZero, overflow, noSuchKey, indexOutOfRange, repeatedKey,
    badKey, unknownName, unknownFunction, badConversion, badFormat, badPattern, badZone,
    emptyOptional, badArgument, invalidText, tooExpensive, tooMuchMemory, outOfRange, host,
    otherSchema, noSuchField

  /// The message for a person.
  var message: String {
    switch self {
    case .noSuchOverload: "no such operation for values of these types"
    case .divisionByZero: "division by zero"
    case .overflow: "the result is out of the range of its type"
    case .noSuchKey: "no such key"
    case .indexOutOfRange: "the index is out of range"
    case .repeatedKey: "a key is there twice"
    case .badKey: "a value of this type cannot be a key"
    case .unknownName: "undeclared name"
    case .unknownFunction: "unknown function"
    case .badConversion: "the value cannot be converted"
    case .badFormat: "the format does not fit its arguments"
    case .badPattern: "not a pattern of RE2"
    case .badZone: "not a time zone"
    case .emptyOptional: "the optional has no value"
    case .badArgument: "the argument is out of range"
    case .invalidText: "not valid UTF-8"
    case .tooExpensive: "the evaluation costs too much"
    case .tooMuchMemory: "the evaluation needs too much memory"
    case .outOfRange: "out of the range of times"
    case .host: "a function failed"
    case .otherSchema: "the facts are of another schema than the condition"
    case .noSuchField: "no such field"
    }
  }

  /// Ends the whole evaluation: `||` does not absorb it.
  var isFinal: Bool {
    switch self {
    case .tooExpensive, .tooMuchMemory, .otherSchema: true
    case .noSuchOverload, .divisionByZero, .overflow, .noSuchKey, .indexOutOfRange, .repeatedKey,
      .badKey, .unknownName, .unknownFunction, .badConversion, .badFormat, .badPattern, .badZone,
      .emptyOptional, .badArgument, .invalidText, .outOfRange, .host, .noSuchField:
      false
    }
  }
}

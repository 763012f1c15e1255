import Incidents

/// Reads the compact protocol of Thrift, in which Parquet writes its footer.
///
/// Every length is checked against what is left, and nesting is bounded, so reading costs no more
/// than the bytes: each element of a list takes at least one.
struct ThriftReader {
  /// The types of the protocol.
  enum Kind: UInt8 {
    case yes = 1, no, byte, int16, int32, int64, double, binary, list, set, map, structure
  }

  /// The head of one field of a structure.
  struct Field {
    let id: Int
    let kind: Kind
  }

  private let bytes: [UInt8]
  private let end: Int
  private(set) var position: Int
  private var depth = 0

  init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  /// Reads a structure: `body` gets each field and has to read or skip its value.
  mutating func readStructure(
    _ body: (inout ThriftReader, Field) throws(ReadFailure) -> Void
  ) throws(ReadFailure) {
    try enter()
    var id = 0
    while true {
      let head = try readByte()
      if head == 0 { break }
      guard let kind = Kind(rawValue: head & 0x0F) else { throw malformed("an unknown type") }
      id = head >> 4 == 0 ? Int(Int16(truncatingIfNeeded: try readZigzag())) : id + Int(head >> 4)
      try body(&self, Field(id: id, kind: kind))
    }
    depth -= 1
  }

  /// Reads a list of structures or texts: `body` reads one element.
  mutating func readList(
    _ field: Field, of element: Kind, _ body: (inout ThriftReader) throws(ReadFailure) -> Void
  ) throws(ReadFailure) {
    try expect(field, .list)
    let (kind, count) = try readListHead()
    guard kind == element || count == 0 else { throw malformed("a list of another type") }
    for _ in 0..<count { try body(&self) }
  }

  /// Reads a whole number of any width.
  mutating func readInteger(_ field: Field) throws(ReadFailure) -> Int64 {
    switch field.kind {
    case .int16, .int32, .int64: return try readZigzag()
    case .byte: return Int64(Int8(bitPattern: try readByte()))
    default: throw malformed("a field of another type")
    }
  }

  /// Reads a whole number that has to be in a range.
  mutating func readInteger(
    _ field: Field, in range: ClosedRange<Int64>
  ) throws(ReadFailure) -> Int {
    let value = try readInteger(field)
    guard range.contains(value) else { throw malformed("a number out of its range") }
    return Int(value)
  }

  /// Reads a truth value, which a field carries in its type.
  mutating func readBoolean(_ field: Field) throws(ReadFailure) -> Bool {
    switch field.kind {
    case .yes: return true
    case .no: return false
    default: throw malformed("a field of another type")
    }
  }

  /// Reads bytes or text and returns their place.
  mutating func readBinary(_ field: Field) throws(ReadFailure) -> Range<Int> {
    try expect(field, .binary)
    return try readBinary()
  }

  /// Steps over the value of a field.
  mutating func skip(_ field: Field) throws(ReadFailure) {
    try skip(field.kind, inList: false)
  }

  /// Checks the type of a field.
  func expect(_ field: Field, _ kind: Kind) throws(ReadFailure) {
    guard field.kind == kind else { throw malformed("a field of another type") }
  }

  /// Damage at the place where the reader is.
  func malformed(_ reason: String) -> ReadFailure {
    .damaged("the footer is malformed: \(reason)", offset: position)
  }

  private mutating func skip(_ kind: Kind, inList: Bool) throws(ReadFailure) {
    switch kind {
    case .yes, .no: if inList { try advance(1) }
    case .byte: try advance(1)
    case .int16, .int32, .int64: _ = try readVarint()
    case .double: try advance(8)
    case .binary: _ = try readBinary()
    case .list, .set: try skipList()
    case .map: try skipMap()
    case .structure:
      try readStructure { (reader, field) throws(ReadFailure) in try reader.skip(field) }
    }
  }

  private mutating func skipList() throws(ReadFailure) {
    try enter()
    let (kind, count) = try readListHead()
    for _ in 0..<count { try skip(kind, inList: true) }
    depth -= 1
  }

  private mutating func skipMap() throws(ReadFailure) {
    try enter()
    let claimed = try readVarint()
    let count = try checked(count: claimed)
    if count > 0 {
      let kinds = try readByte()
      guard let key = Kind(rawValue: kinds >> 4), let value = Kind(rawValue: kinds & 0x0F) else {
        throw malformed("an unknown type")
      }
      for _ in 0..<count {
        try skip(key, inList: true)
        try skip(value, inList: true)
      }
    }
    depth -= 1
  }

  private mutating func readListHead() throws(ReadFailure) -> (Kind, Int) {
    let head = try readByte()
    let claimed = head >> 4 == 15 ? try readVarint() : UInt64(head >> 4)
    let count = try checked(count: claimed)
    if count == 0 { return (.byte, 0) }
    guard let kind = Kind(rawValue: head & 0x0F) else { throw malformed("an unknown type") }
    return (kind, count)
  }

  private mutating func readBinary() throws(ReadFailure) -> Range<Int> {
    let claimed = try readVarint()
    let count = try checked(count: claimed)
    let range = position..<(position + count)
    position += count
    return range
  }

  // Asked only when the count has been read: read within the argument, `self` would be taken
  // before, and the check would see the place in front of the count.
  private func checked(count: UInt64) throws(ReadFailure) -> Int {
    guard count <= UInt64(end - position) else { throw malformed("a length beyond its end") }
    return Int(count)
  }

  private mutating func enter() throws(ReadFailure) {
    guard depth < ProfileLimits.depth else { throw malformed("it nests too deep") }
    depth += 1
  }

  private mutating func advance(_ count: Int) throws(ReadFailure) {
    guard count <= end - position else { throw malformed("it ends early") }
    position += count
  }

  private mutating func readByte() throws(ReadFailure) -> UInt8 {
    try advance(1)
    return bytes[position - 1]
  }

  private mutating func readVarint() throws(ReadFailure) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try readByte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw malformed("a number without end")
  }

  private mutating func readZigzag() throws(ReadFailure) -> Int64 {
    let value = try readVarint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }
}

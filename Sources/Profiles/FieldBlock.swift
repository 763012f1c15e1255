/// The fields of some rows of CSV, as places in a text, row after row.
struct FieldBlock {
  /// The bytes of one field.
  struct Field {
    private let offset: UInt32
    private let length: UInt32

    init(start: Int, end: Int, isUnescaped: Bool = false) {
      offset = UInt32(truncatingIfNeeded: start)
      length = UInt32(truncatingIfNeeded: (end &- start) << 1 | (isUnescaped ? 1 : 0))
    }

    var start: Int { Int(offset) }
    var count: Int { Int(length >> 1) }
    /// The place is one in `unescaped`, not in the text.
    var isUnescaped: Bool { length & 1 == 1 }
  }

  /// The room for fields; only the first `width * rows` mean something.
  var fields: [Field] = []
  /// The fields of each row.
  var width = 0
  var rows = 0
  /// The text of the fields that hold doubled quotes.
  var unescaped: [UInt8] = []

  /// Forgets all rows, and makes room for so many fields.
  mutating func begin(width: Int, room: Int) {
    self.width = width
    rows = 0
    unescaped.removeAll(keepingCapacity: true)
    if fields.count < room {
      fields = [Field](repeating: Field(start: 0, end: 0), count: room)
    }
  }

  /// Makes room for more fields behind those that are there.
  mutating func grow() {
    fields += [Field](repeating: Field(start: 0, end: 0), count: fields.count)
  }
}

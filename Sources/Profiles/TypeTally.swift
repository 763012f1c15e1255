import Incidents

/// The nulls and types of one column, and nothing else.
struct TypeTally: CellTally {
  let name: [UInt8]
  private let fit: CatalogFit?
  private let leaf: ParquetLeaf?
  private var types = TypeSet.undecided
  private var fitsCatalog: Bool
  private var values = 0
  /// Whether a further value can change nothing.
  private var isDecided = false
  /// The last value: neighbours are often the same.
  private var low: UInt64 = 0
  private var tag: UInt32 = .max

  init(name: [UInt8], settings: ColumnSettings) {
    self.name = name
    fit = settings.fit
    leaf = settings.leaf
    fitsCatalog = fit != nil
    isDecided = leaf != nil
  }

  var tableBytes: Int { 0 }

  mutating func close() {}

  @inline(__always)
  mutating func add(
    _ bytes: RawSpan, start: Int, count: Int, kind: CellKind, times: Int
  ) -> UInt64 {
    values &+= times
    if !isDecided { examine(bytes, start, count, kind) }
    return 0
  }

  mutating func add(
    _ block: FieldBlock, of bytes: RawSpan, column: Int, hashes: inout RowHashes
  ) {
    let fields = block.fields.span
    let unescaped = block.unescaped.span.bytes
    var place = column
    for _ in 0..<block.rows {
      let field = fields[place]
      place &+= block.width
      if field.count == 0 { continue }
      values &+= 1
      if isDecided { continue }
      if field.isUnescaped {
        examine(unescaped, field.start, field.count, .field)
      } else {
        examine(bytes, field.start, field.count, .field)
      }
    }
  }

  @inline(__always)
  private mutating func examine(
    _ bytes: RawSpan, _ start: Int, _ count: Int, _ kind: CellKind
  ) {
    let word = CellKey.word(bytes, start, min(count, 8))
    if count <= 8 {
      let newTag = CellKey.tag(count: count, kind: kind)
      if word == low, newTag == tag { return }
      (low, tag) = (word, newTag)
      // Digits alone, fewer than a whole number of 32 bits has: the most common cell of all.
      if kind == .field, fit == nil, types.rawValue & ~TypeSet.int32.rawValue == 0,
        types.contains(.int32), CellText.areDigits(word, count: count)
      {
        return
      }
    }
    examineText(Span<UInt8>(_bytes: bytes.extracting(start..<(start &+ count))), kind)
  }

  private mutating func examineText(_ cell: Span<UInt8>, _ kind: CellKind) {
    let number = kind == .field || kind == .number ? CellText.number(cell) : nil
    let time = number == nil && (kind == .field || kind == .text) ? CellText.time(cell) : nil
    types.formIntersection(TypeSet(of: cell, kind, number, time))
    if fitsCatalog, let fit { fitsCatalog = fit.holds(cell, kind, number) }
    isDecided = types.isEmpty && !fitsCatalog
  }

  func profile(rows: Int) -> ColumnProfile {
    let shown = values == 0 ? TypeSet.everything : types
    let kind: ColumnProfile.ValueKind =
      leaf.map { .declared($0.type) }
      ?? .parses(shown.types(fitting: fitsCatalog ? fit?.type : nil))
    return ColumnProfile(
      name: String(decoding: name, as: UTF8.self), values: kind, nulls: rows - values)
  }
}

extension CellText {
  /// Whether the lowest `count` bytes of a word are digits.
  @inline(__always)
  static func areDigits(_ word: UInt64, count: Int) -> Bool {
    let unused: UInt64 = count == 8 ? 0 : 0x3030_3030_3030_3030 &<< UInt64(count &* 8)
    let digits = word | unused
    // A digit is 0x30 to 0x39: its high half is 3, and adding 6 leaves it so.
    return digits & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030
      && (digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030
  }
}

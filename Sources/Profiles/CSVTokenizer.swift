/// Finds the rows and fields of CSV (RFC 4180) in a part of a text.
///
/// Quoted fields may hold commas, line ends and doubled quotes; a quote inside an unquoted field is
/// text. Empty lines are passed over, as Spark does.
struct CSVTokenizer {
  /// What is no CSV, and the offset of the row or quote that it began with.
  enum Mistake: Error {
    case wrongCount(Int, row: Int, isCutOff: Bool)
    case neverClosed(Int)
    case goesOn(Int)
  }

  /// The rows that were found.
  private(set) var block = FieldBlock()
  /// The place in `block.fields` where the next field goes.
  private var filled = 0

  /// Finds up to `limit` rows from `start`, and returns where the next one begins.
  ///
  /// A row that `end` cuts off is left for later unless the text `isLast`. Without a `width` one
  /// row of any width is read, the header.
  mutating func read(
    _ bytes: RawSpan, from start: Int, to end: Int, width: Int?, limit: Int, isLast: Bool
  ) throws(Mistake) -> Int {
    block.begin(width: width ?? 0, room: max((width ?? 64) * limit + 1, 64))
    filled = 0
    var specials = SpecialBytes(bytes, from: start, to: end)
    var row = start
    var field = start
    while block.rows < limit {
      guard let place = specials.next(bytes) else { break }
      switch bytes.unsafeLoad(fromUncheckedByteOffset: place, as: UInt8.self) {
      case .comma:
        append(field, place)
        field = place &+ 1
      case .newline:
        let last = Self.withoutReturn(bytes, field, place)
        if row != field || last != field {
          append(field, last)
          try endRow(row, width)
        }
        field = place &+ 1
        row = field
      default:
        guard place == field else { continue }
        let next = try readQuoted(
          bytes, &specials, at: place, to: end, isLast: isLast, row: &row, width)
        guard let next else { return leave(row) }
        field = next
      }
    }
    guard isLast, block.rows < limit, row < end else { return leave(row) }
    return try readRest(bytes, field: field, row: row, end: end, width)
  }

  /// Ends the reading where a row begins; the fields of a row that is not whole are forgotten.
  private mutating func leave(_ row: Int) -> Int {
    filled = block.rows * block.width
    return row
  }

  /// The last row of a text that ends without a line feed.
  private mutating func readRest(
    _ bytes: RawSpan, field: Int, row: Int, end: Int, _ width: Int?
  ) throws(Mistake) -> Int {
    // A quoted last field has been taken in already, and its row as well.
    if field <= end {
      let last = Self.withoutReturn(bytes, field, end)
      if row == field, last == field { return end }
      append(field, last)
      try endRow(row, width, isCutOff: true)
    }
    return end
  }

  @inline(__always)
  private mutating func append(_ start: Int, _ end: Int, isUnescaped: Bool = false) {
    if filled == block.fields.count { block.grow() }
    block.fields[filled] = FieldBlock.Field(start: start, end: end, isUnescaped: isUnescaped)
    filled &+= 1
  }

  @inline(__always)
  private mutating func endRow(
    _ row: Int, _ width: Int?, isCutOff: Bool = false
  ) throws(Mistake) {
    let found = filled &- block.rows &* block.width
    guard let width else {
      block.width = found
      block.rows = 1
      return
    }
    guard found == width else { throw .wrongCount(found, row: row, isCutOff: isCutOff) }
    block.rows &+= 1
  }

  /// The end of a field before a line end, which may be `\r\n`.
  @inline(__always)
  private static func withoutReturn(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Int {
    guard end > start,
      bytes.unsafeLoad(fromUncheckedByteOffset: end &- 1, as: UInt8.self) == .carriageReturn
    else { return end }
    return end &- 1
  }

  /// Reads a field in quotes and its end, and returns where the next field begins; `nil` where the
  /// text is cut off.
  private mutating func readQuoted(
    _ bytes: RawSpan, _ specials: inout SpecialBytes, at open: Int, to end: Int, isLast: Bool,
    row: inout Int, _ width: Int?
  ) throws(Mistake) -> Int? {
    let first = block.unescaped.count
    var start = open + 1
    var isUnescaped = false
    while true {
      var found = specials.next(bytes)
      while let place = found, byte(bytes, place) != .quote { found = specials.next(bytes) }
      guard let close = found, close + 1 < end || isLast else {
        if isLast { throw .neverClosed(open) }
        return nil
      }
      if close + 1 < end, byte(bytes, close + 1) == .quote {
        isUnescaped = true
        unescape(bytes, start...close)
        _ = specials.next(bytes)
        start = close + 2
        continue
      }
      if isUnescaped {
        if start < close { unescape(bytes, start...(close - 1)) }
        append(first, block.unescaped.count, isUnescaped: true)
      } else {
        append(start, close)
      }
      return try endQuoted(
        bytes, &specials, at: close + 1, to: end, isLast: isLast, opened: open, row: &row, width)
    }
  }

  /// Steps over the comma or line end behind a closing quote.
  private mutating func endQuoted(
    _ bytes: RawSpan, _ specials: inout SpecialBytes, at place: Int, to end: Int, isLast: Bool,
    opened: Int, row: inout Int, _ width: Int?
  ) throws(Mistake) -> Int? {
    guard place < end else {
      try endRow(row, width, isCutOff: true)
      row = end
      return end + 1
    }
    switch byte(bytes, place) {
    case .comma:
      _ = specials.next(bytes)
      return place + 1
    case .newline:
      _ = specials.next(bytes)
      try endRow(row, width)
      row = place + 1
      return row
    case .carriageReturn where place + 1 < end && byte(bytes, place + 1) == .newline:
      _ = specials.next(bytes)
      try endRow(row, width)
      row = place + 2
      return row
    case .carriageReturn where place + 1 == end:
      guard isLast else { return nil }
      try endRow(row, width, isCutOff: true)
      row = end
      return end + 1
    default: throw .goesOn(opened)
    }
  }

  private func byte(_ bytes: RawSpan, _ place: Int) -> UInt8 {
    bytes.unsafeLoad(fromByteOffset: place, as: UInt8.self)
  }

  private mutating func unescape(_ bytes: RawSpan, _ range: ClosedRange<Int>) {
    let span = Span<UInt8>(_bytes: bytes.extracting(range.lowerBound..<(range.upperBound + 1)))
    span.withUnsafeBufferPointer { block.unescaped.append(contentsOf: $0) }
  }
}

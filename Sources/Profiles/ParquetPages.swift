import Incidents

/// Reads the values of one column in one row group, page by page, into the tally of the column.
struct ParquetPages {
  private let store: any ByteStore
  private let leaf: ParquetLeaf
  private let codec: ParquetCodec
  private let chunk: ParquetChunk
  private let column: Int
  private var position: Int
  private let end: Int
  /// The values of the dictionary, as places in its page, and how often each came.
  private var dictionary: [UInt8] = []
  private var places: [Range<Int>] = []
  private var counts: [Int] = []
  /// The values of the pages so far, nulls among them.
  private var seen = 0

  /// Throws `unread` for a chunk that is beyond what we read.
  init(
    _ chunk: ParquetChunk, of leaf: ParquetLeaf, in store: any ByteStore, column: Int
  ) throws(ReadFailure) {
    guard !chunk.isElsewhere else { throw .unread("the pages lie in another file") }
    guard let codec = ParquetCodec(rawValue: chunk.codec) else {
      throw .unread("the pages are compressed in a way that is not read here")
    }
    self.store = store
    self.leaf = leaf
    self.codec = codec
    self.chunk = chunk
    self.column = column
    position = chunk.start
    end = chunk.start + chunk.size
  }

  /// Reads all pages.
  mutating func read(into table: inout TableTally<ColumnTally>) throws(ReadFailure) {
    while seen < chunk.values {
      let (page, bytes) = try nextPage()
      switch page.kind {
      case .dictionary: try readDictionary(page, bytes)
      case .data: try readFirst(page, bytes, into: &table)
      case .dataV2: try readSecond(page, bytes, into: &table)
      case .index, nil: break
      }
    }
    for (index, count) in counts.enumerated() where count > 0 {
      let place = places[index]
      table.add(
        stored: dictionary.span.bytes, start: place.lowerBound, count: place.count,
        column: column, times: count)
    }
  }

  /// Reads the head and the stored bytes of the next page.
  private mutating func nextPage() throws(ReadFailure) -> (ParquetPage, ArraySlice<UInt8>) {
    guard position < end else { throw damaged("the pages end early") }
    // Heads are short, but may hold the page's smallest and largest value.
    var window = try store.bytes(position..<min(end, position + 1 << 16))
    var reader = ThriftReader(window, in: 0..<window.count)
    var page: ParquetPage
    do throws(ReadFailure) {
      page = try ParquetPage(&reader)
    } catch {
      guard window.count < end - position else {
        throw error.shifted(by: position, saying: "a page head is malformed")
      }
      window = try store.bytes(position..<min(end, position + 1 << 23))
      reader = ThriftReader(window, in: 0..<window.count)
      do throws(ReadFailure) {
        page = try ParquetPage(&reader)
      } catch {
        throw error.shifted(by: position, saying: "a page head is malformed")
      }
    }
    guard page.size <= ParquetPage.maximumBytes, page.storedSize <= ParquetPage.maximumBytes else {
      throw .unread("a page is larger than \(ParquetPage.maximumBytes) bytes")
    }
    let start = position + reader.position
    guard page.storedSize <= end - start else { throw damaged("a page ends behind its column") }
    defer { position = start + page.storedSize }
    if reader.position + page.storedSize <= window.count {
      return (page, window[reader.position..<(reader.position + page.storedSize)])
    }
    return (page, try store.bytes(start..<(start + page.storedSize))[...])
  }

  private func damaged(_ reason: String) -> ReadFailure {
    .damaged("a column's pages are malformed: \(reason)", offset: position)
  }

  private func inflated(
    _ bytes: ArraySlice<UInt8>, size: Int
  ) throws(ReadFailure) -> [UInt8] {
    guard let page = codec.inflated(bytes, size: size) else {
      throw damaged("a page is corrupt")
    }
    return page
  }

  private mutating func readDictionary(
    _ page: ParquetPage, _ bytes: ArraySlice<UInt8>
  ) throws(ReadFailure) {
    guard places.isEmpty else { throw damaged("a second dictionary") }
    guard [.plain, .plainDictionary].contains(ParquetEncoding(rawValue: page.encoding)) else {
      throw .unread("a dictionary is encoded in a way that is not read here")
    }
    let whole = try inflated(bytes, size: page.size)
    dictionary = whole
    var values = PlainValues(leaf, count: whole.count)
    for _ in 0..<page.values {
      guard let place = values.next(in: whole.span.bytes) else {
        throw damaged("a dictionary ends early")
      }
      places.append(place)
    }
    counts = [Int](repeating: 0, count: places.count)
  }

  private mutating func readFirst(
    _ page: ParquetPage, _ bytes: ArraySlice<UInt8>, into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    let whole = try inflated(bytes, size: page.size)
    guard !leaf.isRequired else {
      return try readValues(page, whole[...], count: page.values, into: &table)
    }
    guard page.levelEncoding == ParquetEncoding.rle.rawValue else {
      throw .unread("levels are encoded in a way that is not read here")
    }
    guard whole.count >= 4 else { throw damaged("a page ends in its levels") }
    let length = Int(CellKey.word(whole.span.bytes, 0, 4))
    guard length <= whole.count - 4 else { throw damaged("a page ends in its levels") }
    let count = try present(in: whole[4..<(4 + length)], of: page.values)
    try readValues(page, whole[(4 + length)...], count: count, into: &table)
  }

  private mutating func readSecond(
    _ page: ParquetPage, _ bytes: ArraySlice<UInt8>, into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    let levels = page.definitionBytes + page.repetitionBytes
    guard levels <= bytes.count, levels <= page.size else {
      throw damaged("a page ends in its levels")
    }
    let start = bytes.startIndex + page.repetitionBytes
    let count =
      leaf.isRequired
      ? page.values
      : try present(in: bytes[start..<(start + page.definitionBytes)], of: page.values)
    let stored = bytes[(bytes.startIndex + levels)...]
    let size = page.size - levels
    // A page of nulls alone may have no values to inflate.
    if stored.isEmpty, count == 0 {
      seen += page.values
      return
    }
    let values = page.isCompressed ? try inflated(stored, size: size) : Array(stored)
    try readValues(page, values[...], count: count, into: &table)
  }

  /// How many of the values are there: their level is one, that of a null zero.
  private func present(
    in levels: ArraySlice<UInt8>, of values: Int
  ) throws(ReadFailure) -> Int {
    var runs = RunReader(levels, width: 1)
    var (read, present) = (0, 0)
    while read < values {
      guard let (level, times) = runs.next(most: values - read), level <= 1 else {
        throw damaged("a page ends in its levels")
      }
      read += times
      present += level * times
    }
    return present
  }

  private mutating func readValues(
    _ page: ParquetPage, _ bytes: ArraySlice<UInt8>, count: Int,
    into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    seen += page.values
    guard seen <= chunk.values else { throw damaged("more values than the footer says") }
    switch ParquetEncoding(rawValue: page.encoding) {
    case .plain where leaf.physical == .boolean:
      try readBits(bytes, count: count, into: &table)
    case .plain: try readPlain(bytes, count: count, into: &table)
    case .plainDictionary, .dictionary: try readIndices(bytes, count: count)
    case .rle where leaf.physical == .boolean:
      try readTruths(bytes, count: count, into: &table)
    case .rle, nil: throw .unread("values are encoded in a way that is not read here")
    }
  }

  private func readPlain(
    _ bytes: ArraySlice<UInt8>, count: Int, into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    var values = PlainValues(leaf, count: bytes.count)
    let text = bytes.span.bytes
    for _ in 0..<count {
      guard let place = values.next(in: text) else { throw damaged("the values end early") }
      table.add(
        stored: text, start: place.lowerBound, count: place.count, column: column,
        times: 1)
    }
  }

  private mutating func readIndices(
    _ bytes: ArraySlice<UInt8>, count: Int
  ) throws(ReadFailure) {
    if count == 0 { return }
    guard let width = bytes.first, width <= 32 else { throw damaged("the indices end early") }
    var runs = RunReader(bytes.dropFirst(), width: Int(width))
    var read = 0
    while read < count {
      guard let (index, times) = runs.next(most: count - read) else {
        throw damaged("the indices end early")
      }
      guard index < counts.count else { throw damaged("an index beyond its dictionary") }
      counts[index] += times
      read += times
    }
  }

  private func readBits(
    _ bytes: ArraySlice<UInt8>, count: Int, into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    guard (count + 7) / 8 <= bytes.count else { throw damaged("the values end early") }
    var truths = 0
    for index in 0..<count {
      truths += Int(bytes[bytes.startIndex + index / 8] >> UInt8(index % 8) & 1)
    }
    add(truths: truths, of: count, to: &table)
  }

  private func readTruths(
    _ bytes: ArraySlice<UInt8>, count: Int, into table: inout TableTally<ColumnTally>
  ) throws(ReadFailure) {
    guard bytes.count >= 4 else { throw damaged("the values end early") }
    add(truths: try present(in: bytes.dropFirst(4), of: count), of: count, to: &table)
  }

  private func add(truths: Int, of count: Int, to table: inout TableTally<ColumnTally>) {
    let words: [UInt8] = [0, 1]
    for (value, times) in [count - truths, truths].enumerated() where times > 0 {
      table.add(stored: words.span.bytes, start: value, count: 1, column: column, times: times)
    }
  }
}

/// Finds values that are stored one after the other.
private struct PlainValues {
  /// The bytes of each value; 0 where a length stands before it.
  private let width: Int
  private var position: Int
  private let end: Int

  init(_ leaf: ParquetLeaf, count: Int) {
    switch leaf.physical {
    case .boolean: width = 1
    case .int32, .float: width = 4
    case .int64, .double: width = 8
    case .int96: width = 12
    case .bytes: width = 0
    case .fixedBytes: width = max(leaf.width, 1)
    }
    position = 0
    end = count
  }

  /// The place of the next value; `nil` where it does not lie in the range.
  @inline(__always)
  mutating func next(in bytes: RawSpan) -> Range<Int>? {
    var count = width
    if count == 0 {
      guard end - position >= 4 else { return nil }
      count = Int(CellKey.word(bytes, position, 4))
      position += 4
    }
    guard count <= end - position else { return nil }
    defer { position += count }
    return position..<(position + count)
  }
}

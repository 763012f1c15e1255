import Incidents

/// The head of one page (`PageHeader` of `parquet.thrift`).
struct ParquetPage {
  /// The kinds of pages that hold values.
  enum Kind: Int {
    case data, index, dictionary, dataV2
  }

  private(set) var kind: Kind?
  /// The sizes as stored and as inflated, in bytes.
  private(set) var storedSize = -1
  private(set) var size = -1
  private(set) var values = -1
  private(set) var encoding = -1
  private(set) var levelEncoding = ParquetEncoding.rle.rawValue
  /// The bytes of levels before the values of a page of the second version.
  private(set) var definitionBytes = 0
  private(set) var repetitionBytes = 0
  private(set) var isCompressed = true

  /// The largest page that is read.
  static let maximumBytes = 64 << 20

  init(_ reader: inout ThriftReader) throws(ReadFailure) {
    var page = Self()
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1: page.kind = Kind(rawValue: try reader.readInteger(field, in: 0...Int64(Int32.max)))
      case 2: page.size = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 3: page.storedSize = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 5, 7:
        try reader.expect(field, .structure)
        try page.readHead(&reader)
      case 8:
        try reader.expect(field, .structure)
        try page.readSecond(&reader)
      default: try reader.skip(field)
      }
    }
    guard page.size >= 0, page.storedSize >= 0 else {
      throw reader.malformed("a page without its size")
    }
    if let kind = page.kind, kind != .index, page.values < 0 || page.encoding < 0 {
      throw reader.malformed("a page without its head")
    }
    self = page
  }

  private init() {}

  /// A `DataPageHeader` or a `DictionaryPageHeader`.
  private mutating func readHead(_ reader: inout ThriftReader) throws(ReadFailure) {
    var page = self
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1: page.values = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 2: page.encoding = try reader.readInteger(field, in: 0...255)
      case 3 where page.kind == .data:
        page.levelEncoding = try reader.readInteger(field, in: 0...255)
      default: try reader.skip(field)
      }
    }
    self = page
  }

  /// A `DataPageHeaderV2`.
  private mutating func readSecond(_ reader: inout ThriftReader) throws(ReadFailure) {
    var page = self
    try reader.readStructure { (reader, field) throws(ReadFailure) in
      switch field.id {
      case 1: page.values = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 4: page.encoding = try reader.readInteger(field, in: 0...255)
      case 5: page.definitionBytes = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 6: page.repetitionBytes = try reader.readInteger(field, in: 0...Int64(Int32.max))
      case 7: page.isCompressed = try reader.readBoolean(field)
      default: try reader.skip(field)
      }
    }
    self = page
  }
}

/// The encodings that are read.
enum ParquetEncoding: Int {
  case plain = 0
  case plainDictionary = 2
  case rle = 3
  case dictionary = 8
}

/// How pages are compressed.
enum ParquetCodec: Int {
  case none, snappy, gzip
  case zstd = 6

  /// The bytes of a page; `nil` when they are corrupt.
  func inflated(_ bytes: ArraySlice<UInt8>, size: Int) -> [UInt8]? {
    switch self {
    case .none: bytes.count == size ? Array(bytes) : nil
    case .snappy: SnappyPage.inflated(bytes, size: size)
    case .gzip: GzipStream.inflated(bytes, size: size)
    case .zstd: ZstdPage.inflated(bytes, size: size)
    }
  }
}

/// Reads the hybrid of runs and packed bits in which Parquet writes levels and indices.
struct RunReader {
  private let bytes: ArraySlice<UInt8>
  private let width: Int
  private var position: Int
  private var run = 0
  private var runValue = 0
  private var packed = 0
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// `width` is the number of bits of a value, up to 32.
  init(_ bytes: ArraySlice<UInt8>, width: Int) {
    self.bytes = bytes
    self.width = width
    position = bytes.startIndex
  }

  /// The next value and how often it comes, up to `most` times; `nil` where the bytes end.
  mutating func next(most: Int) -> (value: Int, times: Int)? {
    if run == 0, packed == 0, !readHead() { return nil }
    if run > 0 {
      let times = min(run, most)
      run -= times
      return (runValue, times)
    }
    packed -= 1
    return unpacked().map { ($0, 1) }
  }

  private mutating func readHead() -> Bool {
    while run == 0, packed == 0 {
      guard let head = readVarint() else { return false }
      if head & 1 == 1 {
        packed = head >> 1 * 8
        (bits, bitCount) = (0, 0)
      } else {
        run = head >> 1
        guard let value = readValue() else { return false }
        runValue = value
      }
      // A run of nothing says nothing; only a writer that is broken has many.
      if run == 0, packed == 0, position == bytes.endIndex { return false }
    }
    return true
  }

  private mutating func readVarint() -> Int? {
    var value = 0
    for shift in stride(from: 0, to: 35, by: 7) {
      guard position < bytes.endIndex else { return nil }
      let byte = bytes[position]
      position += 1
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  private mutating func readValue() -> Int? {
    let count = (width + 7) / 8
    guard count <= bytes.endIndex - position else { return nil }
    var value = 0
    for index in 0..<count { value |= Int(bytes[position + index]) << (index * 8) }
    position += count
    return value
  }

  private mutating func unpacked() -> Int? {
    while bitCount < width {
      guard position < bytes.endIndex else { return nil }
      bits |= UInt64(bytes[position]) << UInt64(bitCount)
      position += 1
      bitCount += 8
    }
    let value = Int(bits & (1 << UInt64(width) - 1))
    bits >>= UInt64(width)
    bitCount -= width
    return value
  }
}

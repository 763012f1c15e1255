/// The functions on text. Positions and sizes are in code points.
enum Texts {
  typealias Bytes8 = UnsafeBufferPointer<UInt8>

  static func size(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    let value = arguments[0]
    switch value.tag {
    case .string:
      if let fault = workspace.charge(value.count) { return fault }
      return Cell(Int64(CodePoints.count(value.bytes)))
    case .bytes, .list, .map: return Cell(Int64(value.count))
    default: return .fault(.noSuchOverload)
    }
  }

  static func test(
    _ arguments: Arguments, _ workspace: inout Workspace, _ holds: (Bytes8, Bytes8) -> Bool
  ) -> Cell {
    guard let text = arguments.text(0), let other = arguments.text(1) else {
      return .fault(.noSuchOverload)
    }
    // A search may look at each byte of the other text for each of this one.
    if let fault = workspace.charge(text.count &+ other.count) { return fault }
    return Cell(holds(text, other))
  }

  static func starts(_ text: Bytes8, _ start: Bytes8) -> Bool {
    text.count >= start.count
      && Bytes.areEqual(UnsafeBufferPointer(rebasing: text[..<start.count]), start)
  }

  static func ends(_ text: Bytes8, _ end: Bytes8) -> Bool {
    text.count >= end.count
      && Bytes.areEqual(UnsafeBufferPointer(rebasing: text[(text.count - end.count)...]), end)
  }

  static func charAt(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let index = arguments.int(1) else {
      return .fault(.noSuchOverload)
    }
    if let fault = workspace.charge(text.count) { return fault }
    let points = CodePoints(text)
    guard let start = points.offset(of: index) else { return .fault(.indexOutOfRange) }
    if start == text.count { return Cell(.string) }
    return points.slice(index, index + 1).map { Cell(.string, bytes: $0) }
      ?? .fault(.indexOutOfRange)
  }

  static func indexOf(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let wanted = arguments.text(1),
      let from = arguments.int(2, otherwise: 0)
    else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(text.count + wanted.count) { return fault }
    let points = CodePoints(text)
    guard let start = points.offset(of: from) else { return .fault(.indexOutOfRange) }
    return Cell(
      Int64(Bytes.find(wanted, in: text, from: start).map(points.index(atOffset:)) ?? -1))
  }

  static func lastIndexOf(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let wanted = arguments.text(1),
      let limit = arguments.int(2, otherwise: Int.max)
    else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(text.count + wanted.count) { return fault }
    let points = CodePoints(text)
    let end = limit == Int.max ? text.count : points.offset(of: limit)
    guard let end else { return .fault(.indexOutOfRange) }
    var start = min(end, text.count - wanted.count)
    while start >= 0 {
      if Bytes.areEqual(
        UnsafeBufferPointer(rebasing: text[start..<start + wanted.count]), wanted)
      {
        return Cell(Int64(points.index(atOffset: start)))
      }
      start -= 1
    }
    return Cell(Int64(-1))
  }

  static func join(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let list = arguments.list(0) else { return .fault(.noSuchOverload) }
    var separator: [UInt8] = []
    if arguments.count > 1 {
      guard let given = arguments.text(1) else { return .fault(.noSuchOverload) }
      separator = Array(given)
    }
    var joined: [UInt8] = []
    for (index, element) in list.enumerated() {
      guard element.has(.string) else { return .fault(.noSuchOverload) }
      if let fault = workspace.charge(element.count + separator.count) { return fault }
      if index > 0 { joined += separator }
      joined += element.bytes
      if joined.count > ConditionLimits.evaluationBytes { return .fault(.tooMuchMemory) }
    }
    return workspace.text(.string, joined)
  }

  static func lowered(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte + 32 : byte }

  static func raised(_ byte: UInt8) -> UInt8 { byte &- 0x61 < 26 ? byte - 32 : byte }

  static func mapped(
    _ arguments: Arguments, _ workspace: inout Workspace, _ change: (UInt8) -> UInt8
  ) -> Cell {
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    return workspace.charge(text.count) ?? workspace.text(.string, text.map(change))
  }

  static func replace(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let old = arguments.text(1), let new = arguments.text(2),
      let limit = arguments.int(3, otherwise: -1)
    else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(text.count) { return fault }
    var left = limit < 0 ? Int.max : limit
    var result: [UInt8] = []
    var start = 0
    while left > 0,
      let found = next(old, in: text, from: start, isFirst: result.isEmpty && start == 0)
    {
      result += text[start..<found]
      result += new
      if let fault = workspace.charge(new.count) { return fault }
      if result.count > ConditionLimits.evaluationBytes { return .fault(.tooMuchMemory) }
      start = found + old.count
      left -= 1
      if old.isEmpty, found == text.count { break }
    }
    result += text[start...]
    return workspace.text(.string, result)
  }

  /// The next place of a text; an empty one is before each code point and at the end.
  private static func next(
    _ wanted: Bytes8, in text: Bytes8, from start: Int, isFirst: Bool
  ) -> Int? {
    guard wanted.isEmpty, !isFirst else { return Bytes.find(wanted, in: text, from: start) }
    guard start < text.count else { return nil }
    var next = start + 1
    while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }

  static func split(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0), let separator = arguments.text(1),
      let limit = arguments.int(2, otherwise: -1)
    else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(16 * text.count) { return fault }
    guard limit != 0 else { return Cell(.list) }
    let most = limit < 0 ? Int.max : limit
    var pieces: [Cell] = []
    var start = 0
    while pieces.count < most - 1 {
      let end: Int? =
        separator.isEmpty
        ? next(separator, in: text, from: start, isFirst: false)
        : Bytes.find(separator, in: text, from: start)
      guard let end, !(separator.isEmpty && end == text.count) else { break }
      pieces.append(Cell(.string, bytes: UnsafeBufferPointer(rebasing: text[start..<end])))
      start = end + separator.count
    }
    if !(separator.isEmpty && text.isEmpty) {
      pieces.append(Cell(.string, bytes: UnsafeBufferPointer(rebasing: text[start...])))
    }
    return workspace.list(pieces)
  }

  static func substring(_ arguments: Arguments) -> Cell {
    guard let text = arguments.text(0), let start = arguments.int(1) else {
      return .fault(.noSuchOverload)
    }
    let points = CodePoints(text)
    guard let end = arguments.int(2, otherwise: points.count) else {
      return .fault(.noSuchOverload)
    }
    return points.slice(start, end).map { Cell(.string, bytes: $0) } ?? .fault(.indexOutOfRange)
  }

  /// Without white space, as Unicode has it, at both ends.
  static func trim(_ arguments: Arguments) -> Cell {
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    var offset = 0
    var start: Int?
    var end = 0
    CodePoints(text).forEach { bytes in
      let scalar = String(decoding: bytes, as: UTF8.self).unicodeScalars.first
      if !(scalar?.properties.isWhitespace ?? false) {
        start = start ?? offset
        end = offset + bytes.count
      }
      offset += bytes.count
    }
    guard let start else { return Cell(.string) }
    return Cell(.string, bytes: UnsafeBufferPointer(rebasing: text[start..<end]))
  }

  static func quote(_ arguments: Arguments, _ workspace: inout Workspace) -> Cell {
    guard let text = arguments.text(0) else { return .fault(.noSuchOverload) }
    if let fault = workspace.charge(text.count) { return fault }
    return workspace.text(Value.quoted(String(decoding: text, as: UTF8.self)))
  }
}

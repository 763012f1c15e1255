/// Memory that is taken piece by piece and given back at once; nothing is taken before it is used.
struct Arena {
  private var latest: UnsafeMutableRawPointer?
  private var next = 0
  private var end = 0
  private(set) var used = 0
  let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Returns `count` bytes, aligned to sixteen; `nil` over the limit.
  mutating func allocate(_ count: Int) -> UnsafeMutableRawPointer? {
    guard count >= 0, count <= limit - used else { return nil }
    let size = (count + 15) & ~15
    if let latest, next + size <= end {
      defer { next += size }
      used += size
      return latest + next
    }
    return newChunk(for: size)
  }

  private mutating func newChunk(for size: Int) -> UnsafeMutableRawPointer? {
    let capacity = max(size + 16, min(max(2 * end, 4_096), 1 << 20))
    let chunk = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    // The first word of a chunk leads to the chunk before it.
    chunk.storeBytes(of: UInt(bitPattern: latest), as: UInt.self)
    latest = chunk
    next = 16 + size
    end = capacity
    used += size
    return chunk + 16
  }

  /// Gives everything back.
  mutating func free() {
    while let chunk = latest {
      latest = UnsafeMutableRawPointer(bitPattern: chunk.load(as: UInt.self))
      chunk.deallocate()
    }
    next = 0
    end = 0
    used = 0
  }

  /// Returns room for cells; `nil` over the limit.
  mutating func cells(_ count: Int) -> UnsafeMutablePointer<Cell>? {
    guard count < 1 << 40 else { return nil }
    return allocate(count * 16)?.bindMemory(to: Cell.self, capacity: count)
  }

  /// Copies text; `nil` over the limit.
  mutating func text(_ tag: Tag, _ bytes: UnsafeBufferPointer<UInt8>) -> Cell? {
    guard let from = bytes.baseAddress, bytes.count > 0 else { return Cell(tag) }
    guard let room = allocate(bytes.count) else { return nil }
    room.copyMemory(from: from, byteCount: bytes.count)
    let copy = room.bindMemory(to: UInt8.self, capacity: bytes.count)
    return Cell(tag, bytes: UnsafeBufferPointer(start: copy, count: bytes.count))
  }

  mutating func text(_ tag: Tag, _ text: String) -> Cell? {
    var text = text
    return text.withUTF8 { self.text(tag, $0) }
  }
}

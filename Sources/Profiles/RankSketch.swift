/// The ranks of many numbers in bounded memory, without chance.
///
/// The compactors of Karnin, Lang & Liberty, "Optimal Quantile Approximation in Streams" (2016),
/// all of one size k and with alternating parity instead of a coin: a full compactor is sorted and
/// every other number goes up, where it stands for twice as many. One compaction at height h moves
/// a rank by at most 2ʰ, and there are n / (k · 2ʰ) of them, so n numbers have their ranks within
/// n · H / k, with H = log₂(n / k) heights; alternation makes it far less in practice.
struct RankSketch {
  private let size: Int
  /// The numbers at each height; one at height h stands for 2ʰ.
  private var levels: [[Double]] = [[]]
  /// Which of two neighbours goes up next, at each height.
  private var parities: [Bool] = [false]
  private(set) var count = 0

  init(size: Int) {
    self.size = max(size, 8)
    levels[0].reserveCapacity(self.size)
  }

  /// Takes in a number.
  @inline(__always)
  mutating func add(_ value: Double) {
    count &+= 1
    levels[0].append(value)
    if levels[0].count >= size { compact(0) }
  }

  /// Takes in a number many times.
  mutating func add(_ value: Double, times: Int) {
    count += times
    var rest = times
    var height = 0
    while rest > 0 {
      if height == levels.count { addLevel() }
      if rest & 1 == 1 {
        levels[height].append(value)
        if levels[height].count >= size { compact(height) }
      }
      rest >>= 1
      height += 1
    }
  }

  private mutating func addLevel() {
    levels.append([])
    parities.append(false)
  }

  private mutating func compact(_ start: Int) {
    var height = start
    while levels[height].count >= size {
      if height + 1 == levels.count { addLevel() }
      var full = levels[height]
      levels[height] = []
      SortedDoubles.sort(&full)
      // An odd one out stays where it is, so that no weight is lost.
      let isOdd = full.count & 1 == 1
      let kept = isOdd ? full.removeLast() : nil
      var index = parities[height] ? 1 : 0
      parities[height].toggle()
      levels[height + 1].reserveCapacity(size + size / 2)
      while index < full.count {
        levels[height + 1].append(full[index])
        index += 2
      }
      full.removeAll(keepingCapacity: true)
      if let kept { full.append(kept) }
      levels[height] = full
      height += 1
    }
  }

  /// The numbers at shares of the sorted whole, as the smallest whose rank reaches the share.
  func values(at shares: [Double]) -> [Double]? {
    var pairs: [(value: Double, weight: Int)] = []
    for (height, level) in levels.enumerated() {
      for value in level { pairs.append((value, 1 << height)) }
    }
    guard !pairs.isEmpty else { return nil }
    pairs.sort { $0.value < $1.value }
    return shares.map { share in
      let wanted = max(1, Int((share * Double(count)).rounded(.up)))
      var seen = 0
      for pair in pairs {
        seen += pair.weight
        if seen >= wanted { return pair.value }
      }
      return pairs[pairs.count - 1].value
    }
  }
}

/// Sorting of finite numbers by their bits.
enum SortedDoubles {
  /// Sorts by counting, a byte at a time; bytes in which all agree cost nothing.
  static func sort(_ values: inout [Double]) {
    guard values.count > 256 else {
      values.sort()
      return
    }
    var keys = values.map { key(of: $0) }
    var spare = [UInt64](repeating: 0, count: keys.count)
    var differing: UInt64 = 0
    for key in keys { differing |= key ^ keys[0] }
    for shift in stride(from: UInt64(0), to: 64, by: 8) where differing >> shift & 0xFF != 0 {
      pass(&keys, &spare, shift: shift)
      swap(&keys, &spare)
    }
    for index in values.indices { values[index] = value(of: keys[index]) }
  }

  private static func pass(_ keys: inout [UInt64], _ spare: inout [UInt64], shift: UInt64) {
    var starts = [Int](repeating: 0, count: 256)
    for key in keys { starts[Int(truncatingIfNeeded: key >> shift & 0xFF)] += 1 }
    var sum = 0
    for byte in 0..<256 {
      let count = starts[byte]
      starts[byte] = sum
      sum += count
    }
    for key in keys {
      let byte = Int(truncatingIfNeeded: key >> shift & 0xFF)
      spare[starts[byte]] = key
      starts[byte] += 1
    }
  }

  /// Bits that are in the order of the numbers: negative ones are turned around.
  private static func key(of value: Double) -> UInt64 {
    let bits = value.bitPattern
    return bits >> 63 == 1 ? ~bits : bits | 1 << 63
  }

  private static func value(of key: UInt64) -> Double {
    Double(bitPattern: key >> 63 == 1 ? key & ~(1 << 63) : ~key)
  }
}

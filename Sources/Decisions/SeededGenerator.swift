/// Chance that a seed repeats: xoshiro256** (Blackman & Vigna 2018), seeded by SplitMix64.
///
/// The same seed and stream give the same numbers on every machine.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  @usableFromInline var s0: UInt64
  @usableFromInline var s1: UInt64
  @usableFromInline var s2: UInt64
  @usableFromInline var s3: UInt64

  /// Starts the stream of a seed that has these numbers: an incident, a step.
  public init(seed: UInt64, stream first: Int = 0, _ second: Int = 0) {
    var state = Self.mixed(seed)
    state = Self.mixed(state ^ UInt64(bitPattern: Int64(first)) &+ 0x9e37_79b9_7f4a_7c15)
    state = Self.mixed(state ^ UInt64(bitPattern: Int64(second)) &+ 0xd1b5_4a32_d192_ed03)
    s0 = Self.mixed(state &+ 0x9e37_79b9_7f4a_7c15)
    s1 = Self.mixed(state &+ 0x3c6e_f372_fe94_f82a)
    s2 = Self.mixed(state &+ 0xdaa6_6d2c_7ddf_743f)
    s3 = Self.mixed(state &+ 0x78dd_e6e5_fd29_f054)
  }

  /// SplitMix64's finaliser.
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  @inlinable
  public mutating func next() -> UInt64 { step() }

  @inlinable
  mutating func step() -> UInt64 {
    let result = Self.rotated(s1 &* 5, by: 7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = Self.rotated(s3, by: 45)
    return result
  }

  @inlinable
  static func rotated(_ value: UInt64, by count: UInt64) -> UInt64 {
    (value << count) | (value >> (64 &- count))
  }

  /// A number from 0 to under 1, in steps of 2⁻⁵³.
  @inlinable
  public mutating func unit() -> Double { Double(step() >> 11) * 0x1p-53 }

  /// A whole number from 0 to under `count`.
  @inlinable
  public mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: step().multipliedFullWidth(by: UInt64(count)).high)
  }
}

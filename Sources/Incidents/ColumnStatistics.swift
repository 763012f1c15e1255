/// The figures of one column that take a full profile; what its values do not have is `nil`.
public struct ColumnStatistics: Sendable, Hashable, Codable {
  /// The standard deviation of numbers around their mean, over all values (divisor n).
  public let deviation: Double?
  public let quantiles: Quantiles?
  public let lengths: Lengths?
  /// The most frequent values, most frequent first, then by bytes: `listed` at most.
  public let top: [ValueCount]?
  /// The most frequent shape masks of text, in the same order and as many.
  public let shapes: [ValueCount]?

  /// The most values or shapes that are listed.
  public static let listed = 20

  public init(
    deviation: Double? = nil, quantiles: Quantiles? = nil, lengths: Lengths? = nil,
    top: [ValueCount]? = nil, shapes: [ValueCount]? = nil
  ) {
    self.deviation = deviation
    self.quantiles = quantiles
    self.lengths = lengths
    self.top = top
    self.shapes = shapes
  }

  /// Values of a column at fixed shares of its sorted values that are not null.
  ///
  /// Numbers as they are; dates and timestamps as seconds since 1970 in UTC. The outermost two may
  /// be unknown.
  public struct Quantiles: Sendable, Hashable, Codable {
    public let p01: Double?
    public let p05, p25, p50, p75, p95: Double
    public let p99: Double?

    /// Makes them of seven values, smallest share first.
    public init(
      p01: Double?, p05: Double, p25: Double, p50: Double, p75: Double, p95: Double, p99: Double?
    ) {
      self.p01 = p01
      self.p05 = p05
      self.p25 = p25
      self.p50 = p50
      self.p75 = p75
      self.p95 = p95
      self.p99 = p99
    }
  }

  /// How long texts are, in Unicode scalars; the bounds may be unknown.
  public struct Lengths: Sendable, Hashable, Codable {
    public let minimum: Int?
    public let mean: Double
    public let maximum: Int?

    public init(minimum: Int?, mean: Double, maximum: Int?) {
      self.minimum = minimum
      self.mean = mean
      self.maximum = maximum
    }
  }

  /// A value as text, or a shape mask, and how many rows have it.
  ///
  /// A shape mask has `9` for a run of digits, `A` for a run of capitals, `a` for a run of small
  /// letters, `U` for a run of letters beyond ASCII, a blank for a run of blanks, and every other
  /// character as it is; at most 40 characters.
  public struct ValueCount: Sendable, Hashable, Codable {
    public let value: String
    public let count: Int

    public init(value: String, count: Int) {
      self.value = value
      self.count = count
    }
  }
}

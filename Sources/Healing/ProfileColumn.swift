internal import Incidents

/// A column as a line of the profile format has it.
struct ProfileColumn: Codable {
  let profile: ColumnProfile

  init(_ profile: ColumnProfile) {
    self.profile = profile
  }

  private enum Key: String, CodingKey, CaseIterable {
    case name, type, fits, nulls, distinct
    case distinctExact = "distinct_exact"
    case min, max, mean, deviation, quantiles, lengths, top, shapes
  }

  init(from decoder: any Decoder) throws {
    try ProfileKey.refuseOthers(than: Key.self, in: decoder)
    let fields = try decoder.container(keyedBy: Key.self)
    let type = ColumnType(catalog: try fields.decode(String.self, forKey: .type))
    let fits = try fields.decodeIfPresent([String].self, forKey: .fits)
    let statistics = ColumnStatistics(
      deviation: try fields.decodeIfPresent(Double.self, forKey: .deviation),
      quantiles: try fields.decodeIfPresent(Quantiles.self, forKey: .quantiles)?.quantiles,
      lengths: try fields.decodeIfPresent(Lengths.self, forKey: .lengths)?.lengths,
      top: try fields.decodeIfPresent([Count].self, forKey: .top)?.map(\.count),
      shapes: try fields.decodeIfPresent([Count].self, forKey: .shapes)?.map(\.count))
    profile = ColumnProfile(
      name: try fields.decode(String.self, forKey: .name),
      values: fits.map { .parses($0.map(ColumnType.init(catalog:))) } ?? .declared(type),
      nulls: try fields.decodeIfPresent(Int.self, forKey: .nulls),
      distinct: try fields.decodeIfPresent(Int.self, forKey: .distinct),
      isDistinctExact: try fields.decodeIfPresent(Bool.self, forKey: .distinctExact) ?? true,
      minimum: try fields.decodeIfPresent(Bound.self, forKey: .min)?.scalar,
      maximum: try fields.decodeIfPresent(Bound.self, forKey: .max)?.scalar,
      mean: try fields.decodeIfPresent(Double.self, forKey: .mean),
      statistics: statistics == ColumnStatistics() ? nil : statistics)
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(profile.name, forKey: .name)
    switch profile.values {
    case .declared(let type): try fields.encode(type.catalogText, forKey: .type)
    case .parses(let types):
      try fields.encode((types.first ?? .string).catalogText, forKey: .type)
      try fields.encode(types.map(\.catalogText), forKey: .fits)
    }
    try fields.encodeIfPresent(profile.nulls, forKey: .nulls)
    try fields.encodeIfPresent(profile.distinct, forKey: .distinct)
    if !profile.isDistinctExact { try fields.encode(false, forKey: .distinctExact) }
    try fields.encodeIfPresent(profile.minimum.map(Bound.init), forKey: .min)
    try fields.encodeIfPresent(profile.maximum.map(Bound.init), forKey: .max)
    try fields.encodeIfPresent(profile.mean, forKey: .mean)
    try fields.encodeIfPresent(profile.statistics?.deviation, forKey: .deviation)
    try fields.encodeIfPresent(
      profile.statistics?.quantiles.map(Quantiles.init), forKey: .quantiles)
    try fields.encodeIfPresent(profile.statistics?.lengths.map(Lengths.init), forKey: .lengths)
    try fields.encodeIfPresent(profile.statistics?.top, forKey: .top)
    try fields.encodeIfPresent(profile.statistics?.shapes, forKey: .shapes)
  }

  /// A smallest or largest value: a JSON number or text.
  private struct Bound: Codable {
    let scalar: ColumnProfile.Scalar

    init(_ scalar: ColumnProfile.Scalar) {
      self.scalar = scalar
    }

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let integer = try? value.decode(Int64.self) {
        scalar = .integer(integer)
      } else if let number = try? value.decode(Double.self) {
        scalar = .number(number)
      } else if let flag = try? value.decode(Bool.self) {
        scalar = .text(flag ? "true" : "false")
      } else {
        scalar = .text(try value.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch scalar {
      case .integer(let integer): try value.encode(integer)
      case .number(let number): try value.encode(number)
      case .text(let text): try value.encode(text)
      }
    }
  }

  /// Quantiles, of which the line may leave some out.
  private struct Quantiles: Codable {
    let p01, p05, p25, p50, p75, p95, p99: Double?

    private enum Key: String, CodingKey, CaseIterable {
      case p01, p05, p25, p50, p75, p95, p99
    }

    init(_ quantiles: ColumnStatistics.Quantiles) {
      p01 = quantiles.p01
      p05 = quantiles.p05
      p25 = quantiles.p25
      p50 = quantiles.p50
      p75 = quantiles.p75
      p95 = quantiles.p95
      p99 = quantiles.p99
    }

    init(from decoder: any Decoder) throws {
      try ProfileKey.refuseOthers(than: Key.self, in: decoder)
      let fields = try decoder.container(keyedBy: Key.self)
      p01 = try fields.decodeIfPresent(Double.self, forKey: .p01)
      p05 = try fields.decodeIfPresent(Double.self, forKey: .p05)
      p25 = try fields.decodeIfPresent(Double.self, forKey: .p25)
      p50 = try fields.decodeIfPresent(Double.self, forKey: .p50)
      p75 = try fields.decodeIfPresent(Double.self, forKey: .p75)
      p95 = try fields.decodeIfPresent(Double.self, forKey: .p95)
      p99 = try fields.decodeIfPresent(Double.self, forKey: .p99)
    }

    /// Without the middle five nothing is known of the distribution.
    var quantiles: ColumnStatistics.Quantiles? {
      guard let p05, let p25, let p50, let p75, let p95 else { return nil }
      return ColumnStatistics.Quantiles(
        p01: p01, p05: p05, p25: p25, p50: p50, p75: p75, p95: p95, p99: p99)
    }
  }

  /// A value and its count; numbers and truth values are read as their text.
  private struct Count: Decodable {
    let count: ColumnStatistics.ValueCount

    private enum Key: String, CodingKey, CaseIterable {
      case value, count
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      let text: String
      if let plain = try? fields.decode(String.self, forKey: .value) {
        text = plain
      } else {
        text = try fields.decode(Bound.self, forKey: .value).scalar.text
      }
      count = ColumnStatistics.ValueCount(
        value: text, count: try fields.decode(Int.self, forKey: .count))
    }
  }

  private struct Lengths: Codable {
    let min: Int?
    let mean: Double
    let max: Int?

    init(_ lengths: ColumnStatistics.Lengths) {
      min = lengths.minimum
      mean = lengths.mean
      max = lengths.maximum
    }

    var lengths: ColumnStatistics.Lengths {
      ColumnStatistics.Lengths(minimum: min, mean: mean, maximum: max)
    }
  }
}

extension ColumnProfile.Scalar {
  /// The value as a text.
  fileprivate var text: String {
    switch self {
    case .integer(let integer): "\(integer)"
    case .number(let number): "\(number)"
    case .text(let text): text
    }
  }
}

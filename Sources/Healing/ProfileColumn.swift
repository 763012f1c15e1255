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
      quantiles: try fields.decodeIfPresent(
        ColumnStatistics.Quantiles.self, forKey: .quantiles),
      lengths: try fields.decodeIfPresent(Lengths.self, forKey: .lengths)?.lengths,
      top: try fields.decodeIfPresent([ColumnStatistics.ValueCount].self, forKey: .top),
      shapes: try fields.decodeIfPresent([ColumnStatistics.ValueCount].self, forKey: .shapes))
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
    try fields.encodeIfPresent(profile.statistics?.quantiles, forKey: .quantiles)
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

  private struct Lengths: Codable {
    let min: Int
    let mean: Double
    let max: Int

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

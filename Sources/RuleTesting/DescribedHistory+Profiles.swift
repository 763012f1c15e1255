internal import Baselines
internal import Incidents
internal import Profiles

extension DescribedHistory {
  /// The day of the batch in question, 2026-11-23; it arrives at six in the morning of the next.
  private static let day = 20_780

  /// The batches before the one in question, oldest first.
  var earlier: [TableProfile] {
    (0..<batches).map { profile(of: usual, place: $0, swing: swing) }
  }

  /// When batches come, on the day of the batch in question.
  func arrival(of change: DescribedBatch?) -> Timestamp {
    Self.arrival(at: Self.day) + (change?.delay ?? .zero)
  }

  /// The batch in question, with what a case says of it.
  func batch(changedBy change: DescribedBatch?, after earlier: [TableProfile]) -> TableProfile {
    let described = usual.changed(by: change)
    let batch = profile(of: described, place: batches, swing: 0)
    guard let back = described.sameAs, back <= earlier.count else { return batch }
    let old = earlier[earlier.count - back]
    return TableProfile(
      rows: old.rows, columns: old.columns, duplicateRows: old.duplicateRows,
      origin: BatchOrigin(
        name: batch.origin.name, arrived: batch.origin.arrived, bytes: old.origin.bytes,
        digest: old.origin.digest))
  }

  private static func arrival(at day: Int) -> Timestamp {
    Timestamp(seconds: Int64(day) * 86_400 + 30 * 3600)
  }

  private func profile(of batch: DescribedBatch, place: Int, swing: Double) -> TableProfile {
    let day = Self.day - batches + place
    let chance = Chance(place: place, swing: swing)
    let rows = chance.count(Double(batch.rows ?? 1000), "rows")
    let (year, month, ofMonth) = BatchDate(days: day).civil
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    // Nothing comes to the second; what comes late says so.
    let wander = Duration.seconds(Int(swing == 0 ? 0 : 600 * chance.noise("arrival")))
    return TableProfile(
      rows: rows,
      columns: batch.columns.map { $0.profile(rows: rows, day: day, chance) },
      duplicateRows: min(batch.duplicateRows ?? 0, rows),
      origin: BatchOrigin(
        name: "day=\(year)-\(two(month))-\(two(ofMonth))",
        arrived: Self.arrival(at: day) + (batch.delay ?? .zero) + wander,
        bytes: nil, digest: "described \(place)"))
  }
}

/// What a figure has of chance in one batch: a number that depends on its name and the batch alone.
struct Chance {
  let place: Int
  /// How far figures go up and down, as a share.
  let swing: Double

  /// A number of -1...1.
  func noise(_ name: String) -> Double {
    // FNV-1a over name and place, and the last mix of SplitMix64.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in "\(name) \(place)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ (hash >> 30)) &* 0xBF58_476D_1CE4_E5B9
    hash = (hash ^ (hash >> 27)) &* 0x94D0_49BB_1331_11EB
    hash ^= hash >> 31
    return Double(hash >> 11) / Double(1 << 52) - 1
  }

  /// A number of so many, more or less.
  func count(_ usual: Double, _ name: String) -> Int {
    Int(max(0, usual * (1 + swing * noise(name))).rounded())
  }
}

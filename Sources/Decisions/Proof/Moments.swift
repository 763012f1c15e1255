internal import Conditions
internal import Configurations
internal import Documents
internal import Incidents

/// The instants that stand for all times: one for each way in which windows, ends of waivers and
/// conditions about the hour can come together.
///
/// Between two instants that are named anywhere, the weeks are alike but for the offsets of the
/// zones; so of each such stretch one week is gone through for every set of offsets in it.
struct Moments {
  private let cuts: [Int64]
  private let weeks: [Week]
  private let zones: [TimeZoneRules]
  private let timed: [Condition]
  private let begin: Timestamp?

  private struct Week {
    let from: Int
    let to: Int
    let zone: TimeZoneRules
  }

  private static let week: Int64 = 7 * 86_400
  /// Before the first instant that is named; any Monday is as good.
  private static let start: Int64 = 1_735_516_800

  init(_ inputs: [CaseInput], compared: [Value], timed texts: [String], from begin: Timestamp?) {
    var cuts: Set<Int64> = []
    var weeks: [Week] = []
    for input in inputs {
      switch input {
      case .instants(let instants):
        // A part of a second later is a second later: nothing else lies between.
        for one in instants { cuts.insert(one.seconds + (one.nanoseconds > 0 ? 1 : 0)) }
      case .week(let from, let to, let zone): weeks.append(Week(from: from, to: to, zone: zone))
      case .killSwitch, .evidenceAge, .environment, .subject, .anomaly, .usage, .obstacles, .facts:
        break
      }
    }
    // From the beginning on there is a stretch of time like any other.
    if let begin { cuts.insert(begin.seconds + (begin.nanoseconds > 0 ? 1 : 0)) }
    for case .timestamp(let seconds, _) in compared { cuts.formUnion([seconds, seconds + 1]) }
    self.cuts = cuts.sorted()
    self.weeks = weeks
    self.begin = begin
    let schema = EvidenceScope.safety.schema
    timed = texts.compactMap { text in
      Condition.compile(
        ConditionSource(text: text) { _ in .start(of: "proof") }, schema: schema
      ).value
    }
    zones = weeks.map(\.zone) + texts.flatMap(Self.zones)
  }

  /// The zones that a condition names; of none it asks in UTC.
  private static func zones(namedIn text: String) -> [TimeZoneRules] {
    text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.compactMap { TimeZoneRules.named(String($0.element)) }
      + text.split(separator: "'", omittingEmptySubsequences: false).enumerated()
      .filter { $0.offset % 2 == 1 }.compactMap { TimeZoneRules.named(String($0.element)) }
  }

  /// The most instants times windows that are held against each other.
  static let comparisonsAtMost = 20_000_000

  /// Whether there are too many windows to find how they overlap.
  private var isTooMuch: Bool {
    let inAWeek = (weeks.count * 4 + (timed.isEmpty ? 0 : 672 * 14)).multiplied(2)
    let all = (cuts.count + 1).multiplied(inAWeek + 1)
    return all.multiplied(cuts.count + weeks.count + 20 * timed.count + 1)
      > Self.comparisonsAtMost
  }

  /// One instant for each class, in order of time; `nil` where there are too many windows.
  var instants: [Timestamp]? {
    if isTooMuch { return nil }
    var seen: Set<[UInt8]> = []
    return candidates.filter { second in begin.map { Timestamp(seconds: second) >= $0 } ?? true }
      .map { Timestamp(seconds: $0) }
      .filter { seen.insert(signature(of: $0)).inserted }
  }

  private func signature(of instant: Timestamp) -> [UInt8] {
    var bits = cuts.map { UInt8(instant.seconds >= $0 ? 1 : 0) }
    bits += weeks.map { week in
      let minute = Self.minuteOfWeek(instant.seconds, in: week.zone)
      let isInside =
        week.from <= week.to
        ? week.from <= minute && minute < week.to : minute >= week.from || minute < week.to
      return isInside ? 1 : 0
    }
    guard !timed.isEmpty else { return bits }
    let facts = Facts(
      ["now": .timestamp(seconds: instant.seconds, nanoseconds: 0)],
      schema: EvidenceScope.safety.schema)
    return bits
      + timed.map { condition in
        switch condition.evaluate(facts) {
        case .value(.bool(let holds)): holds ? 1 : 0
        case .value, .unknown, .error: 2
        }
      }
  }

  private static func minuteOfWeek(_ seconds: Int64, in zone: TimeZoneRules) -> Int {
    let local = seconds + Int64(zone.offset(atUnixSeconds: seconds))
    // 1970-01-01 was a Thursday, the fourth day from Monday.
    let minutes = (local - (local % 60 + 60) % 60) / 60 + 3 * 1440
    return Int((minutes % 10_080 + 10_080) % 10_080)
  }

  private var candidates: [Int64] {
    let first = min(cuts.first.map { $0 - 60 * Self.week } ?? Self.start, Self.start)
    let bounds = [first] + cuts
    var found: Set<Int64> = []
    for (index, low) in bounds.enumerated() {
      let high = index + 1 < bounds.count ? bounds[index + 1] : low + 60 * Self.week
      found.insert(low)
      guard !weeks.isEmpty || !timed.isEmpty else { continue }
      for start in sampleWeeks(from: low, to: high) {
        found.formUnion(times(inWeekFrom: start).filter { low <= $0 && $0 < high })
      }
    }
    return found.sorted()
  }

  /// The starts of weeks in a stretch, one for each set of offsets of the zones.
  private func sampleWeeks(from low: Int64, to high: Int64) -> [Int64] {
    var seen: Set<[Int]> = []
    let end = min(high, low + 56 * Self.week)
    var starts: [Int64] = []
    for start in stride(from: low, to: end, by: Int(Self.week)) {
      let offsets = zones.map { $0.offset(atUnixSeconds: start) }
      if seen.insert(offsets).inserted { starts.append(start) }
    }
    return starts
  }

  /// The times of a week at which something may change.
  private func times(inWeekFrom start: Int64) -> [Int64] {
    var found: [Int64] = []
    for week in weeks {
      let here = Self.minuteOfWeek(start, in: week.zone)
      let floor = start - (start % 60 + 60) % 60
      for minute in [week.from, week.to] {
        let ahead = Int64((minute - here + 10_080) % 10_080)
        found += [floor + ahead * 60, floor + ahead * 60 - 60]
      }
    }
    if !timed.isEmpty { found += (0..<672).map { start - start % 900 + Int64($0) * 900 } }
    return found
  }
}

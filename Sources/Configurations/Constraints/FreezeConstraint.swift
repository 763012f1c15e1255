internal import Conditions
internal import Documents
public import Incidents

/// A constraint that denies inside of a window of time: every week, or once.
public struct FreezeConstraint: Constraint {
  public let id: String
  let title: String
  let scope: Applicability
  let window: Window

  /// When it holds.
  enum Window: Sendable {
    case weekly(from: WeekTime, to: WeekTime, zone: TimeZoneRules)
    case once(from: Timestamp, until: Timestamp)
  }

  /// When a freeze that is once is over; `nil` for one of every week.
  public var end: Timestamp? {
    switch window {
    case .once(_, let until): until
    case .weekly: nil
    }
  }

  public var inputs: [CaseInput] {
    let time: CaseInput =
      switch window {
      case .once(let from, let until): .instants([from, until])
      case .weekly(let from, let to, let zone):
        .week(from: from.minute, to: to.minute, zone: zone)
      }
    return [.environment, .subject(jobs: scope.jobs ?? []), time]
  }

  public func ruling(on proposal: ProposedCase) -> Ruling {
    guard scope.covers(job: proposal.job, environment: proposal.environment) else {
      return silent(.freeze, "not for \(proposal.environment)")
    }
    guard contains(proposal.now) else { return silent(.freeze, "not now") }
    return Ruling(constraint: id, kind: .freeze, verdict: .deny, reason: title)
  }

  /// Whether an instant lies in the window; the end is outside.
  func contains(_ instant: Timestamp) -> Bool {
    switch window {
    case .once(let from, let until): return from <= instant && instant < until
    case .weekly(let from, let to, let zone):
      let local = instant.seconds + Int64(zone.offset(atUnixSeconds: instant.seconds))
      // 1970-01-01 was a Thursday, the fourth day from Monday.
      let minutes = Int(local.flooredMinutes) + 3 * 1440
      let week = WeekTime.minutesPerWeek
      let now = (minutes % week + week) % week
      let isAfterStart = now >= from.minute
      let isBeforeEnd = now < to.minute
      return from.minute <= to.minute ? isAfterStart && isBeforeEnd : isAfterStart || isBeforeEnd
    }
  }
}

/// A time of the week, as `Fri 18:00`.
struct WeekTime: Sendable, Hashable {
  /// Minutes since Monday 00:00.
  let minute: Int

  static let minutesPerWeek = 7 * 1440
  private static let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

  init?(day: Substring, time: Substring) {
    let parts = time.split(separator: ":", omittingEmptySubsequences: false)
    guard let day = Self.days.firstIndex(of: String(day)), parts.count == 2,
      parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]), (0...23).contains(hour),
      let minute = Int(parts[1]), (0...59).contains(minute)
    else { return nil }
    self.minute = day * 1440 + hour * 60 + minute
  }
}

extension Int64 {
  /// Whole minutes, rounded towards the past.
  fileprivate var flooredMinutes: Int64 { (self - (self % 60 + 60) % 60) / 60 }
}

extension FreezeConstraint {
  init?(_ fields: inout FieldReader) {
    let id = fields.text("id")
    let title = fields.text("title")
    let scope = fields.mapping("for", as: "`for`") { Applicability(&$0) } ?? .everything
    let keys = fields.keys
    let isWeekly = keys.contains("weekly") || (keys.contains("zone") && !keys.contains("from"))
    let window = isWeekly ? Self.weekly(&fields) : Self.once(&fields)
    guard let id, let title, let window else { return nil }
    self.init(id: id, title: title, scope: scope, window: window)
  }

  private static func weekly(_ fields: inout FieldReader) -> Window? {
    let node = fields.required("weekly")
    let zoneSpan = fields.optional("zone")?.span ?? fields.span
    let zoneName = fields.text("zone")
    guard let node, let text = fields.text(of: node) else { return nil }
    let words = text.split(separator: " ")
    guard words.count == 5, words[2] == "to", let from = WeekTime(day: words[0], time: words[1]),
      let to = WeekTime(day: words[3], time: words[4]), from != to
    else {
      fields.report([.badWindow(text, at: node.span)])
      return nil
    }
    guard let zoneName else { return nil }
    guard let zone = TimeZoneRules.named(zoneName) else {
      fields.report([.unknownZone(zoneName, at: zoneSpan)])
      return nil
    }
    return .weekly(from: from, to: to, zone: zone)
  }

  private static func once(_ fields: inout FieldReader) -> Window? {
    let from = fields.timestamp("from")
    let until = fields.timestamp("until")
    guard let from, let until else { return nil }
    guard from < until else {
      fields.report([.badWindow("from … until", at: fields.span)])
      return nil
    }
    return .once(from: from, until: until)
  }
}

extension FieldReader {
  /// Reads an instant as RFC 3339 text.
  mutating func timestamp(_ key: String) -> Timestamp? {
    guard let node = required(key), let text = text(of: node) else { return nil }
    if let instant = Timestamp(rfc3339: text) { return instant }
    report([.badTime(text, at: node.span)])
    return nil
  }
}

extension Diagnostic {
  static func badWindow(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bad-window", message: "`\(text)` is no window of time", span: span,
      help: ["write `weekly: Fri 18:00 to Mon 06:00` with a `zone`, or `from` before `until`"])
  }

  static func unknownZone(_ name: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "unknown-zone", message: "there is no time zone `\(name)`", span: span,
      help: ["name one of the IANA zones, as `Europe/Berlin`"])
  }

  static func badTime(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "bad-time", message: "`\(text)` is no time", span: span,
      help: ["write it as `\"2026-12-20T00:00:00+01:00\"`"])
  }
}

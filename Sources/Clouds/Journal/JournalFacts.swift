internal import Configurations
internal import Healing
internal import Incidents

/// What is counted over all incidents, as it stood after so many changes: heals, locks and pages.
///
/// All of it is small and lives as long as somebody asks for it, so every worker has all of it in
/// memory, and reads no more than what changed. Every answer is a pure function of it.
struct JournalFacts: Sendable {
  /// The transaction up to which it stands.
  var number: Int
  private(set) var heals: [String: HealRecord] = [:]
  private(set) var locks: [String: LockRecord] = [:]
  private(set) var pages: [String: PageRecord] = [:]

  init(number: Int) { self.number = number }

  /// Takes over that something is now so, or is no more.
  mutating func apply(_ change: FactChange) {
    switch change.fact {
    case .heal(let record)?: heals[change.key] = record
    case .lock(let record)?: locks[change.key] = record
    case .page(let record)?: pages[change.key] = record
    case nil:
      heals[change.key] = nil
      locks[change.key] = nil
      pages[change.key] = nil
    }
  }
}

/// One thing that is counted.
enum JournalFact: Sendable, Hashable, Codable {
  case heal(HealRecord)
  case lock(LockRecord)
  case page(PageRecord)

  /// The name that it is found by.
  var key: String {
    switch self {
    case .heal(let record): HealRecord.key(record.incident, record.attempt)
    case .lock(let record): LockRecord.key(record.target)
    case .page(let record): PageRecord.key(record.page.marker)
    }
  }

  /// When nobody asks for it any more; `nil` while somebody may.
  var expiry: Timestamp? {
    switch self {
    case .heal(let record): record.expiry
    case .lock: nil
    case .page(let record): record.expiry
    }
  }
}

/// That something is now so; `fact` is absent where it is no more.
struct FactChange: Sendable, Hashable, Codable {
  let key: String
  let fact: JournalFact?
}

/// Who is changing a target.
struct LockRecord: Sendable, Hashable, Codable {
  let target: String
  let incident: String

  static func key(_ target: String) -> String { "lock#\(JournalKey.bounded(target))" }
}

/// One attempt that is counted: what it takes out of budgets, and for which group.
struct HealRecord: Sendable, Hashable, Codable {
  let incident: String
  let attempt: Int
  /// Absent where it is proven that nothing was done.
  var charge: Charged?
  var member: Member?
  /// How long it may be asked for, in seconds.
  let kept: Int64

  struct Charged: Sendable, Hashable, Codable {
    let at: Timestamp
    let action: String
    let environment: String
    let job: String
    let tables: [String]
    var dpuHours: Double
    let rows: Double
    let changed: [String]
  }

  struct Member: Sendable, Hashable, Codable {
    let environment: String
    let signature: String
    let job: String
    var endedAt: Timestamp?
    var result: String?
  }

  static func key(_ incident: String, _ attempt: Int) -> String { "heal#\(incident).\(attempt)" }

  var expiry: Timestamp? {
    guard member == nil || member?.endedAt != nil else { return nil }
    let last = max(charge?.at, member?.endedAt)
    return last.map { $0 + .seconds(kept) }
  }
}

private func max(_ one: Timestamp?, _ other: Timestamp?) -> Timestamp? {
  guard let one, let other else { return one ?? other }
  return Swift.max(one, other)
}

// Budgets.
extension JournalFacts {
  /// What was used up of a limit, not counting one attempt.
  func used(
    _ limit: LimitConstraint, by subject: ChargeSubject,
    besides: (incident: String, attempt: Int)?, at now: Timestamp
  ) -> Double {
    charges(limit, by: subject, besides: besides, at: now).map { charges in
      switch limit.unit {
      case .actions: Double(charges.count)
      case .dpuHours: sum(charges, \.dpuHours)
      case .rows: sum(charges, \.rows)
      case .tables: 0
      }
    }.max() ?? 0
  }

  /// The sum of fractions, in one order: it is the same wherever it is made.
  private func sum(
    _ charges: [(key: String, HealRecord.Charged)], _ figure: KeyPath<HealRecord.Charged, Double>
  ) -> Double {
    charges.filter { $0.1[keyPath: figure] != 0 }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .reduce(0) { $0 + $1.1[keyPath: figure] }
  }

  /// The tables that were changed within a limit.
  func changed(
    within limit: LimitConstraint, by subject: ChargeSubject,
    besides: (incident: String, attempt: Int)?, at now: Timestamp
  ) -> Set<String> {
    charges(limit, by: subject, besides: besides, at: now).joined()
      .reduce(into: []) { $0.formUnion($1.1.changed) }
  }

  /// The charges under each of the names that a limit counts under.
  private func charges(
    _ limit: LimitConstraint, by subject: ChargeSubject,
    besides: (incident: String, attempt: Int)?, at now: Timestamp
  ) -> [[(key: String, HealRecord.Charged)]] {
    let start = now - limit.window
    let (_, names) = subject.names(in: limit.scope)
    let besides = besides.map { HealRecord.key($0.incident, $0.attempt) }
    return names.map { name in
      heals.compactMap { key, record in
        guard let charge = record.charge, charge.at > start, key != besides else { return nil }
        let isCounted =
          switch limit.scope {
          case .env: charge.environment == name
          case .job: charge.job == name
          case .table: charge.tables.contains(name)
          }
        return isCounted ? (key, charge) : nil
      }
    }
  }
}

// Groups.
extension JournalFacts {
  /// How groups went, by signature and by what is counted.
  func groupUsage(
    of groups: Groups, in environment: String, job: String, at now: Timestamp
  ) -> [String: [String: Double]] {
    var usage: [String: [String: Double]] = [:]
    for member in heals.values.compactMap(\.member) {
      guard let ended = member.endedAt else { continue }
      if let breaker = groups.breaker, member.environment == environment,
        member.result == "failed", ended > now - breaker.window
      {
        usage[member.signature, default: [:]][Groups.breakerID, default: 0] += 1
      }
      if let repeats = groups.repeats, member.job == job, member.result == "healed",
        ended > now - repeats.window
      {
        usage[member.signature, default: [:]][Groups.repeatsID, default: 0] += 1
      }
    }
    return usage
  }

  /// What keeps an action from its first effect.
  func gate(_ charge: Charge, of incident: String, at now: Timestamp) -> Gate? {
    let limit = charge.exceededLimit(
      used: { used($0, by: charge.subject, besides: nil, at: now) },
      changed: { changed(within: $0, by: charge.subject, besides: nil, at: now) })
    if let limit { return .overLimit(id: limit) }
    guard let member = charge.member else { return nil }
    let usage = groupUsage(
      of: member.groups, in: member.environment, job: member.job, at: now)
    if let bound = member.exceededBound(usage[member.signature] ?? [:]) {
      return .overLimit(id: bound)
    }
    return holder(of: member, besides: incident, at: now).map { .held(by: $0) }
  }

  /// The incident that the group of another waits for; `nil` where it may go on.
  private func holder(
    of member: GroupMember, besides incident: String, at now: Timestamp
  ) -> String? {
    guard !member.groups.canary.isEmpty else { return nil }
    let allowed = allowedAtOnce(member, at: now)
    let others = heals.values.filter {
      $0.incident != incident && $0.member.map { $0.endedAt == nil && $0.isOf(member) } ?? false
    }.map(\.incident).sorted()
    return others.count >= allowed ? others.first : nil
  }

  /// How many of a group may be healed at once.
  func allowedAtOnce(_ member: GroupMember, at now: Timestamp) -> Int {
    let ended = heals.values.compactMap(\.member).filter { $0.isOf(member) }
    let failed = ended.compactMap { $0.result == "failed" ? $0.endedAt : nil }.max()
    let since = max(now - member.groups.window, failed) ?? now
    let healed = ended.count { $0.result == "healed" && $0.endedAt.map { $0 > since } ?? false }
    return member.groups.allowedAtOnce(after: min(healed, member.groups.canary.reduce(0, +)))
  }
}

extension HealRecord.Member {
  func isOf(_ group: GroupMember) -> Bool {
    environment == group.environment && signature == group.signature
  }
}

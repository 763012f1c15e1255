internal import Documents

/// How incidents with one signature are healed together, and how many people are told.
///
/// Incidents of one environment whose anomaly is the same kind and class on the same table (or by
/// the same rule, where it is about no table) are one group.
public struct Groups: Sendable, Hashable {
  /// How many of a group may be healed at once: the first number at first, and the next one when
  /// as many have healed as the number says. The last number stays.
  public let canary: [Int]
  /// So many failed heals of a group, and it is left to people.
  public let breaker: Rate?
  /// The so manieth heal of one job with one signature is for a person, although each worked.
  public let repeats: Rate?
  /// How many pages are sent at most; what comes after them is told in one.
  public let pages: Rate

  /// A number of events in a sliding window.
  public struct Rate: Sendable, Hashable {
    public let count: Int
    public let window: Duration

    public init(count: Int, window: Duration) {
      self.count = count
      self.window = window
    }
  }

  /// What holds where a team declares nothing: no group waits for another, and pages have a bound.
  public static let undeclared = Groups(
    canary: [], breaker: nil, repeats: nil, pages: standardPages)

  /// What the constraints of groups are counted under.
  public static let breakerID = "groups.breaker"
  public static let repeatsID = "groups.repeats"

  static let standardPages = Rate(count: 20, window: .seconds(600))

  /// How long healed incidents of a group speak for the next ones.
  public var window: Duration { breaker?.window ?? .seconds(3600) }

  /// How many may be healed at once after `healed` of the group healed in a row.
  public func allowedAtOnce(after healed: Int) -> Int {
    guard let last = canary.last else { return .max }
    var needed = 0
    for size in canary {
      needed += size
      if healed < needed { return size }
    }
    return last
  }
}

extension Groups {
  /// Reads `groups` of the safety file.
  init(_ fields: inout FieldReader) {
    var atLeast = 1
    canary = fields.items("canary").compactMap { node in
      guard case .scalar(let scalar) = node.content, case .integer(let number) = scalar.value,
        let size = Int(exactly: number), (1...1_000_000).contains(size)
      else {
        fields.report([.wrongKind(wanted: "how many at once, as `2`", node)])
        return nil
      }
      if size < atLeast {
        fields.report([.outOfRange("\(size)", "canary", "\(atLeast) or more", at: node.span)])
      }
      atLeast = max(atLeast, size)
      return size
    }
    breaker = Self.rate("breaker", of: "failures", &fields)
    repeats = Self.rate("repeats", of: nil, &fields)
    pages = Self.rate("pages", of: nil, &fields) ?? Self.standardPages
  }

  /// A rate such as `3 failures within 1h`.
  private static func rate(
    _ key: String, of unit: String?, _ fields: inout FieldReader
  ) -> Rate? {
    guard let node = fields.optional(key), let text = fields.text(of: node) else { return nil }
    var words = text.split(separator: " ")[...]
    let count = words.popFirst().flatMap { Int($0) } ?? 0
    let isUnitRight = unit == nil || words.popFirst() == unit.map { Substring($0) }
    guard count > 0, isUnitRight, words.count == 2, words.first == "within",
      let window = Duration(unitText: String(words.last ?? ""))
    else {
      let example = "`3 \(unit.map { $0 + " " } ?? "")within 1h`"
      fields.report([.missingUnit(text, wanted: "a rate, as \(example)", at: node.span)])
      return nil
    }
    return Rate(count: count, window: window)
  }
}

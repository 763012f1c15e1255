internal import Incidents

/// Everything that a seed draws: the fleet, what breaks in it, and how often what goes wrong.
public struct Plan: Sendable {
  public let seed: UInt64
  var environment = "dev"
  var start = Timestamp(seconds: 0)
  var handlers = 1
  var failures: [Failure] = []
  var rates = Rates()
  /// When the other configuration is taken, counted from the start.
  var swapsAt: Duration?
  var beginsTighter = false
  /// When somebody stops everything, and for how long.
  var stops: [Stop] = []
  var outsideWrites: [OutsideWrite] = []
  var heldTables: Set<String> = []
  /// After that nothing goes wrong any more, and everything must come to rest.
  var faultsEnd = Duration.seconds(3 * 3600)

  /// One run that fails, and why it does.
  struct Failure: Sendable {
    let job: String
    let table: String
    let day: String
    let cause: Cause
    let at: Duration

    var run: String { "jr_\(job)_\(day)" }
  }

  /// What is really wrong with a batch, and so what really heals.
  enum Cause: Sendable, Hashable {
    case throttled(times: Int)
    case late(by: Duration)
    case memory(needs: String)
    case newColumn
    case badCatalog
    case damaged(objects: Int)
    case bug
    /// No rule knows it.
    case strange
    case newColumnAndBug
    case damagedAndBug
    case damagedAndThrottled(times: Int)
    case hangs
  }

  struct Stop: Sendable {
    let at: Duration
    let lasts: Duration
  }

  /// Somebody else who changes a table.
  struct OutsideWrite: Sendable {
    let table: String
    let at: Duration
  }

  /// How probable each fault is, at each chance.
  struct Rates: Sendable {
    var crash = 0.0
    var lostBefore = 0.0
    var lostAfter = 0.0
    var partial = 0.0
    var refused = 0.0
    var conflict = 0.0
    var unsettled = 0.0
    var unreadable = 0.0
    var unknownPart = 0.0
    var journalBefore = 0.0
    var journalAfter = 0.0
    var duplicate = 0.0
    var forged = 0.0
    var lostEvent = 0.0
    var approves = 0.7
    var answers = 0.8
  }

  /// Draws a plan.
  public init(seed: UInt64) {
    self.seed = seed
    var random = Random(seed: seed &* 2 &+ 1)
    environment = ["dev", "dev", "staging", "prod"][random.number(0...3)]
    // From half past seven to a quarter past ten, so that the frozen hour begins at any place.
    start = Timestamp(seconds: 1_795_505_400) + random.seconds(0...9_900)
    handlers = random.number(1...4)
    failures = Self.failures(&random)
    // Where much fails at once, many judge before one commits.
    if failures.count > 5 { handlers = random.number(3...8) }
    rates = Self.rates(&random)
    beginsTighter = random.happens(0.2)
    swapsAt = random.happens(0.25) ? random.seconds(60...5400) : nil
    if random.happens(0.4) {
      stops = (0..<random.number(1...2)).map { _ in
        Stop(at: random.seconds(0...5400), lasts: random.seconds(10...2400))
      }
    }
    outsideWrites = (0..<random.number(0...2)).map { _ in
      OutsideWrite(table: "d.t\(random.number(0...1))", at: random.seconds(0...5400))
    }
    if random.happens(0.2) { heldTables = ["d.t\(random.number(0...1))"] }
  }

  /// The kinds of trouble: each its own, one cause in many jobs, many causes at once, one job again
  /// and again, and many jobs that nobody knows the cause of.
  private enum Flavour {
    case mixed, storm, allAtOnce, repeating, strange
  }

  /// Causes that are no group with one another.
  private static let unlike: [Cause] = [
    .throttled(times: 0), .late(by: .seconds(60)), .memory(needs: "G.2X"), .newColumn,
    .damaged(objects: 1),
  ]

  private static func failures(_ random: inout Random) -> [Failure] {
    let flavours: [Flavour] = [.storm, .allAtOnce, .repeating, .strange]
    let flavour = random.happens(0.3) ? flavours[random.number(0...3)] : .mixed
    let count = flavour == .mixed ? random.number(1...5) : random.number(4...10)
    let shared = [Cause.throttled(times: 0), .late(by: .seconds(120)), .newColumn, .bug][
      random.number(0...3)]
    return (0..<count).map { number in
      let table = random.happens(0.08) ? 2 : random.number(0...1)
      let letter = ["a", "b", "c"][table]
      switch flavour {
      case .mixed:
        return Failure(
          job: "\(letter)\(random.number(0...2))", table: "d.t\(table)", day: "\(number)",
          cause: cause(&random), at: random.seconds(0...3600))
      case .storm:
        return Failure(
          job: "\(letter)\(random.number(0...5))", table: "d.t\(table)", day: "\(number)",
          cause: random.happens(0.8) ? shared : cause(&random), at: random.seconds(0...60))
      case .allAtOnce:
        let side = number % 2
        return Failure(
          job: "\(["a", "b"][side])\(number)", table: "d.t\(side)", day: "\(number)",
          cause: unlike[number % unlike.count], at: random.seconds(0...3))
      case .repeating:
        return Failure(
          job: "a0", table: "d.t0", day: "\(number)", cause: .throttled(times: 0),
          at: random.seconds(0...9000))
      case .strange:
        return Failure(
          job: "\(letter)\(number)", table: "d.t\(table)", day: "\(number)", cause: .strange,
          at: random.seconds(0...120))
      }
    }
  }

  private static func cause(_ random: inout Random) -> Cause {
    switch random.number(0...15) {
    case 0, 1, 2: .throttled(times: random.number(0...2))
    case 3: .late(by: random.seconds(60...2700))
    case 4: .memory(needs: ["G.2X", "G.4X"][random.number(0...1)])
    case 5, 6: .newColumn
    case 7, 8: .badCatalog
    case 9, 10: .damaged(objects: random.number(1...2))
    case 11: .bug
    case 12: .newColumnAndBug
    case 13: .damagedAndBug
    case 14: .damagedAndThrottled(times: random.number(1...2))
    default: .hangs
    }
  }

  private static func rates(_ random: inout Random) -> Rates {
    func rate(_ most: Double) -> Double {
      random.happens(0.5) ? 0 : most * Double(random.number(1...10)) / 10
    }
    var rates = Rates()
    rates.crash = rate(0.03)
    rates.lostBefore = rate(0.15)
    rates.lostAfter = rate(0.2)
    rates.partial = rate(0.3)
    rates.refused = rate(0.1)
    rates.conflict = rate(0.1)
    rates.unsettled = rate(0.2)
    rates.unreadable = rate(0.08)
    rates.unknownPart = rate(0.3)
    rates.journalBefore = rate(0.02)
    rates.journalAfter = rate(0.02)
    rates.duplicate = rate(0.6)
    rates.forged = rate(0.6)
    rates.lostEvent = rate(0.3)
    return rates
  }
}

// Plans with less in them: how a failing seed is made small.
extension Plan {
  /// The parts that can be left out, by name.
  private static let parts: [(name: String, leaveOut: @Sendable (inout Plan) -> Void)] = [
    ("stops", { $0.stops = [] }),
    ("outside-writes", { $0.outsideWrites = [] }),
    ("swap", { $0.swapsAt = nil }),
    ("crashes", { $0.rates.crash = 0 }),
    ("lost-answers", { ($0.rates.lostBefore, $0.rates.lostAfter, $0.rates.partial) = (0, 0, 0) }),
    ("refusals", { ($0.rates.refused, $0.rates.conflict) = (0, 0) }),
    ("unsettled", { $0.rates.unsettled = 0 }),
    ("unreadable", { ($0.rates.unreadable, $0.rates.unknownPart) = (0, 0) }),
    ("journal-faults", { ($0.rates.journalBefore, $0.rates.journalAfter) = (0, 0) }),
    ("event-faults", { ($0.rates.duplicate, $0.rates.forged, $0.rates.lostEvent) = (0, 0, 0) }),
    ("handlers", { $0.handlers = 1 }),
    ("held-tables", { $0.heldTables = [] }),
  ]

  static let partNames = parts.map(\.name) + (0..<10).map { "failure-\($0)" }

  /// The same plan without some of its parts.
  func without(_ names: [String]) -> Plan {
    var plan = self
    for part in Self.parts where names.contains(part.name) { part.leaveOut(&plan) }
    plan.failures.removeAll { names.contains("failure-\($0.day)") }
    return plan
  }
}

internal import Configurations
public import Learning
public import Simulation
internal import Threads

/// Policies side by side on the same incidents.
public struct Evaluation: Sendable {
  public let world: SimulatedWorld
  public let contenders: [Contender]
  public let seeds: [UInt64]
  /// How many incidents each seed plays.
  public let incidents: Int
  /// How many incidents are learned from, with seeds of their own.
  public let lessons: Int
  public let setting: ArenaSetting
  public let threads: Int

  public init(
    _ world: SimulatedWorld, contenders: [Contender] = Contender.allCases, seeds: [UInt64],
    incidents: Int, lessons: Int, setting: ArenaSetting = ArenaSetting(), threads: Int = 1
  ) {
    self.world = world
    self.contenders = contenders
    self.seeds = seeds
    self.incidents = incidents
    self.lessons = lessons
    self.setting = setting
    self.threads = threads
  }

  /// Plays a mix. `trainedOn` is the mix that is learned in, where it is another one.
  public func outcome(
    of mix: Mix, trainedOn other: Mix? = nil, map: StateMap? = nil
  ) -> MixOutcome {
    let wanted = contenders.compactMap(\.sight)
    let solved = ParallelMap.results(wanted.count, threads: threads) {
      Ceiling(world, mix: mix, sight: wanted[$0])
    }
    let ceilings = Dictionary(zip(wanted, solved)) { first, _ in first }
    let parts = ParallelMap.results(seeds.count, threads: threads) { place in
      bout(mix, seed: seeds[place], trainedOn: other ?? mix, map: map, ceilings)
    }
    let names = contenders.enumerated().map { index, contender in
      ContenderOutcome(
        contender: contender, seeds: parts.map { $0.scores[index] },
        times: RecoveryTimes.swept.enumerated().map { sweep, hours in
          RecoveryTimes(parts.flatMap { $0.times[index][sweep] }, peopleHours: hours)
        },
        byCause: parts.reduce(into: Array(repeating: SeedScore(), count: world.file.causes.count)) {
          for cause in $0.indices { $0[cause] += $1.causes[index][cause] }
        })
    }
    return MixOutcome(
      mix: mix.name, contenders: names, detection: parts.map(\.detection),
      tables: parts.compactMap(\.table))
  }

  /// One seed: everybody on the same incidents.
  private func bout(
    _ mix: Mix, seed: UInt64, trainedOn other: Mix, map: StateMap?,
    _ ceilings: [Ceiling.Sight: Ceiling]
  ) -> Bout {
    let field = world.incidents(of: mix, seed: seed, count: incidents)
    let lesson =
      contenders.contains { $0.learns }
      ? Lesson(
        in: world, mix: other, seed: seed ^ 0x5eed_0000_0000, incidents: lessons, setting: setting,
        map: map) : nil
    var scores: [SeedScore] = []
    var times: [[[Double]]] = []
    var ends: [[Episode.End]] = []
    var causes: [[SeedScore]] = []
    for contender in contenders {
      let episodes = episodes(
        of: contender, on: field, seed: seed, lesson, map ?? .declared(world), ceilings)
      var score = SeedScore()
      var apart = Array(repeating: SeedScore(), count: world.file.causes.count)
      for (episode, incident) in zip(episodes, field) {
        score.count(episode)
        apart[incident.cause].count(episode)
      }
      scores.append(score)
      causes.append(apart)
      ends.append(episodes.map(\.end))
      times.append(
        RecoveryTimes.swept.map { hours in
          zip(episodes, field).map { world.minutes(of: $0, $1, peopleHours: hours) }
        })
    }
    if let ceiling = contenders.firstIndex(of: .ceiling) {
      for place in scores.indices {
        scores[place].ceilingEscalations = ends[ceiling].count { $0 == .escalated }
        scores[place].rightEscalations = zip(ends[place], ends[ceiling]).count {
          $0 == .escalated && $1 == .escalated
        }
      }
    }
    return Bout(
      scores: scores, causes: causes, times: times, detection: world.detection(on: field),
      table: lesson?.table)
  }

  /// What one seed came to.
  private struct Bout: Sendable {
    let scores: [SeedScore]
    let causes: [[SeedScore]]
    let times: [[[Double]]]
    let detection: Detections
    let table: ValueTable?
  }

  /// One contender on all incidents of a seed. A table of who plays how.
  private func episodes(
    of contender: Contender, on field: [SimulatedIncident], seed: UInt64,
    _ lesson: Lesson?, _ map: StateMap, _ ceilings: [Ceiling.Sight: Ceiling]
  ) -> [Episode] {
    let steps = world.stepsAtMost
    func play(_ player: some Player) -> [Episode] {
      var player = player
      var arena = Arena(world, setting)
      return field.map { arena.play($0, seed: seed, with: &player) }
    }
    let retry = world.actions.firstIndex { $0.name == "retry" } ?? world.escalate
    switch contender {
    case .escalate: return play(Escalating(world))
    case .retry: return play(Repeating(retry, times: steps, world))
    case .retryOnce: return play(Repeating(retry, times: 1, world))
    case .random: return play(Drawing(world, seed: seed, free: false))
    case .randomDeclared: return play(Drawing(world, seed: seed, free: true))
    case .prior: return play(PriorPlaying())
    case .ceilingOnState, .ceiling, .clairvoyant:
      return contender.sight.flatMap { ceilings[$0] }.map(play) ?? []
    case .majority, .oneStep, .learned:
      guard let lesson else { return [] }
      if contender == .majority { return play(Majority(lesson.majority, steps: steps, world)) }
      return contender == .oneStep
        ? play(Learned(lesson.oneStep, map, steps: 1, world))
        : play(Learned(lesson.learned, map, steps: steps, world))
    }
  }
}

/// What a mix came to.
public struct MixOutcome: Sendable {
  public let mix: String
  public let contenders: [ContenderOutcome]
  /// By seed.
  public let detection: [Detections]
  /// What was learned, by seed.
  public let tables: [ValueTable]

  public subscript(contender: Contender) -> ContenderOutcome? {
    contenders.first { $0.contender == contender }
  }
}

/// What a policy came to in a mix.
public struct ContenderOutcome: Sendable {
  public let contender: Contender
  public let seeds: [SeedScore]
  /// By people's time that is assumed.
  public let times: [RecoveryTimes]
  /// By the place of the hidden cause, over all seeds.
  public let byCause: [SeedScore]

  /// How often harm can be done: the upper bound at 95 %.
  public var harmBound: Double {
    upperBound(
      of: seeds.reduce(0) { $0 + $1.harmed }, in: seeds.reduce(0) { $0 + $1.incidents })
  }
}

/// What the detector named, against what was wrong.
public struct Detections: Sendable, Hashable {
  /// Named rightly; named wrongly or for nothing; wrong and not named, or not rightly.
  public var right = 0
  public var wrong = 0
  public var missing = 0

  public init() {}

  public static func + (left: Detections, right: Detections) -> Detections {
    var sum = left
    sum.right += right.right
    sum.wrong += right.wrong
    sum.missing += right.missing
    return sum
  }

  public var precision: Double { right + wrong == 0 ? 1 : Double(right) / Double(right + wrong) }
  public var recall: Double { right + missing == 0 ? 1 : Double(right) / Double(right + missing) }
  public var f1: Double {
    precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
  }
}

extension SimulatedWorld {
  /// What the detector names on the first evidence of incidents. That it does not know is no name.
  func detection(on field: [SimulatedIncident]) -> Detections {
    var sum = Detections()
    for incident in field {
      let truth = file.causes[incident.cause].kind
      let kind = looks[incident.variant].kind
      let named = kind == "unknown" && truth != "unknown" ? nil : kind
      switch (named, truth) {
      case (let named?, let truth?) where named == truth: sum.right += 1
      case (_?, _?):
        sum.wrong += 1
        sum.missing += 1
      case (_?, nil): sum.wrong += 1
      case (nil, _?): sum.missing += 1
      case (nil, nil): break
      }
    }
    return sum
  }

  /// The minutes until all was well. People mend what they are told of; what nobody was told of is
  /// found after a while.
  func minutes(
    of episode: Episode, _ incident: SimulatedIncident, peopleHours: Double
  ) -> Double {
    let isWell = episode.isHealed && episode.end != .escalated
    if isWell { return episode.minutes }
    let scale = peopleHours * 60 / file.people.minutes
    let people =
      file.causes[incident.cause].peopleMinutes * scale * peopleFactor(at: incident.peopleDraw)
    return episode.minutes + people + (episode.end == .escalated ? 0 : file.people.missedFor)
  }
}

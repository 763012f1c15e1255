internal import Configurations
internal import Decisions
internal import Incidents
internal import RuleTesting
internal import Threads

/// Shows every variant of a world to the engine, once.
struct Survey: Sendable {
  private(set) var looks: [Look]
  let verified: [Bool]
  let anomalyCount: Int
  let reversible: UInt64

  init(
    _ file: WorldFile, _ engine: Engine, in folder: String, threads: Int
  ) throws(RuleTestError) {
    var opened = file.fixtures
    try opened.open(in: folder, for: engine.configuration.project)
    let gallery = Gallery(file: file, fixtures: opened, engine: engine)
    let count = file.variantCount
    let sights = try ParallelMap.results(count, threads: threads) { place throws(RuleTestError) in
      try gallery.sight(at: place)
    }
    var anomalies: [Finding: Int] = [:]
    var observations: [String: Int] = [:]
    var findings: [Finding] = []
    looks = sights.map { sight in
      var anomaly = -1
      if let finding = sight.anomaly, sight.canBeActedOn {
        anomaly = anomalies[finding] ?? findings.count
        if anomaly == findings.count {
          anomalies[finding] = anomaly
          findings.append(finding)
        }
      }
      let observation = observations[sight.text] ?? observations.count
      observations[sight.text] = observation
      return sight.look(anomaly: anomaly, observation: observation)
    }
    anomalyCount = findings.count
    let known = findings
    verified = try ParallelMap.results(count, threads: threads) { place throws(RuleTestError) in
      sights[place].succeeded
        ? try gallery.verifications(at: place, after: known)
        : known.map { _ in false }
    }.flatMap { $0 }
    var bits: UInt64 = 0
    for (place, action) in engine.configuration.policy.actions.enumerated()
    where Exploration.isReversible(action) { bits |= 1 << place }
    reversible = bits
  }

  /// The same with another prior.
  func planting(prior: (Appearance) -> Int) -> Survey {
    var changed = self
    changed.looks = looks.map { $0.planting(prior: prior) }
    return changed
  }
}

/// The evidence of all variants.
struct Gallery: Sendable {
  let file: WorldFile
  let fixtures: EvidenceFixtures
  let engine: Engine

  /// The evidence of a variant.
  func evidence(of variant: Variant) throws(RuleTestError) -> Evidence {
    let (template, more, noise) = parts(of: variant)
    var evidence = try template.evidence(
      changedBy: more, from: fixtures, in: file.environment, at: file.now)
    if let kept = noise?.kept { evidence.cutLog(to: kept) }
    if let lines = noise?.lines { evidence.beginLog(with: lines) }
    return evidence.gathered(at: file.now)
  }

  private func parts(
    of variant: Variant
  ) -> (template: EvidenceTemplate, more: [EvidenceTemplate], noise: Noise?) {
    let noise = variant.noise == 0 ? nil : file.noise[variant.noise - 1]
    let circumstance =
      variant.circumstance == 0 ? nil : file.circumstances[variant.circumstance - 1]
    return (
      file.signals[variant.signal].template,
      [circumstance?.template, noise?.template].compactMap { $0 }, noise
    )
  }

  /// What tells evidence apart. Lines that stand before the log say nothing of the cause.
  private func text(of variant: Variant, _ evidence: Evidence) -> String {
    let (template, more, noise) = parts(of: variant)
    var settings = template.settings(changedBy: more)
    if noise?.kept != nil, settings["log"] != .some(nil) {
      settings["log"] = (evidence.log.value ?? []).map {
        String(decoding: $0.bytes, as: UTF8.self)
      }.joined(separator: "\n")
    }
    let words = settings.sorted { $0.key.precedes($1.key) }.map { path, value in
      "\(path)=\(value.map { "\($0.utf8.count):\($0)" } ?? "?")"
    }
    let batch = template.hasOwnBatch ? file.signals[variant.signal].name : ""
    return ([template.fixture ?? "", batch] + words).joined(separator: "\u{1f}")
  }

  private func history(_ performed: Int, for anomaly: Finding? = nil) -> HealingHistory {
    HealingHistory(openedAt: file.now, performedActions: performed, anomaly: anomaly)
  }

  /// What the engine makes of a variant.
  func sight(at place: Int) throws(RuleTestError) -> Sight {
    let variant = file.variant(at: place)
    let evidence = try evidence(of: variant)
    let found = engine.findings(in: evidence, at: file.now)
    let policy = engine.configuration.policy
    let outlooks = engine.outlooks(
      on: evidence, found: found,
      after: (0..<max(policy.learner.stepsAtMost, 1)).map { history($0) },
      under: .untouched(engine.configuration), at: file.now)
    return Sight(
      outlooks: outlooks, succeeded: evidence.run.state.value == .succeeded,
      text: text(of: variant, evidence), features: policy.features,
      actions: policy.actions.map(\.name))
  }

  /// Whether the checks hold after an action against each of the anomalies.
  func verifications(
    at place: Int, after anomalies: [Finding]
  ) throws(RuleTestError) -> [Bool] {
    let evidence = try evidence(of: file.variant(at: place))
    return engine.verifications(
      on: evidence, after: anomalies.map { history(1, for: $0) }, at: file.now
    ).map(\.isVerified)
  }
}

/// What the engine said of one variant, before all are put together.
struct Sight: Sendable {
  let outlooks: [Outlook]
  let succeeded: Bool
  let text: String
  let features: [StateFeature]
  let actions: [String]

  var anomaly: Finding? { outlooks.first?.anomaly }

  /// Whether any action but to tell somebody could ever be taken: else nothing is verified.
  var canBeActedOn: Bool {
    outlooks.contains { outlook in
      outlook.options.contains { $0.isPossible && !$0.action.traits.onlyNotifies }
    }
  }

  func look(anomaly: Int, observation: Int) -> Look {
    Look(
      appearances: outlooks.map { appearance(of: $0, observation) }, succeeded: succeeded,
      kind: self.anomaly?.kind, anomaly: anomaly,
      measures: features.map { outlooks.first?.measures[$0.name].flatMap { $0 } })
  }

  private func appearance(of outlook: Outlook, _ observation: Int) -> Appearance {
    var possible: UInt64 = 0
    var allowed: UInt64 = 0
    var denied: UInt64 = 0
    for (place, option) in outlook.options.enumerated() where option.isPossible {
      possible |= 1 << place
      switch option.judgement.verdict {
      case .allow: allowed |= 1 << place
      case .deny: denied |= 1 << place
      case .ask, .unavailable: break
      }
    }
    let category = outlook.state.flatMap { state in
      features.first.flatMap { feature in
        state[feature.name].flatMap { feature.labels.firstIndex(of: $0) }
      }
    }
    return Appearance(
      state: outlook.state?.index ?? -1, category: category ?? -1,
      prior: actions.firstIndex(of: outlook.prior.action) ?? -1, possible: possible,
      allowed: allowed, denied: denied,
      nextPrior: actions.firstIndex(of: outlook.nextPrior.action) ?? -1, observation: observation)
  }
}

extension Evidence {
  /// Keeps so much of every stream, from its beginning: who reads a log late gets a part of it.
  mutating func cutLog(to share: Double) {
    log = log.map { streams in
      streams.map { stream in
        LogStream(
          source: stream.source, writer: stream.writer,
          bytes: Array(stream.bytes.prefix(Int(Double(stream.bytes.count) * share))))
      }
    }
  }

  /// Puts lines before what the first stream says.
  mutating func beginLog(with lines: String) {
    log = log.map { streams in
      guard let first = streams.first else {
        return [LogStream(source: .text, bytes: Array(lines.utf8))]
      }
      let bytes = Array(lines.utf8) + [0x0a] + first.bytes
      let changed = LogStream(source: first.source, writer: first.writer, bytes: bytes)
      return [changed] + streams.dropFirst()
    }
  }
}

internal import Conditions
internal import Configurations
internal import Documents

/// Which values the fields of the evidence can have: the ranges of the evidence, and the names of
/// the configuration.
///
/// Where a file could not be read, its names are unknown and its sets are open.
enum EvidenceDomains {
  static func known(by reading: ConfigurationReading) -> KnownValues {
    var known = EvidenceRanges.known
    if reading.areRulesComplete {
      known.words["anomaly.kind"] = kinds(reading)
      known.words["anomaly.class"] = unique(reading.rules.map(\.anomalyClass))
      known.words["anomaly.rule"] = reading.rules.map(\.id)
    }
    if reading.intact(.project) != nil, let project = reading.project {
      known.words["env"] = project.environments.map(\.name)
    }
    if reading.intact(.policy) != nil, let policy = reading.policy {
      known.words["action.name"] = policy.actions.map(\.name)
      for feature in policy.features {
        known.words["state.\(feature.name)"] = feature.labels + meant(by: feature, reading)
      }
      known.bounds["incident.attempt"] = 0...Double(policy.learner.stepsAtMost)
    }
    return known
  }

  /// The kinds that rules have, or that safety and the policy speak of: whether those two agree is
  /// another question than whether a condition can hold.
  private static func kinds(_ reading: ConfigurationReading) -> [String] {
    let remedies = reading.safety?.remedies.keys.sorted() ?? []
    let labels = reading.policy?.features.filter { $0.source.text == "anomaly.kind" } ?? []
    return unique(reading.rules.map(\.kind) + remedies + labels.flatMap(\.labels))
  }

  /// The words that misspelt labels are meant to be: the label is told where it stands, and not
  /// again where the right word is used.
  private static func meant(by feature: StateFeature, _ reading: ConfigurationReading) -> [String] {
    var words = EvidenceRanges.known.words[feature.source.text] ?? []
    if feature.source.text == "anomaly.kind", reading.areRulesComplete {
      words = unique(reading.rules.map(\.kind))
    }
    guard !words.isEmpty else { return [] }
    return feature.labels.filter { !words.contains($0) }.compactMap { label in
      NearestName.suggestion(for: label, among: words.filter { !feature.labels.contains($0) })
    }
  }

  static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

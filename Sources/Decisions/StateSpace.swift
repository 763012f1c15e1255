internal import Conditions
public import Configurations
internal import Incidents

/// The declared state space: every feature's labels, numbered in mixed radix.
public struct StateSpace: Sendable {
  private let features: [StateFeature]
  private let labels: [[String]]

  public init(_ features: [StateFeature]) {
    self.features = features
    labels = features.map(\.labels)
  }

  /// How many states there are.
  public var count: Int { labels.reduce(1) { $0 * $1.count } }

  /// The state that the facts put an incident in. The last feature runs fastest.
  func state(with facts: Facts) -> State {
    var index = 0
    var found: [State.Feature] = []
    for (feature, known) in zip(features, labels) {
      let label = feature.label(with: facts)
      // `label` is one of the feature's own labels by construction.
      index = index * known.count + (known.firstIndex(of: label) ?? 0)
      found.append(State.Feature(name: feature.name, label: label))
    }
    return State(features: found, index: index)
  }
}

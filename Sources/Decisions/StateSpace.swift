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

  /// The labels of a state, one for each feature.
  public func labels(of index: Int) -> [String] { Self.labels(of: index, in: labels) }

  /// The labels of a state in a space of features with these labels.
  public static func labels(of index: Int, in labels: [[String]]) -> [String] {
    var rest = index
    var found: [String] = []
    for known in labels.reversed() {
      found.append(known[rest % known.count])
      rest /= known.count
    }
    return found.reversed()
  }

  /// The index of labels, one for each feature; `nil` where one is not the feature's.
  public func index(of chosen: [String]) -> Int? {
    guard chosen.count == labels.count else { return nil }
    var index = 0
    for (label, known) in zip(chosen, labels) {
      guard let place = known.firstIndex(of: label) else { return nil }
      index = index * known.count + place
    }
    return index
  }

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

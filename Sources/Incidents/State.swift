/// Where an incident stands in the declared state space: one label for each feature.
public struct State: Sendable, Hashable, Codable {
  /// Features in declared order.
  public let features: [Feature]
  /// The state's place in the space, mixed radix with the last feature fastest, from 0.
  public let index: Int

  /// One feature's label.
  public struct Feature: Sendable, Hashable, Codable {
    public let name: String
    public let label: String

    public init(name: String, label: String) {
      self.name = name
      self.label = label
    }
  }

  public init(features: [Feature], index: Int) {
    self.features = features
    self.index = index
  }

  /// The label of a feature.
  public subscript(name: String) -> String? { features.first { $0.name == name }?.label }
}

public import Conditions
internal import Documents

/// Everything a team declared, with every name resolved and every number in range.
///
/// Later floors never check again: a configuration that exists is proof that it can be used.
public struct Configuration: Sendable {
  public let project: Project
  /// All rules, by file and place.
  public let rules: [Rule]
  public let policy: Policy
  public let safety: Safety
  /// A short name of what the files say: it changes with any value, not with comments or layout.
  public let fingerprint: String
  /// The configurations of the environments that have overlays.
  let variants: [String: Configuration]
}

extension Configuration {
  /// What holds in an environment: the overlays of it applied.
  public func effective(in environment: String) -> Configuration {
    variants[environment] ?? self
  }

  /// The condition of an `ask` constraint, as the files have it.
  public func condition(ofAsk id: String) -> Condition? {
    safety.constraints.lazy.compactMap { $0 as? AskConstraint }.first { $0.id == id }?.condition
  }

  /// The environments that have overlays, by name.
  public var overlaidEnvironments: [String] { variants.keys.sorted() }

  /// The same with the configurations of environments.
  func with(_ variants: [String: Configuration]) -> Configuration {
    Configuration(
      project: project, rules: rules, policy: policy, safety: safety, fingerprint: fingerprint,
      variants: variants)
  }
}

extension Configuration {
  /// The environment in which the fewest actions may be taken alone; the last declared of equals.
  public var strictestEnvironment: String {
    let authorities = safety.constraints.compactMap { $0 as? AuthorityConstraint }
    func freedom(_ environment: String) -> Int {
      authorities.first { $0.environment == environment }?.alone.count ?? 0
    }
    let names = project.environments.map(\.name)
    return names.reversed().min { freedom($0) < freedom($1) } ?? ""
  }

  /// The share of live decisions in an environment that try something else, 0...1.
  ///
  /// The strictest environment explores only where the policy names it.
  public func exploredShare(in environment: String) -> Double {
    let learner = policy.learner
    let isOpen = learner.exploreIn?.contains(environment) ?? (environment != strictestEnvironment)
    return isOpen ? learner.explore : 0
  }
}

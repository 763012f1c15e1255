internal import Configurations
internal import Decisions

/// An engine for every environment: those with overlays have their own.
struct EnvironmentEngines: Sendable {
  let base: Engine
  private let overlaid: [String: Engine]

  init(_ base: Engine) {
    self.base = base
    let configuration = base.configuration
    overlaid = Dictionary(
      configuration.overlaidEnvironments.map { ($0, Engine(configuration.effective(in: $0))) }
    ) { first, _ in first }
  }

  /// Engines of a configuration that differs in little from that of others.
  init(_ configuration: Configuration, like others: EnvironmentEngines) {
    base = Engine(configuration, like: others.base)
    overlaid = Dictionary(
      configuration.overlaidEnvironments.map { name in
        (name, Engine(configuration.effective(in: name), like: others[name]))
      }
    ) { first, _ in first }
  }

  /// The engine of an environment.
  subscript(environment: String) -> Engine { overlaid[environment] ?? base }
}

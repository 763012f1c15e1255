public import Documents

/// What could be read of a configuration, right or wrong: what lint looks at.
public struct ConfigurationReading: Sendable {
  /// The files that are YAML and say what they are, by kind, in order of their paths.
  public let documents: [ConfigurationLoader.Kind: [Document]]
  public let project: Project?
  public let policy: Policy?
  public let safety: Safety?
  /// The rules without mistakes.
  public let rules: [Rule]
  /// Whether no rule is missing because something is wrong with it.
  public let areRulesComplete: Bool
  public let overlays: [Overlay]
  /// What the overlays change, in the order in which they are applied.
  public let changes: [OverlayChange]
  /// The whole, where nothing is wrong.
  public let configuration: Configuration?
  /// What keeps the configuration from being used, in reading order.
  public let diagnostics: [Diagnostic]

  /// Whether a file has an error.
  public func isBroken(_ path: String) -> Bool {
    diagnostics.contains { $0.severity == .error && $0.span.path == path }
  }

  /// The one document of a kind; `nil` where there is none, or something is wrong with it.
  public func intact(_ kind: ConfigurationLoader.Kind) -> Document? {
    documents[kind]?.first.flatMap { isBroken($0.source.path) ? nil : $0 }
  }
}

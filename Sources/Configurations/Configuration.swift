public import Documents

/// Everything a team declared, with every name resolved and every number in range.
///
/// Later floors never check again: a configuration that exists is proof that it can be used.
public struct Configuration: Sendable {
  public let project: Project
  /// All rules, by file and place.
  public let rules: [Rule]
  public let policy: Policy
  public let safety: Safety
  /// A short name of exactly this configuration: it changes when any file does.
  public let fingerprint: String
}

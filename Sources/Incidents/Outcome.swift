/// How an incident ended, or where it rests.
public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
  /// The run succeeded and all checks hold, no person involved.
  case resolved
  /// Time must pass, or a run must end.
  case waiting
  /// A person was asked.
  case asked
  /// The incident was handed to its owner.
  case escalated
  /// A person ended it.
  case closed

  /// Whether nothing more will happen by itself.
  public var isFinal: Bool {
    switch self {
    case .resolved, .escalated, .closed: true
    case .waiting, .asked: false
    }
  }
}

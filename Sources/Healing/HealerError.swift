/// Why a healer could not go on.
public enum HealerError: Error, Sendable, CustomStringConvertible {
  /// The event or the incident is not one that can be healed here.
  case refused(reason: String)
  case world(WorldError)
  case journal(JournalError)
  case other(String)

  init(_ error: any Error) {
    switch error {
    case let error as WorldError: self = .world(error)
    case let error as JournalError: self = .journal(error)
    case let error as HealerError: self = error
    default: self = .other("\(error)")
    }
  }

  public var description: String {
    switch self {
    case .refused(let reason): reason
    case .world(let error): error.description
    case .journal(let error): error.description
    case .other(let words): words
    }
  }
}

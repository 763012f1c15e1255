internal import AWS
internal import Incidents
internal import Synchronization

/// What was read from objects: one whose tag is still the same is not read again.
///
/// A batch is looked at when it failed and when it was healed, and again by every later incident of
/// its table. A class, since all who read share it.
final class ObjectMemory: Sendable {
  /// An object as it was read: another content has another tag.
  struct Name: Sendable, Hashable {
    let bucket: String
    let object: StorageClient.Object
    /// What the catalog said of its columns.
    let version: TableVersion
  }

  private struct State {
    var profiles: [Name: ObjectProfile] = [:]
    var order: [Name] = []
  }

  private let state = Mutex(State())

  /// The most objects that are remembered; the oldest is forgotten first.
  private static let most = 4_096

  func profile(of name: Name) -> ObjectProfile? { state.withLock { $0.profiles[name] } }

  func keep(_ profile: ObjectProfile, of name: Name) {
    state.withLock { state in
      guard state.profiles.updateValue(profile, forKey: name) == nil else { return }
      state.order.append(name)
      if state.order.count > Self.most {
        for old in state.order.prefix(Self.most / 4) { state.profiles[old] = nil }
        state.order.removeFirst(Self.most / 4)
      }
    }
  }
}

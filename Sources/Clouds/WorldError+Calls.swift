internal import AWS
internal import Healing

// Calls of AWS within a world: its errors as those of the world.
extension WorldError {
  /// Calls for something that is to be read.
  static func reading<Value>(
    _ what: String, _ call: () async throws(AWSError) -> Value
  ) async throws(WorldError) -> Value {
    do throws(AWSError) { return try await call() } catch {
      throw .unreadable(what: what, reason: error.description)
    }
  }

  /// Calls for an effect.
  static func acting<Value>(
    _ act: String, _ call: () async throws(AWSError) -> Value
  ) async throws(WorldError) -> Value {
    do throws(AWSError) { return try await call() } catch {
      switch error.kind {
      case .lost: throw .lost(act: act, reason: error.description)
      case .refused, .throttled:
        throw error.isConflict
          ? .conflict(act: act, reason: error.description)
          : .refused(act: act, reason: error.description)
      }
    }
  }
}

extension AWSError {
  /// Whether somebody else changed the thing first.
  var isConflict: Bool {
    isPrecondition
      || ["ConcurrentModificationException", "VersionMismatchException"].contains(code)
  }
}

internal import AWS
internal import Synchronization

/// The calls for one gathering of evidence that nobody answered, or that were turned away for the
/// moment: asked again a little later, they may be answered.
final class Interruptions: Sendable {
  private let reasons = Mutex<[String]>([])

  /// Why the first of them failed; `nil` where there was none.
  var first: String? { reasons.withLock { $0.first } }

  /// Why a call failed, in words; notes it where it may be answered later.
  func reason(of error: AWSError) -> String {
    if error.kind != .refused { reasons.withLock { $0.append(error.description) } }
    return error.description
  }
}

/// Keeps values until the process ends: a command that is done leaves at once, and taking ten
/// thousand rules apart piece by piece before would help nobody.
enum UntilExit {
  /// A class, since only those can be retained by hand.
  private final class Holder<Value: Sendable>: Sendable {
    let value: Value

    init(_ value: Value) { self.value = value }
  }

  static func keep(_ value: some Sendable) { _ = Unmanaged.passRetained(Holder(value)) }
}

internal import Foundation

/// How much of a long test is run: a slice of it in `make test`, the whole in `make thorough`.
///
/// A slice leaves out repetitions, never a kind of case.
public enum Slice {
  /// Whether everything is run.
  public static let isWhole = ProcessInfo.processInfo.environment["KINTSUGI_THOROUGH"] != nil

  /// One number in a slice, another for the whole.
  public static func count(_ slice: Int, whole: Int) -> Int { isWhole ? whole : slice }

  /// Whether a case belongs to the slice that has one of `step`; `turn` shifts it, so that slices
  /// of like lists differ.
  public static func has(_ place: Int, oneOf step: Int, turn: Int = 0) -> Bool {
    isWhole || (place + turn) % step == 0
  }
}

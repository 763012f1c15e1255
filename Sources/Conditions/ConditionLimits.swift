/// What no condition may exceed, however it is written.
public enum ConditionLimits {
  /// The longest text of a condition, in bytes.
  public static let textBytes = 65_536
  /// The deepest nesting of a condition.
  public static let depth = 250
  /// The greatest cost that the schema's maxima may lead to, in cost units.
  public static let staticCost = 1_000_000
  /// The cost units that one evaluation may use; ten times the bound, since bounds are estimates.
  public static let evaluationCost = 10_000_000
  /// The bytes that one evaluation may take for texts, lists and maps.
  public static let evaluationBytes = 16 << 20
  /// The bytes of the constants of a condition.
  static let programBytes = 16 << 20
  /// The bytes of the facts of one incident.
  static let factBytes = 1 << 30
  /// The deepest nesting of a value that is loaded.
  static let valueDepth = 64
}

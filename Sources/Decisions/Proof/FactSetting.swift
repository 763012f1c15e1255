public import Conditions

/// A fact that is assumed: its way from a variable, and its value.
public struct FactSetting: Sendable, Hashable {
  /// The variable and the fields below it, as `["table", "rows"]`.
  public let path: [String]
  /// The key of an entry, where a map is read by `arg` and the like.
  public let key: String?
  public let value: Value

  public init(path: [String], key: String? = nil, value: Value) {
    self.path = path
    self.key = key
    self.value = value
  }

  /// The way with dots, as tests have it.
  public var name: String { (path + [key].compactMap(\.self)).joined(separator: ".") }
}

/// Something about a batch that its table's history does not explain.
public struct Surprise: Sendable, Hashable {
  /// `nil` where it is about the batch as a whole.
  public let column: String?
  public let value: Double?
  public let usual: Double?
  public let limit: Double?
  /// What the limit was made of, in words.
  public let limitOrigin: String
  /// How often the limit goes into what was seen; what is never right has 10.
  public let strength: Double
  /// What was seen, in a clause without a full stop.
  public let words: String

  /// The strength of what no history would explain.
  public static let absolute = 10.0

  public init(
    column: String? = nil, value: Double? = nil, usual: Double? = nil, limit: Double? = nil,
    limitOrigin: String, strength: Double = Surprise.absolute, words: String
  ) {
    self.column = column
    self.value = value
    self.usual = usual
    self.limit = limit
    self.limitOrigin = limitOrigin
    self.strength = strength
    self.words = words
  }
}

/// Numbers in sentences.
enum Words {
  /// A number with at most four significant places, without an exponent where it is of a usual
  /// size.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let size = abs(value)
    if size >= 1e15 || (size > 0 && size < 1e-6) { return "\(value)" }
    if size >= 1000 || value == value.rounded() { return "\(Int(value.rounded()))" }
    var scale = 1000.0
    var bound = 10.0
    while size < bound / 10, scale < 1e9 {
      scale *= 10
      bound /= 10
    }
    let text = "\((value * scale).rounded() / scale)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A share as `37.8 %`.
  static func share(_ value: Double) -> String { number((value * 1000).rounded() / 10) + " %" }

  /// A name in backticks, cut where it is long.
  static func name(_ text: String) -> String {
    text.count > 40 ? "`\(text.prefix(40))…`" : "`\(text)`"
  }
}

/// Which values fields can have at all, where that is known: the ground that reasoning stands on.
public struct KnownValues: Sendable {
  /// The closed set of words of a text, by record and field as `run.state`, or by variable.
  public var words: [String: [String]]
  /// The bounds of a number; a field of these is never NaN.
  public var bounds: [String: ClosedRange<Double>]

  public init(words: [String: [String]] = [:], bounds: [String: ClosedRange<Double>] = [:]) {
    self.words = words
    self.bounds = bounds
  }

  /// The words that a subject can be; `nil` where they are not closed.
  public func words(of subject: Statement.Subject) -> [String]? {
    subject.field.flatMap { words[$0] }
  }

  /// The bounds of a subject's numbers.
  public func bounds(of subject: Statement.Subject) -> ClosedRange<Double>? {
    if let field = subject.field { return bounds[field] }
    // A size is never negative.
    let isSize =
      subject.type == .int && subject.text.hasSuffix(")")
      && (subject.text.hasPrefix("size(") || subject.text.hasSuffix(".size()"))
    return isSize && subject.text.count(where: { $0 == ")" }) == 1 ? 0...Double.infinity : nil
  }

  /// Whether a comparison may be false both ways; fields whose bounds are known are never NaN.
  func canBeNaN(_ subject: Statement.Subject) -> Bool {
    switch subject.type {
    case .int, .uint, .string, .bool, .timestamp, .duration: false
    default: bounds(of: subject) == nil
    }
  }
}

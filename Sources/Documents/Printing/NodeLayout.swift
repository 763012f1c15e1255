/// What the printer has to know of a kind of file: the order of keys, and what texts mean.
public protocol NodeLayout: Sendable {
  /// The keys of a mapping in canonical order; all others follow in the order that they have.
  var keyOrder: [String] { get }
  /// What the text of a scalar is.
  var textRole: TextRole { get }
  /// The layout below a key.
  func layout(ofKey key: String) -> any NodeLayout
  /// The layout of an item of a sequence.
  var itemLayout: any NodeLayout { get }
}

/// What a text is, where that matters to how it is written.
public enum TextRole: Sendable {
  case text
  /// A condition: white space between its words is free.
  case condition
  /// A pattern: always in single quotes, in which nothing is an escape.
  case pattern
}

/// The layout of what nothing is known of.
public struct PlainLayout: NodeLayout {
  public init() {}

  public var keyOrder: [String] { [] }
  public var textRole: TextRole { .text }
  public func layout(ofKey key: String) -> any NodeLayout { self }
  public var itemLayout: any NodeLayout { self }
}

/// How the printer treats conditions, whose language it does not know.
public protocol ConditionBreaking: Sendable {
  /// The condition in lines of at most `width` characters where that can be; `nil` where it
  /// cannot be broken.
  func lines(of condition: String, width: Int) -> [String]?
  /// Whether two texts are the same condition.
  func isSame(_ left: String, _ right: String) -> Bool
}

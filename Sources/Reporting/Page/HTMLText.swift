internal import Incidents

/// A piece of a page. What is put into it is escaped, unless it is a piece itself: markup that
/// comes from a record cannot be said.
struct HTMLText: ExpressibleByStringInterpolation, Sendable {
  let markup: String

  init(stringLiteral markup: String) { self.markup = markup }

  init(stringInterpolation: StringInterpolation) { markup = stringInterpolation.markup }

  /// Pieces one after another.
  init(_ pieces: [HTMLText]) { markup = pieces.map(\.markup).joined() }

  /// What a literal with holes comes to.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate(set) var markup = ""

    init(literalCapacity: Int, interpolationCount: Int) { markup.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { markup += literal }
    mutating func appendInterpolation(_ text: String) { markup += HTMLText.escaped(text) }
    mutating func appendInterpolation(_ number: Int) { markup += String(number) }
    mutating func appendInterpolation(_ piece: HTMLText) { markup += piece.markup }
    mutating func appendInterpolation(_ pieces: [HTMLText]) {
      for piece in pieces { markup += piece.markup }
    }
  }

  /// The text as it is read, not obeyed, between tags and in quoted attributes.
  ///
  /// Controls and direction marks are shown as `\u{…}`: nothing reorders what stands beside it.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in PlainText.escaped(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A name that may be broken behind its underscores.
  static func name(_ text: String) -> HTMLText {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    return HTMLText(stringLiteral: parts.map(escaped).joined(separator: "_<wbr>"))
  }

  /// The same for an attribute that is shown: what has no width stands for the place.
  static func attribute(_ text: String) -> HTMLText {
    let parts = text.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
    return HTMLText(stringLiteral: parts.map(escaped).joined(separator: "_&#8203;"))
  }
}

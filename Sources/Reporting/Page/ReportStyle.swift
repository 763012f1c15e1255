internal import Glibc

/// What the page looks like. Colours are constants: a test holds them against each other.
enum ReportStyle {
  /// A colour as `#RRGGBB`.
  struct Colour: Sendable, Hashable {
    let hex: String

    init(_ hex: String) { self.hex = hex }

    /// Relative luminance, 0...1 (WCAG 2.2).
    var luminance: Double {
      let value = Int(hex.dropFirst(), radix: 16) ?? 0
      let parts = [value >> 16 & 0xFF, value >> 8 & 0xFF, value & 0xFF].map { part in
        let share = Double(part) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// Contrast with another colour, 1...21 (WCAG 2.2).
    func contrast(with other: Colour) -> Double {
      let (one, two) = (luminance, other.luminance)
      return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }
  }

  /// A cell of the heat map: its ground, and what is written on it.
  struct Heat: Sendable, Hashable {
    let ground: Colour
    let text: Colour
  }

  /// All colours of a page.
  struct Scheme: Sendable {
    let name: String
    let paper, card, ink, soft, line, gold, blue, grey, track, band: Colour
    /// From the worst values over none to the best.
    let heat: [Heat]

    /// What is written on what: at least 4.5.
    var texts: [(name: String, text: Colour, ground: Colour)] {
      let inks = [("ink", ink), ("soft", soft), ("gold", gold), ("blue", blue), ("grey", grey)]
      let grounds = [("paper", paper), ("card", card), ("band", band)]
      return inks.flatMap { ink in
        grounds.map { ("\(ink.0) on \($0.0)", ink.1, $0.1) }
      } + heat.enumerated().map { ("heat \($0.offset)", $0.element.text, $0.element.ground) }
    }

    /// What is drawn on what: at least 3.
    var marks: [(name: String, mark: Colour, ground: Colour)] {
      [("gold", gold), ("blue", blue), ("grey", grey)].flatMap { mark in
        [("card", card), ("band", band)].map { ("\(mark.0) on \($0.0)", mark.1, $0.1) }
      }
    }

    fileprivate var variables: String {
      let names: [(String, Colour)] = [
        ("paper", paper), ("card", card), ("ink", ink), ("soft", soft), ("line", line),
        ("gold", gold), ("blue", blue), ("grey", grey), ("track", track), ("band", band),
      ]
      let cells = heat.enumerated().map {
        "--h\($0.offset):\($0.element.ground.hex);--t\($0.offset):\($0.element.text.hex);"
      }
      return names.map { "--\($0.0):\($0.1.hex);" }.joined() + cells.joined()
    }
  }

  static let light = Scheme(
    name: "light", paper: Colour("#FAF8F3"), card: Colour("#FFFFFF"), ink: Colour("#211D17"),
    soft: Colour("#5C5447"), line: Colour("#DED8CB"), gold: Colour("#855B00"),
    blue: Colour("#1F5A94"), grey: Colour("#675F53"), track: Colour("#EEEAE1"),
    band: Colour("#F3EBD7"),
    heat: heat(
      "#1F5A94 #FFFFFF", "#7FAAD6 #14110D", "#B5D0EA #14110D", "#DCE9F5 #14110D",
      "#F3F1EB #14110D", "#F8EBC9 #14110D", "#F0D48F #14110D", "#DDAE45 #14110D",
      "#7D5600 #FFFFFF"))

  static let dark = Scheme(
    name: "dark", paper: Colour("#14120F"), card: Colour("#1D1A16"), ink: Colour("#F0EADF"),
    soft: Colour("#B9AF9D"), line: Colour("#3B352C"), gold: Colour("#EBBB4E"),
    blue: Colour("#8FBEEF"), grey: Colour("#ADA494"), track: Colour("#2B2721"),
    band: Colour("#312A1B"),
    heat: heat(
      "#9CC8F5 #100E0B", "#5F94CB #100E0B", "#2C5582 #FFFFFF", "#20374F #F0EADF",
      "#29251F #F0EADF", "#43371C #F0EADF", "#6A5019 #FFFFFF", "#B78A2A #100E0B",
      "#F3CC6B #100E0B"))

  private static func heat(_ pairs: String...) -> [Heat] {
    pairs.map { pair in
      let parts = pair.split(separator: " ").map(String.init)
      return Heat(ground: Colour(parts[0]), text: Colour(parts[1]))
    }
  }

  /// The style sheet. Paper is always light.
  static var sheet: String {
    let cells = light.heat.indices.map { ".h\($0){background:var(--h\($0));color:var(--t\($0))}" }
    return """
      :root{color-scheme:light dark;\(light.variables)}
      @media screen and (prefers-color-scheme:dark){:root{\(dark.variables)}}
      \(layout)\(charts)\(tables)\(cells.joined(separator: "\n"))
      \(narrow)\(printed)
      """
  }
}

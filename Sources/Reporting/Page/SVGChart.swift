internal import Evaluations
internal import Glibc

/// A chart whose places across are percent of its width and down are points: it fits a phone and a
/// page, and its letters keep their size.
struct SVGChart {
  /// A name for references within the page; one for each chart.
  let id: String
  let title: String
  /// What a reader who does not see it should know.
  let summary: String
  let height: Int
  var parts: [HTMLText] = []

  var html: HTMLText {
    """
    <svg class="chart" role="img" height="\(height)" aria-labelledby="\(id)-t" \
    aria-describedby="\(id)-d"><title id="\(id)-t">\(title)</title>\
    <desc id="\(id)-d">\(summary)</desc>
    \(parts)</svg>

    """
  }

  /// A place across, from a share of the width.
  static func percent(_ share: Double) -> String {
    let share = share.isFinite ? min(max(share, 0), 1) : 0
    let hundredths = Int((share * 10_000).rounded())
    let rest = hundredths % 100
    return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
  }

  mutating func line(
    _ style: String, from start: (x: Double, y: Int), to end: (x: Double, y: Int)
  ) {
    parts.append(
      """
      <line class="\(style)" x1="\(Self.percent(start.x))" y1="\(start.y)" \
      x2="\(Self.percent(end.x))" y2="\(end.y)"/>

      """)
  }

  mutating func box(_ style: String, from low: Double, to high: Double, y: Int, height: Int) {
    let width = min(max(high, 0), 1) - min(max(low, 0), 1)
    parts.append(
      """
      <rect class="\(style)" x="\(Self.percent(low))" y="\(y)" \
      width="\(Self.percent(width))" height="\(height)"/>

      """)
  }

  mutating func text(
    _ text: String, x: Double, y: Int, style: String = "", anchor: String? = nil
  ) {
    // A text at an edge stays within it.
    let anchor = anchor ?? (x < 0.04 ? "start" : x > 0.96 ? "end" : "middle")
    parts.append(
      """
      <text class="\(style)" x="\(Self.percent(x))" y="\(y)" text-anchor="\(anchor)">\(text)</text>

      """)
  }

  mutating func mark(_ mark: ChartMark, x: Double, y: Int) {
    parts.append(
      "<svg x=\"\(Self.percent(x))\" y=\"\(y)\">\(mark.shape)</svg>\n")
  }

  /// Letters that two texts in one line have together on a phone, and the width of one there.
  static let lettersOnPhone = 37
  private static let letterShare = 0.025

  /// Writes at the ticks of a scale, and leaves out what would lie over another on a phone.
  mutating func ticks(_ texts: [(place: Double, text: String)], y: Int) {
    var end = -1.0
    for (place, whole) in texts {
      let text = Self.label(whole, widthAtMost: 9)
      let width = Double(text.count) * Self.letterShare
      let start = place < 0.04 ? place : place > 0.96 ? place - width : place - width / 2
      guard start > end else { continue }
      self.text(text, x: place, y: y, style: "soft")
      end = start + width + Self.letterShare / 2
    }
  }

  /// The text, cut to so many letters. Wide letters count for more, and each of those that are
  /// written as one: some have a width, all have a height.
  static func label(_ text: String, widthAtMost limit: Int) -> String {
    var width = 0.0
    var result = String.UnicodeScalarView()
    for scalar in PlainText.escaped(text).unicodeScalars {
      width += letters(of: scalar)
      if width > Double(limit) { return String(result.dropLast()) + "…" }
      result.append(scalar)
    }
    return String(result)
  }

  private static func letters(of scalar: Unicode.Scalar) -> Double {
    if scalar.value >= 0x1100, !(0x2000..<0x2E80).contains(scalar.value) { return 2 }
    return scalar.properties.isUppercase || scalar == "m" || scalar == "w" ? 1.5 : 1
  }
}

/// Whose figure a mark is: told by its shape as well as by its colour.
enum ChartMark: String {
  case learned, prior, bound, other

  /// The mark of a contender: the ceilings and the clairvoyant bound what is possible.
  init(contender name: String) {
    switch Contender(rawValue: name) {
    case .learned: self = .learned
    case .prior: self = .prior
    case .ceilingOnState, .ceiling, .clairvoyant: self = .bound
    default: self = .other
    }
  }

  /// Drawn around its place.
  var shape: HTMLText {
    switch self {
    case .learned: "<path class=\"learned\" d=\"M0-5L5 0L0 5L-5 0Z\"/>"
    case .prior: "<rect class=\"prior\" x=\"-5.5\" y=\"-5.5\" width=\"11\" height=\"11\"/>"
    case .bound: "<circle class=\"bound\" r=\"4.5\"/>"
    case .other: "<circle class=\"other\" r=\"3.5\"/>"
    }
  }

  /// Drawn beside a word of a legend.
  var inLegend: HTMLText {
    "<svg class=\"mark\" viewBox=\"-8 -8 16 16\" aria-hidden=\"true\">\(shape)</svg>"
  }
}

/// A scale across a chart.
struct ChartAxis {
  let low: Double
  let high: Double
  let ticks: [Double]

  /// A scale over some values, its ends at round numbers.
  init(over values: [Double], ticksAtMost count: Int = 6) {
    let finite = values.filter { $0.isFinite }
    let low = finite.min() ?? 0
    let high = max(finite.max() ?? 1, low)
    let span = high - low > 0 ? high - low : max(abs(high), 1)
    let step = Self.roundStep(span / Double(max(count - 1, 1)))
    let first = (low / step).rounded(.down)
    let last = max((high / step).rounded(.up), first + 1)
    self.low = first * step
    self.high = last * step
    let steps = last - first
    ticks =
      steps.isFinite && steps <= 20 ? (0...Int(steps)).map { (first + Double($0)) * step } : []
  }

  /// A share of the width, 0...1.
  func place(_ value: Double) -> Double {
    let span = high - low
    return span > 0 && span.isFinite ? (value - low) / span : 0
  }

  /// The next step of 1, 2 or 5 that is not smaller.
  private static func roundStep(_ step: Double) -> Double {
    guard step.isFinite, step > 1e-12 else { return step.isFinite ? 1e-12 : 1e300 }
    let power = pow(10, log10(step).rounded(.down))
    let factor = [1.0, 2, 5].first { $0 * power >= step * 0.999_999 } ?? 10
    return factor * power
  }
}

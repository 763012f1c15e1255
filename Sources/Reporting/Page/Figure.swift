internal import Evaluations
internal import Glibc

/// Figures as a person reads them. Any number has a text: a record may hold whatever JSON can say.
enum Figure {
  /// What stands where a record says nothing.
  static let none = "–"

  /// A number with so many decimals and a true minus.
  static func fixed(_ number: Double, _ digits: Int) -> String {
    guard number.isFinite, abs(number) < 1e9 else { return powers(number) }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let whole = Int((abs(number) * Double(scale)).rounded())
    let sign = number < 0 && whole > 0 ? "−" : ""
    guard digits > 0 else { return sign + count(whole) }
    let rest = String(whole % scale)
    let zeros = String(repeating: "0", count: digits - rest.count)
    return "\(sign)\(count(whole / scale)).\(zeros)\(rest)"
  }

  /// A number without measure, as `1.2e40`.
  private static func powers(_ number: Double) -> String {
    guard number.isFinite else { return "\(number)" }
    let exponent = log10(abs(number)).rounded(.down)
    // In two steps: ten to the largest exponent and one is no number.
    let mantissa = number / pow(10, exponent / 2) / pow(10, exponent - exponent / 2)
    return fixed(mantissa, 1) + "e\(Int(exponent))"
  }

  /// A whole number in groups of three.
  static func count(_ number: Int) -> String {
    guard number.magnitude < 1_000_000_000_000_000 else { return powers(Double(number)) }
    let digits = String(number.magnitude)
    var grouped = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return number < 0 ? "−" + grouped : grouped
  }

  /// A whole number where there is little room, as `20k`.
  static func short(_ number: Int) -> String {
    for (unit, name) in [(1_000_000, "M"), (1000, "k")] where number.magnitude >= UInt(unit) {
      let tenths = Double(number) / Double(unit)
      let isWhole = abs(tenths) >= 100 || number % unit == 0
      return fixed(tenths, isWhole ? 0 : 1) + name
    }
    return count(number)
  }

  /// A share as percent.
  static func percent(_ share: Double, _ digits: Int = 1) -> String {
    fixed(share * 100, digits) + "\u{A0}%"
  }

  /// An upper bound as percent: never rounded below itself.
  static func bound(_ share: Double) -> String {
    guard share.isFinite, abs(share) < 1e6 else { return percent(share) }
    let thousandths = (share * 100_000 - 1e-6).rounded(.up)
    return fixed(thousandths / 1000, 3) + "\u{A0}%"
  }

  /// A difference with its sign.
  static func signed(_ number: Double, _ digits: Int) -> String {
    let text = fixed(number, digits)
    let isZero = !text.contains { ("1"..."9").contains($0) }
    return number > 0 && !isZero ? "+" + text : text
  }

  /// A length of time in the unit that suits it.
  static func time(_ minutes: Double) -> String {
    let (value, unit) =
      abs(minutes) < 100
      ? (minutes, "min") : abs(minutes) < 72 * 60 ? (minutes / 60, "h") : (minutes / 1440, "d")
    return fixed(value, 1) + "\u{A0}" + unit
  }

  /// Seeds as ranges, as `42–71`.
  static func seeds(_ seeds: [UInt64]) -> String {
    var ranges: [(first: UInt64, last: UInt64)] = []
    for seed in seeds {
      if let last = ranges.last, last.last < UInt64.max, seed == last.last + 1 {
        ranges[ranges.count - 1].last = seed
      } else {
        ranges.append((seed, seed))
      }
    }
    let texts = ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)–\($0.last)" }
    return texts.isEmpty ? none : texts.joined(separator: ", ")
  }

  /// Incidents that were played in all; the largest number where it would be larger.
  static func product(_ left: Int, _ right: Int) -> Int {
    let (value, isTooLarge) = left.multipliedReportingOverflow(by: right)
    return isTooLarge ? .max : value
  }

  /// The sum of counts; the largest number where it would be larger.
  static func sum(_ numbers: [Int]) -> Int {
    numbers.reduce(0) { sum, number in
      let (value, isTooLarge) = sum.addingReportingOverflow(number)
      return isTooLarge ? .max : value
    }
  }
}

/// How a metric is shown.
extension Metric {
  /// Its name at the head of a column.
  var label: String {
    switch self {
    case .healed: "healed"
    case .falseHeals: "false heals"
    case .falseAutonomy: "false autonomy"
    case .missed: "missed"
    case .harm: "harm"
    case .escalated: "escalated"
    case .acted: "acted"
    case .escalationPrecision: "escalation precision"
    case .escalationRecall: "escalation recall"
    case .minutesResolved: "minutes of resolved"
    case .dpuHours: "DPU-hours"
    case .worth: "worth"
    case .refused: "refused"
    }
  }

  /// Whether it is a share, 0...1.
  var isShare: Bool {
    switch self {
    case .healed, .falseHeals, .falseAutonomy, .missed, .harm, .escalated, .acted,
      .escalationPrecision, .escalationRecall:
      true
    case .minutesResolved, .dpuHours, .worth, .refused: false
    }
  }

  /// A value with its unit.
  func text(_ value: Double) -> String {
    if isShare { return Figure.percent(value, self == .falseAutonomy ? 2 : 1) }
    switch self {
    case .minutesResolved: return Figure.fixed(value, 1)
    default: return Figure.fixed(value, 3)
    }
  }

  /// The bounds of an interval, without the unit.
  func range(_ interval: Interval) -> String {
    let scale = isShare ? 100.0 : 1
    let digits = self == .falseAutonomy ? 2 : isShare || self == .minutesResolved ? 1 : 3
    return Figure.fixed(interval.low * scale, digits) + " to "
      + Figure.fixed(interval.high * scale, digits)
  }

  /// A difference: of shares in points, else in the metric's unit.
  func difference(_ value: Double) -> String {
    isShare ? Figure.signed(value * 100, 2) : Figure.signed(value, self == .worth ? 3 : 2)
  }
}

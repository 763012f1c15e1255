/// How long things take: a log-normal span, in 512 equally likely values of its quantiles.
///
/// A table, so that its mean is known exactly and the same draw gives the same span on every
/// machine: `exp` and `log` of C libraries differ in their last digits.
public struct LogNormal: Sendable {
  /// The standard deviation of the logarithm.
  public let spread: Double
  /// Multiples of the median.
  private let factors: [Double]
  /// The mean, as a multiple of the median.
  public let mean: Double

  static let size = 512

  /// `spread` is the standard deviation of the logarithm.
  public init(spread: Double) {
    self.spread = spread
    factors = (0..<Self.size).map { index in
      let share = (Double(index) + 0.5) / Double(Self.size)
      return Self.exponential(spread * Self.normalQuantile(share))
    }
    mean = factors.reduce(0, +) / Double(Self.size)
  }

  /// The factor at a draw from 0 to under 1.
  public func factor(at draw: Double) -> Double { factors[Int(draw * Double(Self.size))] }

  /// e to the power of `value`: 2 to a whole power times a Taylor series, in plain arithmetic.
  public static func exponential(_ value: Double) -> Double {
    let ln2 = 0.693_147_180_559_945_3
    let power = (value / ln2).rounded()
    let rest = value - power * ln2
    var term = 1.0
    var sum = 1.0
    for index in 1...18 {
      term *= rest / Double(index)
      sum += term
    }
    return Double(sign: .plus, exponent: Int(power), significand: 1) * sum
  }

  /// The natural logarithm of a positive number: 2 artanh((m − 1) / (m + 1)) and its exponent.
  static func logarithm(_ value: Double) -> Double {
    let ratio = (value.significand - 1) / (value.significand + 1)
    var power = ratio
    var sum = 0.0
    for index in stride(from: 1, through: 61, by: 2) {
      sum += power / Double(index)
      power *= ratio * ratio
    }
    return 2 * sum + Double(value.exponent) * 0.693_147_180_559_945_3
  }

  /// The quantile of the normal distribution, after Acklam (2003); relative error below 1.15e-9.
  public static func normalQuantile(_ share: Double) -> Double {
    let a = [
      -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
      1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00,
    ]
    let b = [
      -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
      6.680131188771972e+01, -1.328068155288572e+01, 1,
    ]
    let c = [
      -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
      -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00,
    ]
    let d = [
      7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
      3.754408661907416e+00, 1,
    ]
    func polynomial(_ factors: [Double], _ x: Double) -> Double {
      factors.reduce(0) { $0 * x + $1 }
    }
    if share < 0.02425 {
      let q = (-2 * logarithm(share)).squareRoot()
      return polynomial(c, q) / polynomial(d, q)
    }
    if share > 1 - 0.02425 { return -normalQuantile(1 - share) }
    let q = share - 0.5
    return q * polynomial(a, q * q) / polynomial(b, q * q)
  }
}

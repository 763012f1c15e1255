internal import Glibc

// Logarithm and exponential: what the standard library has not.

/// The natural logarithm.
func logarithm(_ value: Double) -> Double { log(value) }

/// e to the power of a value.
func exponential(_ value: Double) -> Double { exp(value) }

/// The chance of `count` or more events where `mean` are expected, after Poisson.
func poissonTail(atLeast count: Int, mean: Double) -> Double {
  guard count > 0 else { return 1 }
  guard mean > 0 else { return 0 }
  // Summed from the first term of the tail upwards, so that a small tail does not vanish in 1 − x.
  var logTerm = -mean
  for number in 1...count { logTerm += logarithm(mean) - logarithm(Double(number)) }
  var term = exponential(logTerm)
  var sum = 0.0
  var number = count
  while number < count + 10_000 {
    sum += term
    number += 1
    term *= mean / Double(number)
    if term < sum * 1e-12, Double(number) > mean { break }
  }
  return min(sum, 1)
}

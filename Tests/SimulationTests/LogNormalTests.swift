import Foundation
import Testing

@testable import Simulation

@Suite struct LogNormalTests {
  @Test(arguments: [-20, -1.5, -0.1, 0, 0.3, 1, 7.25, 30])
  func `has the exponential of the C library`(value: Double) {
    #expect(abs(LogNormal.exponential(value) / exp(value) - 1) < 1e-13)
  }

  @Test(arguments: [1e-9, 0.001, 0.3, 1, 1.9999, 12, 1e12])
  func `has the logarithm of the C library`(value: Double) {
    #expect(abs(LogNormal.logarithm(value) - log(value)) < 1e-12)
  }

  @Test(arguments: [(0.5, 0.0), (0.975, 1.959964), (0.01, -2.326348), (0.999, 3.090232)])
  func `has the quantiles of the normal distribution`(share: Double, quantile: Double) {
    #expect(abs(LogNormal.normalQuantile(share) - quantile) < 1e-6)
  }

  @Test func `has a mean of exp(σ² / 2) medians`() {
    #expect(abs(LogNormal(spread: 0.5).mean - exp(0.125)) < 0.002)
    #expect(LogNormal(spread: 0.5).factor(at: 0.4999) < 1)
    #expect(LogNormal(spread: 0.5).factor(at: 0.5001) > 1)
  }
}

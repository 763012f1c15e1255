import Testing

@testable import Configurations

/// Figures come out of files that anybody may have written.
@Suite struct ClampingTests {
  @Test(arguments: [
    (2.4, 2), (2.5, 3), (-2.5, -3), (1e300, Int.max), (-1e300, .min), (9.3e18, .max),
    (.infinity, .max), (-.infinity, .min), (.nan, 0), (Double(Int.max), .max),
  ])
  func `makes a whole number of every figure`(figure: Double, whole: Int) {
    #expect(Int(clamping: figure) == whole)
  }
}

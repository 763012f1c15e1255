import Testing
import Threads

@Suite struct ParallelMapTests {
  private struct Refused: Error, Equatable {
    let place: Int
  }

  @Test(arguments: [Int.min, -1, 0, 1, 2, 7, 1000, .max])
  func `has each result at its place, by any number of threads`(threads: Int) throws {
    for count in [0, 1, 5, 1000] {
      let squares = try ParallelMap.results(count, threads: threads) { place throws(Refused) in
        place * place
      }
      #expect(squares == (0..<count).map { $0 * $0 })
    }
  }

  @Test(arguments: [1, 2, 7]) func `throws the first error by place, whichever came first`(
    threads: Int
  ) {
    for _ in 0..<20 {
      #expect(throws: Refused(place: 3)) {
        _ = try ParallelMap.results(500, threads: threads) { place throws(Refused) in
          if place % 100 == 3 { throw Refused(place: place) }
          return place
        }
      }
    }
  }
}

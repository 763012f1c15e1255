internal import Dispatch
internal import Synchronization

/// A function of the places 0 ..< count, worked out by several threads.
public enum ParallelMap {
  /// The results in order, the same whatever the number of threads; or the first error by place.
  ///
  /// Each thread takes the next place when it is done with one, so parts need not take alike. The
  /// caller's thread is one of them, and there are never more than the machine has cores.
  public static func results<Value: Sendable, Failure: Error>(
    _ count: Int, threads: Int = .max, _ body: @Sendable (Int) throws(Failure) -> Value
  ) throws(Failure) -> [Value] {
    let results = [Result<Value, Failure>](unsafeUninitializedCapacity: count) { buffer, made in
      nonisolated(unsafe) let places = buffer
      let next = Atomic(0)
      // As many pieces of work as could have a thread each; one that comes late finds nothing left.
      DispatchQueue.concurrentPerform(iterations: min(count, max(threads, 1), mostThreads)) { _ in
        while true {
          let place = next.add(1, ordering: .relaxed).oldValue
          guard place < count else { return }
          let result = Result { () throws(Failure) in try body(place) }
          places.initializeElement(at: place, to: result)
        }
      }
      made = count
    }
    return try results.map { (result) throws(Failure) in try result.get() }
  }

  /// More cores than this would find nothing to do.
  private static let mostThreads = 64
}

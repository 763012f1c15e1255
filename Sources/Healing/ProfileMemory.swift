internal import Incidents
internal import Synchronization

/// The figures of batches that were read out of the journal: one healing asks for the same several
/// times, and the next of its table for nearly the same again.
///
/// A class, since all copies of a healer share it.
final class ProfileMemory: Sendable {
  private let known = Mutex<[KeptBatch: TableProfile]>([:])

  /// The most batches that are remembered; then all are forgotten.
  private static let most = 1_000

  /// The figures of batches; the journal is asked for those that were not read before.
  func profiles(
    of batches: [KeptBatch], in journal: any Journal
  ) async throws(JournalError) -> [TableProfile] {
    var found = known.withLock { known in batches.map { known[$0] } }
    let places = found.indices.filter { found[$0] == nil }
    if places.isEmpty { return found.compactMap { $0 } }
    let read = try await journal.profiles(of: places.map { batches[$0] })
    // Where one was dropped meanwhile, nobody can tell which is whose.
    guard read.count == places.count else { return try await journal.profiles(of: batches) }
    for (place, profile) in zip(places, read) { found[place] = profile }
    known.withLock { known in
      if known.count + read.count > Self.most { known = [:] }
      for (place, profile) in zip(places, read) { known[batches[place]] = profile }
    }
    return found.compactMap { $0 }
  }
}

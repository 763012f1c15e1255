// Group commit: writers that come while one commit is made share the next one, and with it the time
// that the disk takes.
extension SQLiteJournal {
  /// A write that waits for the next commit.
  struct WaitingWrite {
    /// Does the work; `false` where it failed and must leave nothing behind.
    let work: () -> Bool
    /// Goes on with what the work gave, or with why the commit failed.
    let finish: (SQLiteConnection.Failure?) -> Void
  }

  /// Does `work` in a transaction, all of it or nothing, and returns when it is on the disk.
  ///
  /// The transaction may have other writers' work in it; a work that fails takes none of theirs
  /// away.
  func transaction<Value: Sendable>(
    _ what: String, _ work: @escaping () throws(JournalError) -> Value
  ) async throws(JournalError) -> Value {
    let result: Result<Value, JournalError> = await withCheckedContinuation { continuation in
      var outcome = Result<Value, JournalError>.failure(
        .cannotWrite(what: what, reason: "it was never tried"))
      waiting.append(
        WaitingWrite(
          work: {
            do throws(JournalError) {
              outcome = .success(try work())
              return true
            } catch {
              outcome = .failure(error)
              return false
            }
          },
          finish: { failure in
            continuation.resume(
              returning: failure.map {
                .failure(.cannotWrite(what: what, reason: $0.message))
              } ?? outcome)
          }))
      guard !isCommitting else { return }
      isCommitting = true
      // Behind whatever else is asked of the journal just now, so that it comes along.
      Task { self.commitWaiting() }
    }
    return try result.get()
  }

  private func commitWaiting() {
    let writes = waiting
    waiting = []
    isCommitting = false
    let failure = commit(writes)
    for write in writes { write.finish(failure) }
  }

  private func commit(_ writes: [WaitingWrite]) -> SQLiteConnection.Failure? {
    do throws(SQLiteConnection.Failure) {
      try database.execute("BEGIN IMMEDIATE")
      for write in writes {
        try database.execute("SAVEPOINT work")
        if !write.work() { try database.execute("ROLLBACK TO work") }
        try database.execute("RELEASE work")
      }
      try database.execute("COMMIT")
      return nil
    } catch {
      // A transaction that SQLite already rolled back refuses this; there is nothing more to undo.
      try? database.execute("ROLLBACK")
      return error
    }
  }
}

internal import AWS
public import Healing
internal import Incidents

// Whose turn it is: leases that are fenced.
//
// Two conditions go with every entry, and each protects something else. That the entry's number is
// new protects the history: of two that read the same, one adds. That the claim is still this one
// protects the time between an intent and its effect: who was taken for dead can add no intent any
// more, and who adds one has a whole span from then on in which nobody else settles it.
extension DynamoDBJournal {
  public func claim(_ incident: String) async throws(JournalError) -> (any Claim)? {
    guard Incident.isID(incident) else {
      throw .cannotRead(what: "the incident", reason: "`\(incident)` is no incident's name")
    }
    if let held = leases[incident] {
      // One that was dropped is given back now; any other is somebody's who is still at work.
      guard dropped.contains(held.name) else { return nil }
      await release(incident, held.name)
      if leases[incident] != nil { return nil }
    }
    transactions += 1
    let lease = Lease(name: "\(name).\(transactions)", at: clock.now())
    leases[incident] = lease
    let write = ItemWrite.put(lease.item(of: incident), if: lease.isFree(at: clock.now()))
    do throws(JournalError) {
      guard case .written = try await self.write(write, "the claim of \(incident)") else {
        leases[incident] = nil
        return nil
      }
    } catch {
      leases[incident] = nil
      throw error
    }
    let renewal = Task { [name = lease.name] in
      while (try? await clock.pause(Lease.renewal)) != nil, !Task.isCancelled {
        guard await renew(incident, name) else { return }
      }
    }
    return LeaseClaim(incident, lease.name, of: self, dropped, renewal: renewal)
  }

  /// Has a claim stand longer; whether it is worth trying again.
  func renew(_ incident: String, _ name: String) async -> Bool {
    guard let held = leases[incident], held.name == name else { return false }
    let lease = Lease(name: name, at: clock.now())
    let write = ItemWrite.put(lease.item(of: incident), if: lease.isHeld)
    // One that cannot be renewed just now may be the next time; it is not over before its span is.
    guard let answer = try? await self.write(write, "the claim of \(incident)") else { return true }
    if case .refused = answer { return false }
    if leases[incident]?.name == name { leases[incident] = lease }
    return true
  }

  /// Gives a claim back, where it is still held.
  func release(_ incident: String, _ name: String) async {
    guard leases[incident]?.name == name else {
      dropped.remove(name)
      return
    }
    let lease = Lease(name: name, at: clock.now())
    let write = ItemWrite.delete(JournalKey.claim(of: incident), if: lease.isHeld)
    // One that cannot be given back is over when its span is.
    _ = try? await self.write(write, "the claim of \(incident)")
    if leases[incident]?.name == name { leases[incident] = nil }
    dropped.remove(name)
  }

  /// Makes one write, again where others are at the same item just now.
  func write(_ write: ItemWrite, _ what: String) async throws(JournalError) -> WriteAnswer {
    var attempt = 0
    while true {
      attempt += 1
      do throws(AWSError) {
        return try await table.write(write)
      } catch {
        let isPassing = error.kind != .refused || error.code == "TransactionConflictException"
        guard isPassing, attempt < 6 else {
          throw .cannotWrite(what: what, reason: error.description)
        }
      }
      await rest(attempt)
    }
  }
}

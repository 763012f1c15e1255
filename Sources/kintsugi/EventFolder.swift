internal import Healing
internal import Incidents
internal import Lakes

/// A folder into which somebody puts events, a file each.
struct EventFolder: EventInbox {
  let path: String
  private var seen: Set<FileIdentity> = []

  init(_ path: String) {
    self.path = path
  }

  /// The events that were put there since the last time. What is no event is told, once.
  ///
  /// A file that changed is read again: it may have been read while it was being written.
  mutating func newEvents(_ tally: WatchTally, isIdle: Bool) throws -> [Event] {
    var events: [Event] = []
    for name in try FolderListing.names(in: path) where name.hasSuffix(".json") {
      let file = path + "/" + name
      guard let identity = FileIdentity(file), seen.insert(identity).inserted else { continue }
      do {
        guard let bytes = try WholeFile.bytes(file) else { continue }
        events.append(try GlueEvent.event(json: bytes, from: file))
      } catch {
        tally.unreadable("\(error)")
      }
    }
    return events
  }

  /// A file stays where it is: whoever put it there takes it away.
  func keep(_ events: [Event]) {}
}

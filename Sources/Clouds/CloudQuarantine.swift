internal import AWS
internal import FoundationEssentials
internal import Healing
internal import Incidents

/// Objects moved out of a reader's way and back: listed in a manifest first, copied as they were
/// seen, looked at, and only then deleted.
///
/// At every moment each object is where it was, or at its new place, or at both. Whoever dies on
/// the way goes on from the manifest, which is written once.
struct CloudQuarantine: Sendable {
  let storage: StorageClient
  let bucket: String

  /// The folder below a bucket in which objects that were set aside lie, one folder an intent.
  static let folder = "_quarantine"

  /// What is moved where, as it lies in the store before anything is moved.
  private struct Manifest: Codable {
    let marker: String
    let objects: [Entry]

    struct Entry: Codable {
      let from: String
      let to: String
      let bytes: Int
      let tag: String

      var object: StorageClient.Object { .init(key: from, bytes: bytes, tag: tag) }
    }
  }

  /// Moves objects below the quarantine of an intent; gives the place.
  func setAside(_ keys: [String], marker: String) async throws(WorldError) -> String {
    let place = "\(Self.folder)/\(marker)/"
    let moves = keys.map { (from: $0, to: place + $0) }
    try await move(moves, marker: marker)
    return "s3://\(bucket)/\(place)"
  }

  /// Moves objects out of the quarantine of an incident back to their keys; out of the last that
  /// has them, where no incident is named.
  func putBack(
    _ keys: [String], of incident: String?, marker: String
  ) async throws(WorldError) -> String {
    // What was moved back before is in the manifest, and nowhere else any more.
    if try await manifest(of: marker) == nil {
      let aside = try await keysAside(of: incident)
      var moves: [(from: String, to: String)] = []
      for key in keys {
        guard let place = Self.place(of: key, among: aside) else {
          throw .refused(act: "putting back `\(key)`", reason: "it is not in the quarantine")
        }
        moves.append((from: place, to: key))
      }
      try await move(moves, marker: marker)
    } else {
      try await move([], marker: marker)
    }
    return "s3://\(bucket)/"
  }

  /// What keeps objects from being put back; `nil` when nothing does.
  func obstacle(
    toReturning keys: [String], of incident: String
  ) async throws(WorldError) -> String? {
    let aside = try await keysAside(of: incident)
    for key in keys {
      let isAside = Self.place(of: key, among: aside) != nil
      let isThere = try await object(key) != nil
      if !isAside, !isThere { return "`\(key)` is not in the quarantine any more" }
      if isAside, isThere { return "another object lies at `\(key)` by now" }
    }
    return nil
  }

  private func manifestKey(_ marker: String) -> String {
    "\(Self.folder)/_manifests/\(marker).json"
  }

  private func manifest(of marker: String) async throws(WorldError) -> Manifest? {
    let key = manifestKey(marker)
    let bytes = try await WorldError.reading(key) { () throws(AWSError) in
      try await storage.bytes(at: key, in: bucket)
    }
    guard let bytes else { return nil }
    guard let found = try? JSONDecoder().decode(Manifest.self, from: Data(bytes)),
      found.marker == marker
    else { throw .unreadable(what: key, reason: "it is no manifest of \(marker)") }
    return found
  }

  private func move(
    _ moves: [(from: String, to: String)], marker: String
  ) async throws(WorldError) {
    var plan = try await manifest(of: marker)
    if plan == nil { plan = try await write(moves, marker: marker) }
    guard let plan else {
      throw .lost(act: "moving objects", reason: "the manifest that was written is not there")
    }
    var moved = 0
    for entry in plan.objects {
      do throws(WorldError) { try await move(entry) } catch { throw error.afterPart(moved) }
      moved += 1
    }
  }

  /// Writes down what is moved, once: whoever comes second takes the first one's list.
  private func write(
    _ moves: [(from: String, to: String)], marker: String
  ) async throws(WorldError) -> Manifest? {
    var entries: [Manifest.Entry] = []
    for (from, to) in moves {
      guard let object = try await object(from) else {
        throw .refused(act: "moving `\(from)`", reason: "there is no such object")
      }
      guard object.bytes <= StorageClient.largestCopy else {
        throw .refused(act: "moving `\(from)`", reason: "it is larger than 5 GiB")
      }
      entries.append(.init(from: from, to: to, bytes: object.bytes, tag: object.tag))
    }
    let manifest = Manifest(marker: marker, objects: entries)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(manifest) else {
      throw .refused(act: "moving objects", reason: "the manifest cannot be written")
    }
    let key = manifestKey(marker)
    let isNew = try await WorldError.acting("writing \(key)") { () throws(AWSError) in
      try await storage.putNew(Array(bytes), at: key, in: bucket, type: "application/json")
    }
    return isNew ? manifest : try await self.manifest(of: marker)
  }

  private func move(_ entry: Manifest.Entry) async throws(WorldError) {
    let act = "moving `\(entry.from)`"
    let source = try await object(entry.from)
    let target = try await object(entry.to)
    if let target, target.bytes != entry.bytes {
      throw .conflict(act: act, reason: "another object lies at `\(entry.to)`")
    }
    guard let source else {
      if target != nil { return }
      throw .refused(act: act, reason: "it is at neither place")
    }
    guard source.tag == entry.tag else {
      throw .conflict(act: act, reason: "somebody wrote another object there since")
    }
    if target == nil {
      try await WorldError.acting(act) { () throws(AWSError) in
        try await storage.copy(entry.object, to: entry.to, in: bucket)
      }
    }
    // Looked at before the only other copy goes.
    guard let copied = try await object(entry.to), copied.bytes == entry.bytes else {
      throw .lost(act: act, reason: "its copy does not show")
    }
    try await WorldError.acting(act) { () throws(AWSError) in
      try await storage.delete(entry.object, in: bucket)
    }
  }

  private func object(_ key: String) async throws(WorldError) -> StorageClient.Object? {
    try await WorldError.reading("the object `\(key)`") { () throws(AWSError) in
      try await storage.object(key, in: bucket)
    }
  }

  private func keysAside(of incident: String?) async throws(WorldError) -> [String] {
    let prefix = incident.map { "\(Self.folder)/\($0)." } ?? "\(Self.folder)/"
    let listing = try await WorldError.reading("the quarantine") { () throws(AWSError) in
      try await storage.objects(in: bucket, below: prefix)
    }
    guard listing.isComplete else {
      throw .unreadable(what: "the quarantine", reason: "it has too many objects")
    }
    return listing.objects.map(\.key).filter { !$0.hasPrefix("\(Self.folder)/_manifests/") }
  }

  /// Where a key lies in the quarantine, the newest place of several.
  private static func place(of key: String, among aside: [String]) -> String? {
    aside.last { place in
      let parts = place.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
      return parts.count == 3 && parts[2].utf8.elementsEqual(key.utf8)
    }
  }
}

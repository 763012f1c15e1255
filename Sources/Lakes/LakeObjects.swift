internal import Glibc
internal import Healing
internal import Incidents
internal import Profiles

/// The object store of a lake: a folder a bucket, a file an object.
struct LakeObjects: Sendable {
  let folder: String
  private let memory = FileMemory<ObjectProfile>()

  init(folder: String) {
    self.folder = folder
  }

  /// The folder below a bucket in which objects that were set aside lie, one folder an intent.
  static let quarantine = "_quarantine"

  /// The most earlier partitions that are profiled.
  static let historyLimit = 30

  /// The profiles of the objects of one partition, in the order of their keys; of all objects,
  /// where the partition is empty.
  func profiles(of version: TableVersion, partition: String) -> Known<[ObjectProfile]> {
    guard let place = S3Place(version.location) else {
      return .unknown("the location `\(version.location)` is no place in the store")
    }
    let bucket = folder + "/" + place.bucket
    do {
      return .known(
        try FolderListing.files(
          below: bucket, prefix: place.prefix + (partition.isEmpty ? "" : partition + "/")
        )
        .filter(place.holdsData).map { key in try profile(key, in: bucket, as: version) })
    } catch {
      return .unknown("\(error)")
    }
  }

  private func profile(
    _ key: String, in bucket: String, as version: TableVersion
  ) throws(RecordingError) -> ObjectProfile {
    let path = bucket + "/" + key
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    let classification = version.parameters["classification"]
    return Profiler.profile(
      key: key, bytes: bytes,
      format: ObjectFormat(classification: classification, key: key) ?? .csv,
      expecting: version.columns)
  }

  /// The figures of the newest partitions before this one, oldest first, by their names.
  ///
  /// Partitions with an unreadable object are left out: broken batches are no history.
  func history(of version: TableVersion, besides partition: String?) -> Known<[TableProfile]> {
    guard let place = S3Place(version.location), let partition else {
      return .unknown("the partition of the run is unknown")
    }
    let bucket = folder + "/" + place.bucket
    let keys: [String]
    do {
      keys = try FolderListing.files(below: bucket, prefix: place.prefix).filter(place.holdsData)
    } catch {
      return .unknown("\(error)")
    }
    let depth = partition.utf8.split(separator: UInt8(ascii: "/")).count
    let partitions = Dictionary(grouping: keys) { key in
      key.utf8.dropFirst(place.prefix.utf8.count).split(separator: UInt8(ascii: "/"))
        .prefix(depth).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
    }
    let earlier = partitions.keys.filter { $0.precedes(partition) }
      .sorted { $0.precedes($1) }.suffix(Self.historyLimit)
    let batches = earlier.compactMap { name -> TableProfile? in
      let objects = try? (partitions[name] ?? []).map { key throws(RecordingError) in
        try memory.value(of: "\(bucket)/\(key)", as: version.unmarked) {
          () throws(RecordingError) in try profile(key, in: bucket, as: version)
        }
      }
      guard let objects, objects.allSatisfy({ $0.damage == nil }) else { return nil }
      return Known<[ObjectProfile]>.known(objects).batch.value?.named(name)
    }
    return .known(batches)
  }

  /// Moves objects below the quarantine of an intent; those that are there already stay.
  func quarantine(
    _ keys: [String], in bucket: String, marker: String
  ) throws(WorldError) -> String {
    let place = "\(Self.quarantine)/\(marker)/"
    var moved = 0
    for key in keys {
      do { try move(key, to: place + key, in: bucket) } catch {
        throw error.afterPart(moved)
      }
      moved += 1
    }
    return "s3://\(bucket)/\(place)"
  }

  /// Moves objects out of the quarantine of an incident back to their keys; out of the last that
  /// has them, where no incident is named.
  func putBack(
    _ keys: [String], in bucket: String, of incident: String?
  ) throws(WorldError) -> String {
    let aside = try setAside(in: bucket, of: incident)
    var moved = 0
    for key in keys {
      if let place = Self.place(of: key, among: aside) {
        do { try move(place, to: key, in: bucket) } catch { throw error.afterPart(moved) }
        moved += 1
      } else if !FolderListing.exists("\(folder)/\(bucket)/\(key)") {
        throw WorldError.refused(
          act: "putting back `\(key)`", reason: "it is not in the quarantine"
        ).afterPart(moved)
      }
    }
    return "s3://\(bucket)/"
  }

  /// What keeps objects from being put back; `nil` when nothing does.
  func obstacle(
    toReturning keys: [String], in bucket: String, of incident: String
  ) throws(WorldError) -> String? {
    let aside = try setAside(in: bucket, of: incident)
    for key in keys {
      let isThere = FolderListing.exists("\(folder)/\(bucket)/\(key)")
      switch (Self.place(of: key, among: aside), isThere) {
      case (nil, true), (_?, false): continue
      case (nil, false): return "`\(key)` is not in the quarantine any more"
      case (let place?, true):
        let root = folder + "/" + bucket + "/"
        if !Self.isSameFile(root + place, root + key) {
          return "another object lies at `\(key)` by now"
        }
      }
    }
    return nil
  }

  private func setAside(in bucket: String, of incident: String?) throws(WorldError) -> [String] {
    let prefix = incident.map { "\(Self.quarantine)/\($0)." } ?? Self.quarantine + "/"
    do {
      return try FolderListing.files(below: folder + "/" + bucket, prefix: Self.quarantine + "/")
        .filter { $0.utf8.starts(with: prefix.utf8) }
    } catch {
      throw .init(error)
    }
  }

  /// Where a key lies in the quarantine, the newest place of several.
  private static func place(of key: String, among aside: [String]) -> String? {
    aside.last { path(of: key, like: $0).utf8.elementsEqual($0.utf8) }
  }

  /// The place of `key` in the quarantine that `place` is of.
  private static func path(of key: String, like place: String) -> String {
    place.pathParts.prefix(2).joined(separator: "/") + "/" + key
  }

  /// Renames one object; done when only the target is there.
  private func move(_ key: String, to target: String, in bucket: String) throws(WorldError) {
    let root = folder + "/" + bucket + "/"
    let act = "moving `\(key)`"
    if !FolderListing.exists(root + key) {
      if FolderListing.exists(root + target) { return }
      throw .refused(act: act, reason: "there is no such object")
    }
    try LakeFile.makeFolder(of: root + target)
    // A link fails when the target is there: nothing is ever written over.
    guard link(root + key, root + target) == 0 || errno == EEXIST else {
      throw .refused(act: act, reason: String(cString: strerror(errno)))
    }
    guard Self.isSameFile(root + key, root + target) else {
      throw .conflict(act: act, reason: "another object lies at `\(target)`")
    }
    guard unlink(root + key) == 0 else {
      throw .refused(act: act, reason: String(cString: strerror(errno)))
    }
  }

  private static func isSameFile(_ left: String, _ right: String) -> Bool {
    var one = stat()
    var other = stat()
    return stat(left, &one) == 0 && stat(right, &other) == 0 && one.st_ino == other.st_ino
      && one.st_dev == other.st_dev
  }
}

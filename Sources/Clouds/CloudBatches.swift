internal import AWS
internal import Healing
internal import Incidents
internal import Profiles

/// The objects of a table, looked at within bounds: whole where they are small, the footer alone of
/// large Parquet files, and nothing of other large ones.
struct CloudBatches: Sendable {
  let storage: StorageClient
  let glue: GlueClient
  let memory: ObjectMemory
  let interruptions: Interruptions

  /// The most bytes of one object that are read.
  static let largestObject = 32 << 20
  /// The most bytes of one batch that are read.
  static let largestBatch = 128 << 20
  /// The most bytes of earlier batches that are read.
  static let largestHistory = 64 << 20
  /// The most earlier partitions that are profiled.
  static let historyLimit = 14
  /// The most objects of a table that are listed.
  static let mostObjects = 20_000
  /// How many objects are read at once.
  private static let atOnce = 8

  /// What was read of a table's objects.
  struct Read: Sendable {
    let objects: Known<[ObjectProfile]>
    let batch: Known<TableProfile>
    let history: Known<[TableProfile]>

    static func unknown(_ reason: String) -> Read {
      Read(objects: .unknown(reason), batch: .unknown(reason), history: .unknown(reason))
    }
  }

  /// The run's own partition of a table, and the newest before it.
  func read(
    _ version: TableVersion, of table: String, partition: Known<String>?
  ) async -> Read {
    guard let place = S3Place(version.location) else {
      return .unknown("the location `\(version.location)` is no place in S3")
    }
    let name: String?
    switch partition {
    case .known(let known)?: name = known
    case .unknown(let reason)?: return .unknown(reason)
    // Without partitions, the whole table is the batch.
    case nil where version.partitionKeys.isEmpty: name = nil
    case nil: return .unknown("the project declares no partition")
    }
    do throws(AWSError) {
      let own = place.prefix + (name.map { $0 + "/" } ?? "")
      let objects = try await storage.objects(
        in: place.bucket, below: own, atMost: Self.mostObjects)
      guard objects.isComplete else { return .unknown("the partition has too many objects") }
      let profiles = try await profiles(
        objects.objects.filter { place.holdsData($0.key) }, of: version, in: place.bucket,
        atMost: Self.largestBatch)
      let known = Known<[ObjectProfile]>.known(profiles)
      guard let name else {
        return Read(
          objects: known, batch: known.wholeBatch,
          history: .unknown("a table without partitions holds no earlier batch"))
      }
      return Read(
        objects: known, batch: known.wholeBatch.map { $0.named(name) },
        history: await history(of: version, table, place, besides: name))
    } catch {
      return .unknown(interruptions.reason(of: error))
    }
  }

  func profiles(
    _ objects: [StorageClient.Object], of version: TableVersion, in bucket: String,
    atMost most: Int
  ) async throws(AWSError) -> [ObjectProfile] {
    var left = most
    var wanted: [(object: StorageClient.Object, isWhole: Bool)] = []
    for object in objects {
      let isWhole = object.bytes <= Self.largestObject && object.bytes <= left
      if isWhole { left -= object.bytes }
      wanted.append((object, isWhole))
    }
    let work = wanted
    let results = await withTaskGroup(of: (Int, Result<ObjectProfile, AWSError>).self) { group in
      var next = 0
      func start() {
        guard next < work.count else { return }
        let place = next
        next += 1
        group.addTask {
          (
            place,
            await self.profile(
              work[place].object, isWhole: work[place].isWhole, of: version, in: bucket)
          )
        }
      }
      for _ in 0..<Self.atOnce { start() }
      var found: [Int: Result<ObjectProfile, AWSError>] = [:]
      while let (place, result) = await group.next() {
        found[place] = result
        start()
      }
      return found
    }
    var profiles: [ObjectProfile] = []
    for place in work.indices {
      guard let result = results[place] else { continue }
      profiles.append(try result.get())
    }
    return profiles
  }

  private func profile(
    _ object: StorageClient.Object, isWhole: Bool, of version: TableVersion, in bucket: String
  ) async -> Result<ObjectProfile, AWSError> {
    let format =
      ObjectFormat(classification: version.parameters["classification"], key: object.key) ?? .csv
    let name = ObjectMemory.Name(bucket: bucket, object: object, version: version.unmarked)
    if let known = memory.profile(of: name) { return .success(known) }
    let result = await read(object, isWhole: isWhole, of: version, format, in: bucket)
    if case .success(let profile) = result { memory.keep(profile, of: name) }
    return result
  }

  private func read(
    _ object: StorageClient.Object, isWhole: Bool, of version: TableVersion,
    _ format: ObjectFormat, in bucket: String
  ) async -> Result<ObjectProfile, AWSError> {
    do throws(AWSError) {
      if isWhole {
        let bytes = object.bytes == 0 ? [] : try await storage.bytes(of: object, in: bucket)
        return .success(
          Profiler.profile(
            key: object.key, bytes: bytes, format: format, expecting: version.columns))
      }
      let content: ObjectProfile.Content
      if format == .parquet {
        content = try await ParquetFooter(of: object, in: bucket, storage).content
      } else {
        content = .unread("the object is larger than is read of one")
      }
      return .success(ObjectProfile(key: object.key, bytes: object.bytes, content: content))
    } catch {
      return .failure(error)
    }
  }
}

extension Known where Value == [ObjectProfile] {
  /// The figures of the whole batch; unknown where a part of it was not read.
  var wholeBatch: Known<TableProfile> {
    for object in value ?? [] {
      if case .unread(let reason) = object.content { return .unknown(reason) }
    }
    return batch
  }
}

/// The end of a large Parquet file: its schema and its counts, without a row.
private struct ParquetFooter: ByteStore {
  let size: Int
  private let start: Int
  private let held: [UInt8]

  /// Reads the footer by two ranges: its length, and itself.
  init(
    of object: StorageClient.Object, in bucket: String, _ storage: StorageClient
  ) async throws(AWSError) {
    size = object.bytes
    let end = try await storage.bytes(of: object, in: bucket, (size - 8)..<size)
    let length = end.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    let first = size - 8 - length
    start = first >= 4 && length <= ProfileLimits.footerBytes ? first : size - 8
    held =
      start == size - 8
      ? end : try await storage.bytes(of: object, in: bucket, start..<(size - 8)) + end
  }

  func bytes(_ range: Range<Int>) throws(ReadFailure) -> [UInt8] {
    // The magic number at the beginning is the only thing before the footer that is asked for.
    if range == 0..<4 { return Array("PAR1".utf8) }
    guard range.lowerBound >= start else { throw .unread("only its footer was read") }
    return Array(held[(range.lowerBound - start)..<(range.upperBound - start)])
  }

  var content: ObjectProfile.Content {
    var batch = BatchProfiler(.types)
    do throws(ReadFailure) {
      try batch.readParquet(self)
      return .table(batch.profile)
    } catch {
      return error.content
    }
  }
}

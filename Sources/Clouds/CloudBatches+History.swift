internal import AWS
internal import Healing
internal import Incidents
internal import Profiles

// The partitions before the run's own.
extension CloudBatches {
  /// The most objects of a partition that are looked at, were it only by their footers.
  private static let mostFooters = 500

  /// The figures of the newest partitions before one, oldest first, by their names.
  ///
  /// Small ones are read, of larger Parquet files the footers are, and of what is left the catalog
  /// may have figures. Partitions with an unreadable object are left out: broken batches are no
  /// history.
  func history(
    of version: TableVersion, _ table: String, _ place: S3Place, besides partition: String
  ) async -> Known<[TableProfile]> {
    do throws(AWSError) {
      let all = try await storage.objects(
        in: place.bucket, below: place.prefix, atMost: Self.mostObjects)
      guard all.isComplete else { return .unknown("the table has too many objects to look back") }
      let partitions = Self.partitions(all.objects, of: place, like: partition)
      let earlier = partitions.keys.filter { $0.precedes(partition) }
        .sorted { $0.precedes($1) }.suffix(Self.historyLimit)
      var batches: [TableProfile] = []
      var left = Self.largestHistory
      for name in earlier.reversed() {
        let objects = partitions[name] ?? []
        var batch: Known<TableProfile> = .unknown("it is too large to be read")
        if objects.count <= Self.mostFooters {
          let profiles = try await profiles(objects, of: version, in: place.bucket, atMost: left)
          left = max(0, left - objects.reduce(0) { $0 + $1.bytes })
          if profiles.contains(where: { $0.damage != nil }) { continue }
          batch = Known.known(profiles).wholeBatch
        }
        if let known = batch.value {
          batches.append(known.named(name))
        } else if let known = await catalogued(name, of: version, table) {
          batches.append(known.named(name))
        }
      }
      return .known(batches.reversed())
    } catch {
      return .unknown(interruptions.reason(of: error))
    }
  }

  /// The objects of data by their partitions, which are named as deep as one is.
  private static func partitions(
    _ objects: [StorageClient.Object], of place: S3Place, like partition: String
  ) -> [String: [StorageClient.Object]] {
    let depth = partition.pathParts.count
    return Dictionary(grouping: objects.filter { place.holdsData($0.key) }) { object in
      String(decoding: object.key.utf8.dropFirst(place.prefix.utf8.count), as: UTF8.self)
        .pathParts.prefix(depth).joined(separator: "/")
    }
  }

  /// What the catalog says of a partition; `nil` where it has no figures, or may not be asked: what
  /// is not known of the past is left out.
  private func catalogued(
    _ partition: String, of version: TableVersion, _ table: String
  ) async -> TableProfile? {
    guard let name = GlueClient.TableName(table) else { return nil }
    let values = partition.pathParts.map { part in
      // A plus stands for itself here.
      let value = String(part.split(separator: "=", maxSplits: 1).last ?? "")
      return value.replacing("+", with: "%2B").percentDecoded ?? value
    }
    do throws(AWSError) {
      return try await glue.statistics(
        of: values, in: name, columns: version.columns.map(\.name))
    } catch {
      _ = interruptions.reason(of: error)
      return nil
    }
  }
}

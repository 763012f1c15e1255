public import Configurations
public import Incidents

/// A place in the object store: a bucket, and a prefix that ends in `/` or is empty.
public struct S3Place: Sendable, Hashable {
  public let bucket: String
  public let prefix: String

  /// Reads `s3://bucket/prefix/`, or what Hadoop calls the same, `s3a://` and `s3n://`; `nil` for
  /// anything else, and for names that could leave the store.
  public init?(_ location: String) {
    let schemes = ["s3://", "s3a://", "s3n://"]
    guard let scheme = schemes.first(where: { location.hasPrefix($0) }) else { return nil }
    let parts = String(location.dropFirst(scheme.count)).pathParts
    let path = parts.dropFirst().drop(while: \.isEmpty)
    guard let bucket = parts.first, !bucket.isEmpty, bucket != ".", bucket != ".." else {
      return nil
    }
    guard !path.contains(".."), !location.utf8.contains(0) else { return nil }
    self.bucket = bucket
    prefix = path.joined(separator: "/") + (path.last?.isEmpty ?? true ? "" : "/")
  }

  /// Whether a key is one of the place's data, as Spark and Hive see it: what begins with `_` or
  /// `.` is a writer's own (`_SUCCESS`, `_temporary/`, `.part-0.crc`), as are markers of folders.
  public func holdsData(_ key: String) -> Bool {
    guard key.utf8.starts(with: prefix.utf8), !key.hasSuffix("/"), !key.hasSuffix("_$folder$")
    else { return false }
    let parts = String(decoding: key.utf8.dropFirst(prefix.utf8.count), as: UTF8.self).pathParts
    return parts.allSatisfy { !$0.hasPrefix(".") && (!$0.hasPrefix("_") || $0.contains("=")) }
  }

  /// Whether a key is one of the place, and cannot leave it.
  public func holds(_ key: String) -> Bool {
    key.utf8.starts(with: prefix.utf8) && key.utf8.count > prefix.utf8.count
      && key.utf8.count <= 1_024 && !key.utf8.contains(0)
      && !key.pathParts.contains { $0 == ".." || $0 == "." || $0.isEmpty }
  }
}

extension Project.Pipeline {
  /// The partition that a run reads and writes; `nil` where the project declares none.
  ///
  /// What comes out of arguments is hostile: a name that could leave the table's prefix is unknown.
  public func partition(for evidence: Evidence, at now: Timestamp) -> Known<String>? {
    guard let partition else { return nil }
    let facts = EvidenceValues(evidence).facts(on: nil, at: now)
    guard let name = partition.knownText(with: facts) else {
      return .unknown("the partition of the run cannot be told")
    }
    let isPlain = name.pathParts.allSatisfy { part in
      !part.isEmpty && part != "." && part != ".." && !part.utf8.contains(0) && !part.hasSuffix("=")
    }
    return isPlain ? .known(name) : .unknown("the partition `\(name)` is no folder name")
  }
}

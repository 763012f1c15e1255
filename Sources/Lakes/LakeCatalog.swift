internal import FoundationEssentials
internal import Healing
internal import Incidents

/// The catalog of a lake: a folder a table, a file a version, the highest number is current.
///
/// A version is made by creating its file, which fails when somebody else made it first: the same
/// optimistic lock that `UpdateTable` takes with a version id.
public struct LakeCatalog: Sendable {
  let folder: String
  private let memory = FileMemory<GlueTable>()

  init(folder: String) {
    self.folder = folder
  }

  /// The parameter that tells which intent wrote a version.
  static let markerParameter = "kintsugi.attempt"

  /// All versions of a table, newest first; empty when there is no such table.
  func versions(of name: String) throws(WorldError) -> [TableVersion] {
    var versions: [TableVersion] = []
    for number in try numbers(of: name).reversed() {
      versions.append(try table(name, version: String(number)).version(id: String(number)))
    }
    return versions
  }

  /// One version of a table, as it was written.
  func table(_ name: String, version: String) throws(WorldError) -> GlueTable {
    guard let number = Int(version) else {
      throw .unreadable(what: "version \(version) of \(name)", reason: "it is no number")
    }
    let path = path(of: name, number)
    do throws(RecordingError) {
      return try memory.value(of: path) { () throws(RecordingError) in
        guard let table = try JSONFile.decode(GlueTable.self, path: path) else {
          throw .missing(path: path)
        }
        return table
      }
    } catch {
      throw .init(error)
    }
  }

  /// The version that an intent wrote; `nil` when it wrote none.
  func version(of name: String, writtenBy marker: String) throws(WorldError) -> String? {
    for number in try numbers(of: name).reversed() {
      let table = try table(name, version: String(number))
      if table.parameters?[Self.markerParameter] == marker { return String(number) }
    }
    return nil
  }

  /// Writes the next version of a table, only when the current one is `expected`.
  func write(
    _ name: String, after expected: String, marker: String, at now: Timestamp,
    _ change: (GlueTable) -> GlueTable
  ) throws(WorldError) -> String {
    let act = "writing a version of \(name)"
    guard let current = try numbers(of: name).last, String(current) == expected else {
      throw .conflict(act: act, reason: "the current version is not \(expected) any more")
    }
    var next = change(try table(name, version: expected))
    next.updateTime = now.epochSeconds
    next.versionID = String(current + 1)
    next.parameters = (next.parameters ?? [:]).merging([Self.markerParameter: marker]) { $1 }
    let path = path(of: name, current + 1)
    guard try LakeFile.writeNew(bytes: LakeFile.json(next, path), to: path) else {
      throw .conflict(act: act, reason: "somebody else wrote version \(current + 1)")
    }
    return String(current + 1)
  }

  /// The numbers of a table's versions, ascending.
  private func numbers(of name: String) throws(WorldError) -> [Int] {
    guard !name.contains("/"), name != "..", !name.isEmpty else { return [] }
    do {
      return try FolderListing.files(below: folder + "/" + name, prefix: "")
        .compactMap { $0.hasSuffix(".json") ? Int($0.dropLast(5)) : nil }.sorted()
    } catch {
      throw .init(error)
    }
  }

  private func path(of name: String, _ number: Int) -> String {
    let digits = String(number)
    return
      "\(folder)/\(name)/\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).json"
  }
}

extension GlueTable {
  /// The table with other columns.
  func setting(columns: [Column]) -> GlueTable {
    var changed = self
    changed.storageDescriptor.columns = columns.map { GlueColumn($0) }
    return changed
  }

  /// The table as it was in an earlier version; what tells versions apart stays its own.
  func restoring(_ earlier: GlueTable) -> GlueTable {
    var changed = earlier
    changed.versionID = versionID
    return changed
  }
}

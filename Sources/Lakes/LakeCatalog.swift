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

  /// All versions of a table, newest first; empty when there is no such table.
  func versions(of name: String) throws(WorldError) -> [TableVersion] {
    var versions: [TableVersion] = []
    for number in try numbers(of: name).reversed() {
      versions.append(try table(name, version: String(number)).version(id: String(number)))
    }
    return TableVersion.withoutSeams(versions)
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
      if table.parameters?[Seam.markerParameter] == marker { return String(number) }
    }
    return nil
  }

  /// Writes the next version of a table with its mark, only when the current one is `expected`, or
  /// differs from it by nothing but marks.
  func write(
    _ name: String, after expected: String, _ intent: StepIntent, at now: Timestamp,
    _ change: (GlueTable) -> GlueTable
  ) throws(WorldError) -> String {
    let act = "writing a version of \(name)"
    guard let current = try numbers(of: name).last, try isCurrent(expected, of: name) else {
      throw .conflict(act: act, reason: "the current version is not \(expected) any more")
    }
    let old = try table(name, version: String(current))
    var next = change(old)
    let seam = intent.seam(of: name, replacing: expected, at: now)
    next.parameters = next.parameters.leaving(seam, after: old.parameters ?? [:])
    return try put(next, as: current + 1, of: name, at: now, act)
  }

  /// Marks a table whose data were repaired: a new version that is nothing but its mark.
  ///
  /// Somebody else may write at the same time: then the newer version is marked.
  func mark(
    _ name: String, at now: Timestamp, _ seam: (String) -> Seam
  ) throws(WorldError) {
    let act = "marking \(name)"
    for attempt in 1...3 {
      guard let current = try numbers(of: name).last else { return }
      var next = try table(name, version: String(current))
      let seam = seam(String(current))
      let old = next.parameters ?? [:]
      if Seam.all(in: old).contains(where: { $0.marker == seam.marker }) { return }
      next.parameters = next.parameters.leaving(seam, after: old)
      do throws(WorldError) {
        _ = try put(next, as: current + 1, of: name, at: now, act)
        return
      } catch {
        guard case .conflict = error, attempt < 3 else { throw error }
      }
    }
  }

  private func put(
    _ table: GlueTable, as number: Int, of name: String, at now: Timestamp, _ act: String
  ) throws(WorldError) -> String {
    var table = table
    table.updateTime = now.epochSeconds
    table.versionID = String(number)
    let path = path(of: name, number)
    guard try LakeFile.writeNew(bytes: LakeFile.json(table, path), to: path) else {
      throw .conflict(act: act, reason: "somebody else wrote version \(number)")
    }
    return String(number)
  }

  /// Whether a version is the current one, or was only marked since.
  func isCurrent(_ version: String, of name: String) throws(WorldError) -> Bool {
    let numbers = try numbers(of: name)
    guard let number = Int(version), String(number) == version, numbers.contains(number) else {
      return false
    }
    var before = try table(name, version: version).version()
    for newer in numbers where newer > number {
      let next = try table(name, version: String(newer)).version()
      guard next.onlyMarks(before) else { return false }
      before = next
    }
    return true
  }

  /// The numbers of a table's versions, ascending.
  private func numbers(of name: String) throws(WorldError) -> [Int] {
    guard LakeJobs.isName(name) else { return [] }
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

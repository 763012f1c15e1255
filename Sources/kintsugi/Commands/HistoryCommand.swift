internal import Configurations
internal import Documents
internal import Healing
internal import Incidents
internal import Lakes

/// Shows the batches that a table's later ones are held against, and takes one out or in.
struct HistoryCommand: Command {
  static let name = "history"
  static let summary = "the batches that a table's next one is held against; takes one out, or in"
  static let manual = """
    kintsugi history TABLE [--lake DIR | --aws | --journal FILE] [-o pretty|json]
    kintsugi history TABLE --exclude BATCH --because TEXT [--lake DIR | --aws | --journal FILE]
    kintsugi history TABLE --include BATCH [--lake DIR | --aws | --journal FILE]
    kintsugi history TABLE --add FILE [--lake DIR | --aws | --journal FILE]

    TABLE      database.table, as the project names it
    --exclude  never again is a batch held against this one, whatever a healing finds
    --because  why; your name and the reason are kept
    --include  takes a batch in again that a person took out, or that an incident found broken
    --add      keeps the batches of a file of profiles, as `kintsugi profile -o json` prints them;
               `-` is standard input

    The journal keeps a batch when a healing verified it, or found something wrong with it, which
    is then never compared with. -o json prints lines that `kintsugi detect --profiles` reads. At
    most 365 batches of a table are kept.
    """

  /// What is done to the history.
  private enum Deed {
    case show
    case exclude(String, because: String)
    case include(String)
    case add(String)
  }

  private let project: ProjectFolder
  private let site: SiteName?
  private let journal: String?
  private let table: String
  private let deed: Deed

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    site = try SiteName.optional(&arguments)
    journal = try arguments.option("--journal")
    deed = try Self.deed(&arguments)
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    guard let table = words.first else { throw .missing("TABLE", command: Self.name) }
    self.table = table
  }

  private static func deed(_ arguments: inout ArgumentReader) throws(UsageError) -> Deed {
    let excluded = try arguments.option("--exclude")
    let reason = try arguments.option("--because")
    let included = try arguments.option("--include")
    let added = try arguments.option("--add")
    switch (excluded, included, added) {
    case (nil, nil, nil) where reason == nil: return .show
    case (let batch?, nil, nil):
      guard let reason else { throw .missing("--because TEXT", command: name) }
      return .exclude(batch, because: reason)
    case (nil, let batch?, nil) where reason == nil: return .include(batch)
    case (nil, nil, let file?) where reason == nil: return .add(file)
    case (nil, nil, nil): throw .missing("--exclude BATCH", command: name)
    default:
      throw .badValue(
        "--exclude, --include, --add", "several", wanted: "one of them, --because with --exclude")
    }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let place = try JournalPlace.find(self.journal, site, project)
      switch deed {
      case .show: try await show(try await place.openExisting())
      case .exclude(let batch, let reason):
        let standing = KeptBatch.Standing.excluded(by: Person.caller, reason: reason)
        try await set(standing, of: batch, in: try await place.openExisting())
        Terminal.out("no batch is held against \(Terminal.plain(batch)) any more\n")
      case .include(let batch):
        try await set(.included(by: Person.caller), of: batch, in: try await place.openExisting())
        Terminal.out("\(Terminal.plain(batch)) counts again\n")
      case .add(let file): try await add(file, to: try await place.open())
      }
      return .fine
    } catch {
      return project.report(error)
    }
  }

  private func journaling<Value>(
    _ work: () async throws(JournalError) -> Value
  ) async throws(LoadFailure) -> Value {
    do { return try await work() } catch { throw .world(error.description) }
  }

  private func batches(in journal: any Journal) async throws(LoadFailure) -> [KeptBatch] {
    try await journaling { () async throws(JournalError) in try await journal.batches(of: table) }
  }
}

// Showing.
extension HistoryCommand {
  private func show(_ journal: any Journal) async throws(LoadFailure) {
    let batches = try await batches(in: journal)
    if batches.isEmpty { try checkTable() }
    switch project.format {
    case .json:
      for (index, batch) in batches.enumerated() {
        let found = try await journaling { () async throws(JournalError) in
          try await journal.profiles(of: [batch])
        }
        guard let profile = found.first else { continue }
        var record = batch.record(of: profile)
        record.index = index
        Terminal.line(record)
      }
    case .pretty:
      if batches.isEmpty {
        Terminal.out(
          "no batch of \(Terminal.plain(table)) is kept yet: healings keep them, and --add does\n")
      }
      Terminal.out(Self.lines(of: batches).map { $0 + "\n" }.joined())
    }
  }

  /// A line a batch, in columns.
  private static func lines(of batches: [KeptBatch]) -> [String] {
    let rows = batches.map { batch in
      [
        Terminal.plain(batch.name), "\(batch.rows) rows", "kept \(batch.kept)",
        Terminal.plain(batch.standing.sentence),
      ]
    }
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count + 2)
      }.joined() + row[3]
    }
  }

  /// Throws where no batch of the table is kept and the project does not know it either.
  private func checkTable() throws(LoadFailure) {
    let pipelines = (try? project.configuration())?.project.pipelines ?? []
    let known = Set(pipelines.flatMap { $0.reads + $0.writes })
    guard !known.isEmpty, !known.contains(table) else { return }
    let near = NearestName.suggestion(for: table, among: known.sorted { $0.precedes($1) })
    throw .message(
      "no batch of `\(table)` is kept, and the project has no such table"
        + (near.map { "; did you mean `\($0)`?" }
          ?? "; it has \(known.sorted { $0.precedes($1) }.joined(separator: ", "))"))
  }
}

// What people say.
extension HistoryCommand {
  private func set(
    _ standing: KeptBatch.Standing, of name: String, in journal: any Journal
  ) async throws(LoadFailure) {
    let batches = try await batches(in: journal)
    if batches.isEmpty { try checkTable() }
    guard let batch = batches.first(where: { $0.name == name }) else {
      throw .message("no batch `\(name)` of `\(table)` is kept; \(Self.hint(name, batches))")
    }
    try await journaling { () async throws(JournalError) in
      try await journal.keep([batch.standing(standing)])
    }
  }

  private static func hint(_ name: String, _ batches: [KeptBatch]) -> String {
    guard let first = batches.first, let last = batches.last else {
      return "there is none yet: add profiles with --add FILE"
    }
    if let near = NearestName.suggestion(for: name, among: batches.map(\.name)) {
      return "did you mean `\(near)`?"
    }
    return batches.count == 1
      ? "there is only `\(first.name)`"
      : "there are \(batches.count), from `\(first.name)` to `\(last.name)`"
  }

  private func add(_ file: String, to journal: any Journal) async throws(LoadFailure) {
    let now = project.now ?? LakeClock.machineTime
    var batches: [KeptBatch] = []
    do throws(ProfileFileError) {
      try ProfileFile.forEachRecord(in: file) { record throws(ProfileFileError) in
        // Lines of another table, and too many of them, are told when all of the file is read.
        if batches.count <= KeptBatch.most { batches.append(batch(record, batches.count, now)) }
      }
    } catch {
      throw .message("\(error)")
    }
    if let other = batches.first(where: { $0.table != table }) {
      throw .message("\(file) has a batch of `\(other.table)`, not of `\(table)`")
    }
    guard batches.count <= KeptBatch.most else {
      throw .message(
        "\(file) has more than the \(KeptBatch.most) batches that are kept of a table; take the "
          + "newest, as with tail -n \(KeptBatch.most)")
    }
    try await journaling { () async throws(JournalError) in try await journal.keep(batches) }
    Terminal.out(
      "\(batches.count) \(batches.count == 1 ? "batch" : "batches") of \(Terminal.plain(table)) "
        + "kept\n")
  }

  /// A line of a file as a batch; those without a name keep the order of the file.
  private func batch(_ record: ProfileRecord, _ place: Int, _ now: Timestamp) -> KeptBatch {
    KeptBatch(
      record.batchProfile, of: record.table.isEmpty ? table : record.table,
      record.isExcluded ? .excluded(by: Person.caller, reason: "so in the file added") : .good,
      at: now + .milliseconds(place))
  }
}

extension KeptBatch.Standing {
  /// The standing as a person reads it.
  fileprivate var sentence: String {
    switch self {
    case .good: "good"
    case .broken(let incident): "broken: \(incident)"
    case .excluded(let person, let reason): "excluded by \(person): \(reason)"
    case .included(let person): "good: taken in again by \(person)"
    }
  }
}

import Configurations
import Decisions
import Documents
import FoundationEssentials
import Healing
import Incidents
import Lakes
import Synchronization
import Testing

/// A fresh copy of the example lake, broken in one way, with its nightly run failed.
struct LakeFixture {
  let folder: String
  let event: Event
  let engine: Engine
  var configuration: Configuration { engine.configuration }

  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Every way of breaking, how it must end, and by which action.
  static let breakages: [Breakage] = [
    Breakage("added_column", .resolved, by: "coerce_schema", runs: 1),
    Breakage("widened_type", .resolved, by: "coerce_schema", runs: 1),
    Breakage("damaged_file", .resolved, by: "quarantine", runs: 1),
    Breakage("bad_catalog_update", .resolved, by: "rollback", runs: 1),
    Breakage("throttled_once", .resolved, by: "retry", runs: 1),
    Breakage("script_bug", .escalated, by: "escalate", runs: 0),
    Breakage("lossy_type", .escalated, by: "escalate", runs: 0),
  ]

  struct Breakage: Sendable, CustomTestStringConvertible {
    let name: String
    let outcome: Outcome
    let action: String
    /// How often the job may be run by the healing.
    let runs: Int

    init(_ name: String, _ outcome: Outcome, by action: String, runs: Int) {
      self.name = name
      self.outcome = outcome
      self.action = action
      self.runs = runs
    }

    var testDescription: String { name }
  }

  struct Failure: Error {
    let words: String
  }

  /// `editing` changes files of the configuration on the way.
  init(
    _ breakage: String, arguments: [String: String] = [:],
    editing: (_ path: String, _ text: String) -> String = { $1 }
  ) throws {
    folder = try Self.copyOfExample()
    engine = try Self.engine(editing)
    try Self.shell("breakages/\(breakage).sh", in: folder)
    let lake = try Lake(folder: folder, project: engine.configuration.project)
    guard
      let path = try lake.runScheduled(
        "ingest_flights", arguments: ["--day": "2013-04-18"].merging(arguments) { $1 },
        id: "jr_nightly"),
      let bytes = try WholeFile.bytes(path)
    else { throw Failure(words: "the broken run of \(breakage) did not fail") }
    event = try GlueEvent.event(json: bytes, from: path)
  }

  static func copyOfExample() throws -> String {
    let place =
      FileManager.default.temporaryDirectory.path + "/kintsugi-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.copyItem(atPath: root + "/examples/flights", toPath: place)
    return place
  }

  /// The engines that were made, by the files that they were made of: to make one takes long.
  private static let engines = Mutex<[[String]: Engine]>([:])

  static func engine(
    _ editing: (_ path: String, _ text: String) -> String = { $1 }
  ) throws -> Engine {
    let paths =
      try ["kintsugi.yaml"]
      + ["rules", "policies", "safety"].flatMap { folder in
        try FolderListing.files(below: root + "/" + folder, prefix: "")
          .filter { !$0.hasSuffix(".test.yaml") }.map { folder + "/" + $0 }
      }
    let texts = try paths.map { path in
      let bytes = try WholeFile.bytes(root + "/" + path) ?? []
      return editing(path, String(decoding: bytes, as: UTF8.self))
    }
    if let known = engines.withLock({ $0[texts] }) { return known }
    let checked = ConfigurationLoader.load(
      zip(paths, texts).map { SourceFile(path: $0, text: $1) })
    guard let configuration = checked.value else {
      throw Failure(
        words: checked.diagnostics.map { "\($0.span.path): \($0.message)" }.joined(separator: "\n"))
    }
    let engine = Engine(configuration)
    engines.withLock { $0[texts] = engine }
    return engine
  }

  private static func shell(_ script: String, in folder: String) throws {
    let code = ChildProcess.run(["sh", script], in: folder)
    guard code == 0 else { throw Failure(words: "\(script) left with \(code)") }
  }

  func remove() { try? FileManager.default.removeItem(atPath: folder) }

  func lake() throws -> Lake { try Lake(folder: folder, project: configuration.project) }

  func journal() throws -> SQLiteJournal {
    try SQLiteJournal(path: folder + "/.kintsugi/journal.sqlite")
  }

  func healer() throws -> Healer {
    Healer(engine: engine, world: try lake(), journal: try journal())
  }

  /// Receives the event and advances until nothing more happens by itself.
  @discardableResult
  func heal(world: any World, journal: any Journal) async throws -> Incident {
    let healer = Healer(engine: engine, world: world, journal: journal)
    let id = try await healer.receive(event).incident
    while true {
      switch try await healer.advance(id) {
      case .done(let incident): return incident
      case .busy: throw Failure(words: "nobody else is here")
      case .waiting(let until, let reason, let incident):
        if reason == .answer { return incident }
        try lake().wait(for: reason, until: until)
      }
    }
  }

  /// The runs that are on record, by id.
  func runs() throws -> [String] {
    try FolderListing.files(below: folder + "/runs/ingest_flights", prefix: "")
      .filter { $0.hasSuffix("/run.json") }.map { String($0.dropLast("/run.json".count)) }
  }

  /// Every file of catalog, objects and notifications with its bytes, for comparison.
  func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for part in ["catalog", "objects", "notifications", "runs"] {
      for file in try FolderListing.files(below: folder + "/" + part, prefix: "") {
        contents[part + "/" + file] = try WholeFile.bytes("\(folder)/\(part)/\(file)")
      }
    }
    return contents
  }

  /// The rows of the published day, the header aside; `nil` when it was not published.
  func publishedRows() throws -> Int? {
    let path = folder + "/objects/acme-lake-curated/flights/day=2013-04-18/part-0000.csv"
    return try WholeFile.bytes(path).map { $0.split(separator: UInt8(ascii: "\n")).count - 1 }
  }
}

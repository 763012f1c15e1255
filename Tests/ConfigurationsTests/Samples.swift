import Documents
import Foundation
import Incidents

@testable import Configurations

/// Short ways to read fields, and the evidence that detectors, steps and constraints look at.
enum Samples {
  static let now = Timestamp(seconds: 1_795_516_800)

  /// What fields gave, and what is wrong with them as `line:column code`.
  struct Reading<Value> {
    let value: Value?
    let diagnostics: [Diagnostic]
    var mistakes: [String] { Samples.mistakes(diagnostics) }
  }

  /// Reads a mapping, as a file would be read.
  static func read<Value>(
    _ yaml: String, scope: EvidenceScope = .evidence,
    _ read: (inout FieldReader) -> Value?
  ) -> Reading<Value> {
    let parsed = DocumentParser.parse(SourceFile(path: "a.yaml", text: yaml))
    guard let root = parsed.value?.root else {
      return Reading(value: nil, diagnostics: parsed.diagnostics)
    }
    var fields = FieldReader(root, subject: "this file", scope: scope)
    let value = read(&fields)
    let found = fields.finish().sorted(by: Diagnostic.precedes)
    return Reading(value: found.isEmpty ? value : nil, diagnostics: found)
  }

  /// Diagnostics as `line:column code`.
  static func mistakes(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { "\($0.span.start.line):\($0.span.start.column) \($0.code)" }
  }

  /// Columns by `name type`, split by semicolons.
  static func columns(_ text: String) -> [Column] {
    text.split(separator: ";").map { part in
      let words = part.split(separator: " ")
      return Column(
        name: String(words.first ?? ""), type: ColumnType(catalog: String(words.last ?? "")))
    }
  }

  static func version(
    _ id: String = "1", _ columns: String = "a int;b int", location: String = "s3://b/t",
    partitionKeys: String = ""
  ) -> TableVersion {
    TableVersion(
      id: id, columns: Self.columns(columns), partitionKeys: Self.columns(partitionKeys),
      location: location, updated: nil, parameters: ["classification": "parquet"])
  }

  /// A batch whose file declares its columns, with empty and different values by column.
  static func batch(
    _ columns: String = "a int;b int", rows: Int = 100, nulls: [String: Int] = [:],
    distinct: [String: Int] = [:]
  ) -> TableProfile {
    TableProfile(
      rows: rows,
      columns: Self.columns(columns).map {
        ColumnProfile(
          name: $0.name, values: .declared($0.type), nulls: nulls[$0.name],
          distinct: distinct[$0.name])
      })
  }

  static func table(
    _ name: String = "d.t", versions: Known<[TableVersion]> = .known([version()]),
    lastGood: Known<TableVersion> = .unknown("no good run"),
    objects: Known<[ObjectProfile]> = .known([]), batch: Known<TableProfile> = .known(batch()),
    history: Known<[TableProfile]> = .known([])
  ) -> TableEvidence {
    TableEvidence(
      name: name, role: .reads, versions: versions, lastGoodVersion: lastGood, objects: objects,
      batch: batch, history: history)
  }

  static func object(_ key: String, damage: Damage? = nil) -> ObjectProfile {
    ObjectProfile(
      key: key, bytes: 10, content: damage.map { .unreadable($0) } ?? .table(batch()))
  }

  static func evidence(
    _ tables: [TableEvidence] = [table()], log: Known<[LogStream]> = .known([]),
    state: Known<RunState> = .known(.failed), arguments: Known<[String: String]> = .known([:])
  ) -> Evidence {
    var run = RunEvidence(id: "jr_1", unknown: "not gathered")
    run.state = state
    run.arguments = arguments
    run.workerType = .known("G.1X")
    let event = Event(
      id: "e", account: "123456789012", region: "eu-west-1", time: now, job: "j", run: "jr_1",
      state: .failed, message: "")
    return Evidence(
      event: event, gatheredAt: now, environment: "dev",
      job: JobEvidence(
        name: "j", owner: "team", rerun: .overwrites, defaultArguments: .known([:])),
      run: run,
      runs: RunsEvidence(active: .known(0), failedInARow: .known(1), lastGood: .known(nil)),
      tables: tables, log: log)
  }

  static func scene(
    _ tables: [TableEvidence] = [table()], log: Known<[LogStream]> = .known([]),
    state: Known<RunState> = .known(.failed), batches: Int = 30
  ) -> DetectionScene {
    DetectionScene(
      evidence: evidence(tables, log: log, state: state), tables: tables,
      comparison: Rule.Comparison(batches: batches))
  }

  static func log(_ text: String, _ source: LogStream.Source = .error) -> LogStream {
    LogStream(source: source, bytes: Array(text.utf8))
  }
}

// The files of configurations.
extension Samples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  /// The repository's own configuration.
  static let repository: [SourceFile] = files(
    folder.deletingLastPathComponent().deletingLastPathComponent(),
    [
      "kintsugi.yaml", "policies/healer.yaml", "rules/data.yaml", "rules/memory.yaml",
      "safety/guardrails.yaml",
    ])

  /// A configuration in which every kind of mapping and every key of the dialect stands.
  static let everything: [SourceFile] = files(
    folder.appendingPathComponent("data/everything"),
    ["kintsugi.yaml", "policy.yaml", "rules.yaml", "safety.yaml"])

  /// The same files with some text of one of them replaced, its first occurrence.
  static func everything(
    _ path: String, _ text: String, by replacement: String
  ) -> [SourceFile] {
    everything.map { file in
      guard file.path == path else { return file }
      let whole = String(decoding: file.bytes, as: UTF8.self)
      guard let range = whole.range(of: text) else { return SourceFile(path: path, text: "") }
      return SourceFile(path: path, text: whole.replacingCharacters(in: range, with: replacement))
    }
  }

  private static func files(_ folder: URL, _ paths: [String]) -> [SourceFile] {
    paths.compactMap { path in
      (try? Data(contentsOf: folder.appendingPathComponent(path))).map {
        SourceFile(path: path, bytes: [UInt8]($0))
      }
    }
  }
}

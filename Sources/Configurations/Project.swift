public import Documents
public import Incidents

/// The file `kintsugi.yaml`: where things run, who owns them, and what a job touches.
public struct Project: Sendable {
  public let environments: [EnvironmentScope]
  public let owners: [Owner]
  public let pipelines: [Pipeline]
  public let journal: JournalPlace
  public let statesAtMost: Int
  /// From which severity on `lint` fails.
  public let failOn: Diagnostic.Severity

  /// One environment, and the accounts and regions that make it.
  public struct EnvironmentScope: Sendable {
    public let name: String
    public let accounts: [String]
    public let regions: [String]
  }

  /// A team, how it is told, and who of it may approve.
  public struct Owner: Sendable {
    public let name: String
    public let notify: [String]
    public let approvers: [String]
    /// After how long it is told again, and after as long again the next one; `nil` for never.
    public let remind: Duration?
    /// Who is told where this one does not answer; `nil` for nobody.
    public let next: String?
  }

  /// What some jobs touch, so that evidence can be gathered and effects be bounded.
  public struct Pipeline: Sendable {
    public let jobs: [NamePattern]
    public let owner: String
    public let reads: [String]
    public let writes: [String]
    /// The partition of a run, as `day={run.arg('--day')}`; none where tables are not partitioned.
    public let partition: Template?
    public let rerun: JobEvidence.Rerun
  }

  /// Where the journal is kept.
  public enum JournalPlace: Sendable, Hashable {
    case sqlite(path: String)
    case dynamoDB(table: String)
  }

  /// The environment that an account and a region make; `nil` when the project knows none.
  public func environment(account: String, region: String) -> String? {
    environments.first { $0.accounts.contains(account) && $0.regions.contains(region) }?.name
  }

  /// The owner of a name; `nil` when the project knows none.
  public func owner(_ name: String) -> Owner? { owners.first { $0.name == name } }

  /// The pipeline of a job; `nil` when the project knows none.
  public func pipeline(of job: String) -> Pipeline? {
    pipelines.first { $0.jobs.contains { $0.matches(job) } }
  }
}

extension Project {
  /// Reads the project's file.
  init?(_ fields: inout FieldReader) {
    _ = fields.optionalText("engine")
    environments = Self.environments(&fields)
    owners = Self.owners(&fields)
    let names = owners.map(\.name)
    pipelines = fields.mappings("pipelines", as: "a pipeline") {
      Pipeline(&$0, owners: names)
    }
    journal = Self.journal(&fields)
    let lint = fields.mapping("lint", as: "`lint`") { inner in
      (
        inner.word("fail_on", of: LintThreshold.self),
        inner.wholeNumber("states_at_most", in: 1...1_000_000)
      )
    }
    statesAtMost = lint?.1 ?? 5000
    failOn = lint?.0?.severity ?? .error
  }

  private static func environments(_ fields: inout FieldReader) -> [EnvironmentScope] {
    guard let node = fields.required("environments") else { return [] }
    return fields.reading(node, as: "`environments`") { inner in
      inner.freeEntries.compactMap { entry in
        inner.reading(entry.value, as: "an environment") { environment in
          EnvironmentScope(
            name: entry.key.text, accounts: environment.texts("accounts").map(\.text),
            regions: environment.texts("regions").map(\.text))
        }
      }
    } ?? []
  }

  private static func owners(_ fields: inout FieldReader) -> [Owner] {
    guard let node = fields.required("owners") else { return [] }
    return fields.reading(node, as: "`owners`") { inner in
      let names = inner.freeEntries.map(\.key.text)
      return inner.freeEntries.compactMap { entry in
        inner.reading(entry.value, as: "an owner") { owner in
          let span = owner.optional("next")?.span ?? owner.span
          let next = owner.optionalText("next")
          if let next, !names.contains(next) {
            owner.report([.unknownOwner(next, known: names, at: span)])
          }
          return Owner(
            name: entry.key.text, notify: owner.texts("notify").map(\.text),
            approvers: owner.texts("approvers").map(\.text), remind: owner.duration("remind"),
            next: next)
        }
      }
    } ?? []
  }

  private static func journal(_ fields: inout FieldReader) -> JournalPlace {
    let standard = JournalPlace.sqlite(path: ".kintsugi/journal.sqlite")
    guard let node = fields.optional("journal"), let text = fields.text(of: node) else {
      return standard
    }
    if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
      return .sqlite(path: String(text.dropFirst(7)))
    }
    if text.hasPrefix("dynamodb:"), text.utf8.count > 9 {
      return .dynamoDB(table: String(text.dropFirst(9)))
    }
    fields.report([.unknownJournal(text, at: node.span)])
    return standard
  }
}

/// From which severity on `lint` fails.
enum LintThreshold: String, CaseIterable {
  case error, warning, note

  var severity: Diagnostic.Severity {
    switch self {
    case .error: .error
    case .warning: .warning
    case .note: .note
    }
  }
}

extension Project.Pipeline {
  /// Reads one pipeline.
  init?(_ fields: inout FieldReader, owners: [String]) {
    let jobsNode = fields.required("jobs")
    jobs = fields.texts("jobs").map { NamePattern($0.text) }
    if let jobsNode, jobsNode.isEmptyList {
      fields.report([.emptyScope("jobs", at: jobsNode.span)])
    }
    let ownerSpan = fields.optional("owner")?.span ?? fields.span
    let name = fields.text("owner")
    if let name, !owners.contains(name) {
      fields.report([.unknownOwner(name, known: owners, at: ownerSpan)])
    }
    owner = name ?? ""
    reads = fields.texts("reads").map(\.text)
    writes = fields.texts("writes").map(\.text)
    partition = fields.template("partition")
    rerun = fields.word("rerun", of: JobEvidence.Rerun.self) ?? .unknown
  }
}

extension Diagnostic {
  static func unknownJournal(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "unknown-journal", message: "`\(text)` is no place for a journal", span: span,
      help: ["write `sqlite:PATH` or `dynamodb:TABLE`"])
  }

  static func unknownOwner(_ name: String, known: [String], at span: SourceSpan) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: known)
    return Diagnostic(
      code: "unknown-owner", message: "there is no owner `\(name)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(listed(known))"],
      replacement: NearestName.only(for: name, among: known))
  }
}

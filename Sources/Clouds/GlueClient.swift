internal import AWS
internal import Healing

/// Glue: one typed call an operation.
struct GlueClient: Sendable {
  let client: AWSClient

  /// A table by its database and name.
  struct TableName: Sendable, Hashable {
    let database: String
    let name: String

    /// Reads `database.table`.
    init?(_ full: String) {
      let parts = full.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
      database = String(parts[0])
      name = String(parts[1])
    }
  }

  private struct JobName: Encodable {
    let name: String

    enum CodingKeys: String, CodingKey { case name = "JobName" }
  }

  private struct JobAnswer: Decodable {
    let job: GlueJob

    enum CodingKeys: String, CodingKey { case job = "Job" }
  }

  /// `GetJob`.
  func job(_ name: String) async throws(AWSError) -> GlueJob {
    let answer: JobAnswer = try await client.json(.glue, "GetJob", JobName(name: name))
    return answer.job
  }

  private struct JobsPage: Encodable {
    let token: String?

    enum CodingKeys: String, CodingKey { case token = "NextToken" }
  }

  private struct JobsAnswer: Decodable {
    let names: [String]?
    let token: String?

    enum CodingKeys: String, CodingKey {
      case names = "JobNames"
      case token = "NextToken"
    }
  }

  /// `ListJobs`: the names of all jobs of the account and region.
  func jobs() async throws(AWSError) -> [String] {
    var names: [String] = []
    var token: String?
    repeat {
      let page: JobsAnswer = try await client.json(.glue, "ListJobs", JobsPage(token: token))
      names += page.names ?? []
      guard page.token == nil || page.token != token else { throw Self.endless("ListJobs") }
      token = page.token
    } while token != nil && names.count < 100_000
    return names
  }

  private struct RunName: Encodable {
    let job: String
    let run: String

    enum CodingKeys: String, CodingKey {
      case job = "JobName"
      case run = "RunId"
    }
  }

  private struct RunAnswer: Decodable {
    let run: GlueJobRun

    enum CodingKeys: String, CodingKey { case run = "JobRun" }
  }

  /// `GetJobRun`; `nil` where there is no such run, or no such job.
  func run(_ id: String, of job: String) async throws(AWSError) -> GlueJobRun? {
    do throws(AWSError) {
      let answer: RunAnswer = try await client.json(
        .glue, "GetJobRun", RunName(job: job, run: id))
      return answer.run
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  private struct RunsPage: Encodable {
    let job: String
    let token: String?
    let most = 200

    enum CodingKeys: String, CodingKey {
      case job = "JobName"
      case token = "NextToken"
      case most = "MaxResults"
    }
  }

  private struct RunsAnswer: Decodable {
    let runs: [GlueJobRun]?
    let token: String?

    enum CodingKeys: String, CodingKey {
      case runs = "JobRuns"
      case token = "NextToken"
    }
  }

  /// The most pages of runs that are read: 200 runs each.
  private static let mostPages = 25

  /// `GetJobRuns`, newest first, page by page, until what was read is enough.
  func runs(
    of job: String, until isEnough: ([GlueJobRun]) -> Bool
  ) async throws(AWSError) -> [GlueJobRun] {
    var runs: [GlueJobRun] = []
    var seen: Set<String> = []
    var token: String?
    for _ in 0..<Self.mostPages {
      let page: RunsAnswer = try await client.json(
        .glue, "GetJobRuns", RunsPage(job: job, token: token))
      for run in page.runs ?? [] where seen.insert(run.id).inserted { runs.append(run) }
      guard let next = page.token, !isEnough(runs) else { return runs }
      guard next != token else { throw Self.endless("GetJobRuns") }
      token = next
    }
    throw Self.endless("GetJobRuns")
  }

  /// Pages that lead nowhere: what was read of them is not all, and nobody may take it for that.
  private static func endless(_ operation: String) -> AWSError {
    AWSError(
      service: AWSService.glue.name, operation: operation, code: "",
      message: "its pages do not come to an end", kind: .lost)
  }

  private struct Start: Encodable {
    let job: String
    let arguments: [String: String]
    let workerType: String?
    let workers: Int?

    enum CodingKeys: String, CodingKey {
      case job = "JobName"
      case arguments = "Arguments"
      case workerType = "WorkerType"
      case workers = "NumberOfWorkers"
    }
  }

  private struct Started: Decodable {
    let run: String

    enum CodingKeys: String, CodingKey { case run = "JobRunId" }
  }

  /// `StartJobRun`. It has no token of the client's: sent twice it starts twice, so it never is.
  func start(
    _ job: String, arguments: [String: String], workerType: String?, workers: Int?
  ) async throws(AWSError) -> String {
    let started: Started = try await client.json(
      .glue, "StartJobRun",
      Start(job: job, arguments: arguments, workerType: workerType, workers: workers),
      .onlyIfWithoutEffect)
    return started.run
  }

  private struct Nothing: Decodable {}

  /// `ResetJobBookmark`.
  func resetBookmark(of job: String) async throws(AWSError) {
    let _: Nothing = try await client.json(.glue, "ResetJobBookmark", JobName(name: job))
  }

  private struct VersionsPage: Encodable {
    let database: String
    let table: String
    let token: String?

    enum CodingKeys: String, CodingKey {
      case database = "DatabaseName"
      case table = "TableName"
      case token = "NextToken"
    }
  }

  /// `GetTableVersions`, all pages, newest first by their numbers.
  func versions(of table: TableName) async throws(AWSError) -> GlueTableVersions {
    var all: GlueTableVersions?
    var token: String?
    for _ in 0..<Self.mostPages {
      let page: GlueTableVersions = try await client.json(
        .glue, "GetTableVersions",
        VersionsPage(database: table.database, table: table.name, token: token))
      let known = Set((all?.tableVersions ?? []).map(\.id))
      if all == nil {
        all = page
      } else {
        all?.tableVersions += page.tableVersions.filter { !known.contains($0.id) }
      }
      guard let next = page.nextToken else {
        all?.tableVersions.sort { (Int($0.id) ?? 0) > (Int($1.id) ?? 0) }
        return all ?? page
      }
      guard next != token else { break }
      token = next
    }
    throw Self.endless("GetTableVersions")
  }

  private struct Update: Encodable {
    let database: String
    let table: GlueTable.Input
    let version: String
    let skipsArchive = false

    enum CodingKeys: String, CodingKey {
      case database = "DatabaseName"
      case table = "TableInput"
      case version = "VersionId"
      case skipsArchive = "SkipArchive"
    }
  }

  /// `UpdateTable`, only over a version.
  func update(
    _ table: GlueTable, in database: String, over version: String
  ) async throws(AWSError) {
    let _: Nothing = try await client.json(
      .glue, "UpdateTable", Update(database: database, table: table.input, version: version),
      .onlyIfWithoutEffect)
  }
}

extension GlueTableVersions.Entry {
  /// The version's number, as text.
  var id: String { versionID ?? table.versionID ?? "" }
}

internal import AWS
internal import Healing
internal import Incidents
internal import Profiles

/// Reads evidence within a time: what is not permitted, not there or not answered is unknown, and
/// says so.
struct CloudReader: Sendable {
  private let glue: GlueClient
  private let logs: LogsClient
  private let batches: CloudBatches
  /// What could not be asked just now.
  let interruptions = Interruptions()

  init(_ world: CloudWorld, until end: ContinuousClock.Instant) {
    let client = world.place.client.finishing(by: end)
    glue = GlueClient(client: client)
    logs = LogsClient(client)
    batches = CloudBatches(
      storage: StorageClient(client), glue: glue, memory: world.memory,
      interruptions: interruptions)
  }

  /// How far back is looked for a run that went well.
  private static let mostRuns = 2_000

  func job(_ name: String) async -> Known<GlueJob> {
    do throws(AWSError) { return .known(try await glue.job(name)) } catch {
      return .unknown(interruptions.reason(of: error))
    }
  }

  /// The runs of a job, as far back as the last one that went well before the run.
  func runs(of job: String, seenFrom id: String) async -> ReadRuns {
    do throws(AWSError) {
      let runs = try await glue.runs(of: job) { runs in
        guard let place = runs.firstIndex(where: { $0.id == id }) else { return false }
        if runs.count >= Self.mostRuns { return true }
        return runs[place...].contains { $0.state == RunState.succeeded.rawValue }
      }
      // A run that began just now may not be listed yet.
      guard !runs.contains(where: { $0.id == id }), let own = try? await glue.run(id, of: job)
      else {
        return ReadRuns(runs: .known(runs), subject: runs.first { $0.id == id })
      }
      return ReadRuns(runs: .known([own] + runs), subject: own)
    } catch {
      let own = try? await glue.run(id, of: job)
      return ReadRuns(runs: .unknown(interruptions.reason(of: error)), subject: own)
    }
  }

  func versions(of tables: [String]) async -> [String: Known<GlueTableVersions>] {
    await withTaskGroup(of: (String, Known<GlueTableVersions>).self) { group in
      for table in tables {
        group.addTask { (table, await versions(of: table)) }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
  }

  private func versions(of table: String) async -> Known<GlueTableVersions> {
    guard let name = GlueClient.TableName(table) else {
      return .unknown("`\(table)` is no name of a table")
    }
    do throws(AWSError) { return .known(try await glue.versions(of: name)) } catch {
      return .unknown(interruptions.reason(of: error))
    }
  }

  /// The tables with their data: the run's own partition, and the newest before it.
  func data(of tables: [TableEvidence], partition: Known<String>?) async -> [TableEvidence] {
    await withTaskGroup(of: (Int, TableEvidence).self) { group in
      for (place, table) in tables.enumerated() {
        group.addTask { (place, await self.data(of: table, partition: partition)) }
      }
      return await group.reduce(into: tables) { $0[$1.0] = $1.1 }
    }
  }

  private func data(of table: TableEvidence, partition: Known<String>?) async -> TableEvidence {
    guard let current = table.versions.value?.first else { return table }
    let read = await batches.read(current, of: table.name, partition: partition)
    var table = table
    table.objects = read.objects
    table.batch = read.batch
    table.history = read.history
    return table
  }
}

// Logs.
extension CloudReader {
  /// The most bytes of one group that are read from its beginning.
  private static let logLimit = 32 << 20

  /// The streams of a run in all groups it may have written to, and its message.
  ///
  /// A group that is not there was never written to; one that cannot be read leaves the log
  /// unknown: half of a log names a wrong cause.
  func log(of run: RunEvidence, group: String?) async -> Known<[LogStream]> {
    let root = group ?? "/aws-glue/jobs"
    let continuous = run.arguments.value?["--continuous-log-logGroup"]
    let groups: [(LogStream.Source, String)] = [
      (.error, root + "/error"), (.output, root + "/output"),
      (.error, continuous ?? "/aws-glue/jobs/logs-v2"),
    ]
    var streams: [LogStream] = []
    for (source, name) in groups {
      do throws(AWSError) {
        streams += try await self.streams(of: run.id, in: name, source)
      } catch {
        if error.isMissing { continue }
        let reason = interruptions.reason(of: error)
        return .unknown("the log group \(name) cannot be read: \(reason)")
      }
    }
    return LogStream.with(message: run.error, streams: streams)
  }

  private func streams(
    of run: String, in group: String, _ source: LogStream.Source
  ) async throws(AWSError) -> [LogStream] {
    let page = try await logs.events(in: group, streams: run, atMost: Self.logLimit)
    var events = page.events
    if !page.isComplete {
      // What a run died of stands at its end.
      events += try await logs.newest(in: group, stream: run)
    }
    return LogEvents(
      events: events.map {
        .init(timestamp: $0.timestamp, message: $0.message, logStreamName: $0.logStreamName)
      }
    ).streams(of: source)
  }
}

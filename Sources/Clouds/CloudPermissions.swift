internal import AWS
internal import Healing
internal import Incidents
internal import Synchronization

/// What kintsugi may not do here, asked of IAM before it is tried, and kept for a while.
///
/// Where IAM cannot be asked, nothing is known to be in the way: the act itself is refused then,
/// without effect.
final class CloudPermissions: Sendable {
  private let place: CloudPlace
  private let denied = Mutex<[String: Set<String>]>([:])
  private let asked = Mutex<[String: ContinuousClock.Instant]>([:])

  /// How long IAM is waited for: whoever may not ask it is not held up by it.
  private static let patience = Duration.seconds(2)
  /// How long an answer is believed.
  private static let life = Duration.seconds(600)

  init(_ place: CloudPlace) { self.place = place }

  /// Asks about a job and its tables.
  func survey(
    _ job: String, _ tables: [String], until end: ContinuousClock.Instant
  ) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await self.ask(["glue:StartJobRun", "glue:ResetJobBookmark"], self.arn(job: job), end)
      }
      for table in tables {
        guard let arn = arn(table: table) else { continue }
        group.addTask { await self.ask(["glue:UpdateTable"], arn, end) }
      }
    }
  }

  /// Asks about places in S3 that tables lie in.
  func survey(places: [String], until end: ContinuousClock.Instant) async {
    await withTaskGroup(of: Void.self) { group in
      for bucket in Set(places.compactMap { S3Place($0)?.bucket }) {
        group.addTask {
          await self.ask(
            ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], self.arn(bucket: bucket), end)
        }
      }
    }
  }

  /// What is known to keep from actions on a job.
  func obstacle(_ action: String, job: String) -> String? { obstacle([action], arn(job: job)) }

  /// What is known to keep from writing a table.
  func obstacle(writing table: String) -> String? {
    arn(table: table).flatMap { obstacle(["glue:UpdateTable"], $0) }
  }

  /// What is known to keep from moving objects of the buckets that were asked about.
  func obstacleToMoving() -> String? {
    let all = denied.withLock { $0 }
    for (arn, actions) in all.sorted(by: { $0.key < $1.key }) where arn.contains(":s3:::") {
      if let action = actions.sorted().first { return words(action, arn) }
    }
    return nil
  }

  private func obstacle(_ actions: [String], _ arn: String) -> String? {
    let known = denied.withLock { $0[arn] ?? [] }
    return actions.first { known.contains($0) }.map { words($0, arn) }
  }

  private func words(_ action: String, _ arn: String) -> String {
    "\(place.caller) may not \(action) on \(arn)"
  }

  private func ask(
    _ actions: [String], _ arn: String, _ end: ContinuousClock.Instant
  ) async {
    let now = ContinuousClock.now
    let isKnown = asked.withLock { asked in asked[arn].map { now < $0 + Self.life } ?? false }
    if isKnown { return }
    let client = IdentitiesClient(place.client.finishing(by: min(end, now + Self.patience)))
    let principal = IdentitiesClient.principal(behind: place.caller)
    let answer = try? await client.denied(of: actions, to: principal, on: arn)
    asked.withLock { $0[arn] = now }
    denied.withLock { $0[arn] = answer ?? [] }
  }

  private func arn(job: String) -> String {
    "\(place.arnHead):glue:\(place.identity.region):\(place.identity.account):job/\(job)"
  }

  private func arn(table: String) -> String? {
    GlueClient.TableName(table).map {
      "\(place.arnHead):glue:\(place.identity.region):\(place.identity.account):table/"
        + "\($0.database)/\($0.name)"
    }
  }

  private func arn(bucket: String) -> String { "\(place.arnHead):s3:::\(bucket)/*" }
}

internal import AWS
internal import Configurations
internal import FoundationEssentials
internal import Healing
internal import Incidents

/// Tells owners: a topic, a webhook, an item that operators work on.
struct CloudNotices: Sendable {
  let client: AWSClient
  let owners: [Project.Owner]

  /// Tells an owner through all their channels; enough is one that took it.
  ///
  /// Gives the channel that did. Each channel gets the marker, so that what is told twice shows as
  /// one, wherever it can.
  func tell(
    _ owner: String, _ notice: Notice, marker: String
  ) async throws(WorldError) -> String {
    let act = "telling \(owner)"
    let channels = owners.first { $0.name == owner }?.notify ?? []
    guard !channels.isEmpty else {
      throw .refused(act: act, reason: "the project declares no channel of `\(owner)`")
    }
    var reached: String?
    var failures: [AWSError] = []
    for channel in channels {
      do throws(AWSError) {
        try await send(notice, through: channel, marker: marker)
        reached = reached ?? channel
      } catch {
        failures.append(error)
      }
    }
    if let reached { return reached }
    let reason = failures.map(\.description).joined(separator: "; ")
    throw failures.contains { $0.kind == .lost }
      ? .lost(act: act, reason: reason) : .refused(act: act, reason: reason)
  }

  private func send(
    _ notice: Notice, through channel: String, marker: String
  ) async throws(AWSError) {
    let parts = channel.split(separator: ":", maxSplits: 1).map(String.init)
    let target = parts.last ?? ""
    switch parts.first {
    case "sns":
      _ = try await topics(of: target).publish(
        notice.text, subject: notice.shortSubject, to: target, marker: marker)
    case "webhook":
      try await WebhookClient(client).post(notice.json(marker), to: target, marker: marker)
    case "opsitem":
      _ = try await SystemsClient(client).openItem(
        title: notice.shortSubject, description: notice.text, marker: marker)
    default:
      throw AWSError(
        service: "channel", operation: channel, code: "",
        message: "write sns:ARN, webhook:ADDRESS or opsitem:", kind: .refused)
    }
  }

  /// The client for a topic, which may be in another region.
  private func topics(of arn: String) throws(AWSError) -> TopicsClient {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 6, parts[3] != client.region, !parts[3].isEmpty else {
      return TopicsClient(client)
    }
    return TopicsClient(client.calling(String(parts[3])))
  }
}

extension Notice {
  /// The subject as mail takes it: one line of at most 100 printable letters.
  fileprivate var shortSubject: String {
    let clean = NeutralText.cut(subject, toBytes: 400).unicodeScalars.map {
      (0x20...0x7E).contains($0.value) ? Character($0) : "?"
    }
    return String(clean.prefix(100))
  }

  /// Everything, line by line, far below the 256 KiB that a message may have.
  fileprivate var text: String {
    ([subject, ""] + lines.prefix(200)).map { NeutralText.cut($0, toBytes: 1_000) }
      .joined(separator: "\n")
  }

  fileprivate func json(_ marker: String) -> [UInt8] {
    struct Body: Encodable {
      let incident: String
      let subject: String
      let lines: [String]
      let text: String
      let marker: String
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body = Body(
      incident: incident, subject: subject, lines: lines, text: text, marker: marker)
    return (try? encoder.encode(body)).map { Array($0) } ?? []
  }
}

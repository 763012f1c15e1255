internal import FoundationEssentials
public import Incidents

/// The EventBridge event `Glue Job State Change`, as AWS sends it.
public struct GlueEvent: Decodable, Sendable {
  let id: String
  let account: String
  let region: String
  let time: String
  let detail: Detail

  struct Detail: Decodable, Sendable {
    let jobName: String
    let jobRunId: String
    let state: String
    let message: String?
  }

  /// Reads an event out of JSON; throws `RecordingError` with what is wrong in words.
  public static func event(json bytes: [UInt8], from path: String) throws(RecordingError) -> Event {
    let raw = try JSONFile.decode(GlueEvent.self, from: bytes, path: path)
    guard let state = RunState(rawValue: raw.detail.state) else {
      throw .malformed(path: path, reason: "`\(raw.detail.state)` is no state of a run")
    }
    guard let time = Timestamp(rfc3339: raw.time) else {
      throw .malformed(path: path, reason: "`\(raw.time)` is no time")
    }
    let names = [raw.account, raw.region, raw.detail.jobName, raw.detail.jobRunId]
    guard names.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 255 }) else {
      throw .malformed(path: path, reason: "a name in the event is empty or longer than 255 bytes")
    }
    return Event(
      id: raw.id, account: raw.account, region: raw.region, time: time, job: raw.detail.jobName,
      run: raw.detail.jobRunId, state: state, message: raw.detail.message ?? "")
  }
}

internal import FoundationEssentials
public import Healing
public import Incidents

/// What a function was invoked with: events, each with a name to give it back under, or a tick of
/// the schedule.
public enum FunctionInput: Sendable {
  /// Messages of a queue, each of which is an event or cannot be read.
  case messages([Message])
  /// One event, sent straight to the function.
  case event(Event)
  /// The schedule: what waits is to be looked at.
  case tick

  /// One message of a queue.
  public struct Message: Sendable {
    public let id: String
    public let event: Result<Event, RecordingError>
  }

  private struct Batch: Decodable {
    let records: [Record]

    struct Record: Decodable {
      let messageId: String
      let body: String
    }

    enum CodingKeys: String, CodingKey { case records = "Records" }
  }

  private struct Envelope: Decodable {
    let detailType: String?

    enum CodingKeys: String, CodingKey { case detailType = "detail-type" }
  }

  /// Reads a body; throws where it is none of these.
  public init(_ body: [UInt8]) throws(RecordingError) {
    if let batch = try? JSONDecoder().decode(Batch.self, from: Data(body)) {
      self = .messages(
        batch.records.map { record in
          Message(id: record.messageId, event: Self.event(in: record))
        })
      return
    }
    let envelope = try JSONFile.decode(Envelope.self, from: body, path: "the invocation")
    if envelope.detailType == "Scheduled Event" {
      self = .tick
    } else {
      self = .event(try GlueEvent.event(json: body, from: "the invocation"))
    }
  }

  private static func event(in record: Batch.Record) -> Result<Event, RecordingError> {
    do throws(RecordingError) {
      return .success(
        try GlueEvent.event(json: Array(record.body.utf8), from: "message \(record.messageId)"))
    } catch {
      return .failure(error)
    }
  }
}

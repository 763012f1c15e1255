internal import Healing
internal import Incidents
internal import Synchronization

/// What an invocation came to, as one line that CloudWatch takes figures out of.
///
/// Source: CloudWatch User Guide, "Specification: Embedded metric format".
final class FunctionFigures: Sendable {
  private let environment: String
  private let counts = Mutex<[Figure: Int]>([:])

  /// What is counted.
  private enum Figure: String, CaseIterable {
    case received = "Received"
    case resolved = "Resolved"
    case escalated = "Escalated"
    case asked = "Asked"
    case refused = "Refused"
    case trouble = "Trouble"
    case failed = "Failed"
    case alive = "Alive"
  }

  init(environment: String) { self.environment = environment }

  func hear(_ news: Driver.News) {
    switch news {
    case .received: count(.received)
    case .refused(let event, let reason):
      count(.refused)
      Terminal.err("kintsugi: \(Terminal.plain("run \(event.run) of \(event.job): \(reason)"))\n")
    case .trouble(let subject, let error):
      count(.trouble)
      Terminal.err("kintsugi: \(Terminal.plain("\(subject): \(error)"))\n")
    case .progress(.waiting(_, .answer, _)): count(.asked)
    case .progress(.done(let incident)):
      switch incident.end?.outcome {
      case .resolved: count(.resolved)
      case .escalated: count(.escalated)
      default: break
      }
    case .progress(.busy), .progress(.waiting): break
    }
  }

  private func count(_ figure: Figure) { counts.withLock { $0[figure, default: 0] += 1 } }

  /// Prints the line; `Alive` is 1 in each, so that its absence is an alarm.
  func print(isFailure: Bool, at now: Timestamp) {
    if isFailure { count(.failed) }
    count(.alive)
    let counts = counts.withLock { $0 }
    Terminal.line(
      FigureLine(
        environment: environment, at: now,
        values: Figure.allCases.map {
          ($0.rawValue, counts[$0] ?? 0)
        }))
  }
}

/// The line as JSON.
private struct FigureLine: Encodable {
  let environment: String
  let at: Timestamp
  let values: [(name: String, count: Int)]

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private struct Head: Encodable {
    let timestamp: Int
    let metrics: [Directive]

    struct Directive: Encodable {
      let namespace = "Kintsugi"
      let dimensions = [["Environment"]]
      let metrics: [Metric]

      enum CodingKeys: String, CodingKey {
        case namespace = "Namespace"
        case dimensions = "Dimensions"
        case metrics = "Metrics"
      }
    }

    struct Metric: Encodable {
      let name: String
      let unit = "Count"

      enum CodingKeys: String, CodingKey {
        case name = "Name"
        case unit = "Unit"
      }
    }

    enum CodingKeys: String, CodingKey {
      case timestamp = "Timestamp"
      case metrics = "CloudWatchMetrics"
    }
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(
      Head(
        timestamp: Int(at.epochSeconds * 1000),
        metrics: [Head.Directive(metrics: values.map { Head.Metric(name: $0.name) })]),
      forKey: Key(stringValue: "_aws"))
    try fields.encode(environment, forKey: Key(stringValue: "Environment"))
    for (name, count) in values { try fields.encode(count, forKey: Key(stringValue: name)) }
  }
}

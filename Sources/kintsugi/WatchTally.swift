internal import Healing
internal import Incidents
internal import Reporting
internal import Synchronization

/// What a watch has done so far, a line printed for each incident that needs nothing more from it.
final class WatchTally: Sendable {
  private struct State {
    var counts: [Outcome: Int] = [:]
    var asked: Set<String> = []
    var refused = 0
    var troubled: Set<String> = []
  }

  private let format: OutputFormat
  private let state = Mutex(State())

  init(format: OutputFormat) {
    self.format = format
  }

  func hear(_ news: Driver.News) {
    switch news {
    case .received, .progress(.busy): break
    case .progress(.done(let incident)): ended(incident)
    case .progress(.waiting(_, .answer, let incident)):
      guard state.withLock({ $0.asked.insert(incident.id).inserted }) else { return }
      show(incident, .asked)
    case .progress(.waiting): break
    case .refused(let event, let reason):
      state.withLock { $0.refused += 1 }
      Terminal.err("kintsugi: \(Terminal.plain("run \(event.run) of \(event.job): \(reason)"))\n")
    case .trouble(let subject, let error):
      state.withLock { _ = $0.troubled.insert(subject) }
      Terminal.err("kintsugi: \(Terminal.plain("\(subject): \(error)"))\n")
    }
  }

  /// An event's file that says nothing.
  func unreadable(_ words: String) {
    state.withLock { $0.refused += 1 }
    Terminal.err("kintsugi: \(Terminal.plain(words))\n")
  }

  private func ended(_ incident: Incident) {
    guard let end = incident.end else { return }
    state.withLock { state in
      state.counts[end.outcome, default: 0] += 1
      state.asked.remove(incident.id)
      state.troubled.remove(incident.id)
    }
    show(incident, end.outcome)
  }

  private func show(_ incident: Incident, _ outcome: Outcome) {
    switch format {
    case .pretty: Terminal.out(Story(incident).line + "\n")
    case .json: Terminal.line(IncidentLine(incident, outcome))
    }
  }

  /// All counts in a line.
  var words: String {
    state.withLock { state in
      var parts = Outcome.allCases.compactMap { outcome in
        state.counts[outcome].map { "\($0) \(outcome.rawValue)" }
      }
      if !state.asked.isEmpty { parts.append("\(state.asked.count) asked") }
      if state.refused > 0 { parts.append("\(state.refused) refused") }
      if !state.troubled.isEmpty { parts.append("\(state.troubled.count) in trouble") }
      return parts.isEmpty ? "nothing to do" : parts.joined(separator: ", ")
    }
  }

  /// Whether everything that came was resolved, or is over without anybody being needed.
  var isFine: Bool {
    state.withLock { state in
      state.counts.keys.allSatisfy { $0 == .resolved || $0 == .closed } && state.asked.isEmpty
        && state.refused == 0
        && state.troubled.isEmpty
    }
  }
}

/// An incident in a line of JSON.
private struct IncidentLine: Encodable {
  let incident: String
  let outcome: String
  let job: String
  let run: String
  let reason: String?

  init(_ incident: Incident, _ outcome: Outcome) {
    self.incident = incident.id
    self.outcome = outcome.rawValue
    job = incident.event.job
    run = incident.event.run
    reason = incident.end?.reason
  }
}

internal import Configurations
public import Incidents

/// An incident as a person reads it at night: what failed, what was found, what was done, and why.
public struct Story: Sendable {
  private let incident: Incident

  public init(_ incident: Incident) {
    self.incident = incident
  }

  /// The whole story, a line each, without anything that a terminal would obey.
  public var text: String {
    var lines = head
    for (index, attempt) in incident.attempts.enumerated() {
      lines += ["", "Attempt \(index + 1)"] + AttemptStory(attempt).lines.map { "  " + $0 }
    }
    lines += ["", ending] + people
    return lines.map(PlainText.escaped).joined(separator: "\n") + "\n"
  }

  private var head: [String] {
    let event = incident.event
    return [
      "Incident \(incident.id): \(event.job) failed in \(incident.environment)",
      "  run      \(event.run), \(event.state.rawValue) at \(event.time)",
      "  message  \(PlainText.cut(event.message, to: 300))",
      "  opened   \(incident.openedAt), configuration \(incident.configuration)",
    ]
  }

  private var ending: String {
    guard let end = incident.end else { return "Not over: \(standing)" }
    let span = (end.at - incident.openedAt).unitText
    return "\(end.outcome.rawValue.capitalizedWord) after \(span): \(end.reason)"
  }

  /// What people were told again, took on and said in the end.
  private var people: [String] {
    var lines = incident.reminders.map { "Reminded \($0.owner) at \($0.at)" }
    if let keeper = incident.keeper { lines.append("Taken on by \(keeper)") }
    if let closing = incident.closing {
      let deed = closing.deed.map { ", by `\($0)`" } ?? ""
      let note = closing.note.isEmpty ? "" : ": \(PlainText.cut(closing.note, to: 200))"
      lines.append("Closed by \(closing.person) as \(closing.verdict.rawValue)\(deed)\(note)")
    }
    return lines
  }

  /// What an open incident waits for.
  private var standing: String {
    guard let attempt = incident.attempt else { return "nothing was decided yet" }
    if let pending = attempt.pending {
      return "`\(pending.intent.step.name)` is under way since \(pending.intendedAt)"
    }
    if let terms = attempt.decision.judgement.approval {
      let until = attempt.decision.at + terms.wait
      return "`\(terms.approver)` is asked until \(until): kintsugi approve \(incident.id) "
        + "--lake DIR, or deny"
    }
    return "`\(attempt.decision.executed)` is under way"
  }

  /// The incident in one line, for lists.
  public var line: String {
    let asks =
      incident.attempt?.decision.judgement.approval != nil && incident.attempt?.answer == nil
    let taken = incident.keeper == nil ? nil : "taken on"
    let state =
      incident.closing?.verdict.rawValue ?? taken ?? incident.end?.outcome.rawValue
      ?? (asks ? Outcome.asked.rawValue : "open")
    let kind = incident.attempts.last?.decision.anomaly?.kind ?? "-"
    let actions = incident.tried.isEmpty ? "-" : incident.tried.joined(separator: ",")
    let words = [
      incident.id, "\(incident.openedAt)", state.padded(to: 9), incident.event.job, kind, actions,
    ]
    return PlainText.escaped(words.joined(separator: "  "))
  }
}

/// One attempt, as a person reads it.
struct AttemptStory {
  let attempt: Attempt

  init(_ attempt: Attempt) {
    self.attempt = attempt
  }

  var lines: [String] {
    var lines = DecisionStory(attempt.decision).lines
    lines += steps(attempt.steps, title: "Steps")
    if let end = attempt.runEnd {
      let message = end.message.isEmpty ? "" : ": \(PlainText.cut(end.message, to: 200))"
      lines.append("Run       \(end.run) \(end.state.rawValue)\(message)")
    }
    if let verification = attempt.verification {
      lines.append("Verified  \(verification.isVerified ? "yes" : "no")")
      lines += verification.checks.map { check in
        "  \(check.answer.mark) \(check.id): \(check.condition) — \(check.explanation)"
      }
    }
    lines += steps(attempt.undoSteps, title: "Undone")
    if let answer = attempt.answer {
      let note = answer.note.isEmpty ? "" : ": \(PlainText.cut(answer.note, to: 200))"
      lines.append("Answer    \(answer.isApproval ? "yes" : "no") by \(answer.person)\(note)")
    }
    if let abandonment = attempt.abandonment { lines.append("Given up  \(abandonment)") }
    return lines
  }

  private func steps(_ records: [StepRecord], title: String) -> [String] {
    records.isEmpty
      ? [] : [title] + records.map { "  \($0.intent.index + 1). \($0.words)" }
  }
}

extension Verification.Answer {
  var mark: String {
    switch self {
    case .holds: "✓"
    case .fails: "✗"
    case .unknown: "?"
    }
  }
}

extension StepRecord {
  /// What was meant, and what became of it.
  var words: String {
    switch settlement {
    case nil: "\(intent.step.words): under way"
    case .happened(let result, let isRecovered)?:
      "\(intent.step.words): \(result.words)" + (isRecovered ? " (found after a crash)" : "")
    case .didNotHappen(let reason)?: "\(intent.step.words): did not happen, \(reason)"
    case .unknown(let reason)?: "\(intent.step.words): nobody can tell, \(reason)"
    }
  }
}

extension Step {
  /// The step with its targets and arguments.
  public var words: String {
    switch self {
    case .runJob(let job, let arguments, let workerType):
      let listed = arguments.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      let type = workerType.map { " on \($0)" } ?? ""
      return "run_job \(job)\(type) \(listed.joined(separator: " "))"
    case .setSchema(let table, let columns, let expecting):
      let listed = columns.map { "\($0.name) \($0.type.catalogText)" }.joined(separator: ", ")
      return "set_schema \(table) over version \(expecting): \(listed)"
    case .restoreSchema(let table, let version, let expecting):
      return "restore_schema \(table) to version \(version), over version \(expecting)"
    case .quarantineObjects(let table, let keys):
      return "quarantine_objects of \(table): \(keys.joined(separator: ", "))"
    case .returnObjects(let table, let keys):
      return "return_objects of \(table): \(keys.joined(separator: ", "))"
    case .resetBookmark(let job): return "reset_bookmark \(job)"
    case .wait(let span): return "wait \(span.unitText)"
    case .notify(let owner): return "notify \(owner)"
    }
  }
}

extension StepResult {
  /// What a step did.
  public var words: String {
    switch self {
    case .startedRun(let id): "started \(id)"
    case .wroteVersion(_, let from, let to): "version \(from) is now version \(to)"
    case .movedObjects(_, let keys, let to): "moved \(keys.count) to \(to)"
    case .notified(let owner, let through): "told \(owner) through \(through)"
    case .listed(let owner, let because): "\(owner) got no page of its own: \(because)"
    case .waited: "waited"
    case .resetBookmark: "reset"
    }
  }
}

extension String {
  /// The word with a capital first letter.
  var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }

  /// The text with spaces after it up to a width.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}

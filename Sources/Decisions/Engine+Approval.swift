internal import Configurations
internal import Incidents

extension Engine {
  /// What an answer to a question is for, in words that are equal only where all of it is.
  ///
  /// Clocks, counters and texts of logs are left out: they go on while a person thinks.
  func approvalSubject(
    of action: Action, in thought: Deliberation, after history: HealingHistory
  ) -> String {
    var words = [
      "configuration", configuration.fingerprint, "environment",
      thought.scene.evidence.environment, "run", thought.scene.evidence.run.id, "attempt",
      "\(history.performedActions)", "action", action.name,
    ]
    for step in action.steps { words += step.approvalWords }
    for table in thought.scene.evidence.tables {
      words += ["table", table.name, table.versions.value?.first?.id ?? "unknown"]
    }
    for finding in thought.found.findings where finding.mode != .shadow {
      words += [
        "finding", finding.rule, finding.kind, finding.detection.table ?? "",
        finding.detection.column ?? "",
      ]
      words += finding.detection.objects
    }
    return words.map { "\($0.utf8.count):\($0)" }.joined()
  }
}

extension Step {
  /// The step's name, target and arguments, each as a word of its own.
  fileprivate var approvalWords: [String] {
    switch self {
    case .runJob(let job, let arguments, let workerType):
      let sorted = arguments.sorted { $0.key.precedes($1.key) }
      return ["step", name, job, workerType ?? ""] + sorted.flatMap { [$0.key, $0.value] }
    case .setSchema(let table, let columns, let expecting):
      return ["step", name, table, expecting] + columns.flatMap { [$0.name, $0.type.catalogText] }
    case .restoreSchema(let table, let version, let expecting):
      return ["step", name, table, version, expecting]
    case .quarantineObjects(let table, let keys), .returnObjects(let table, let keys):
      return ["step", name, table] + keys
    case .resetBookmark(let job): return ["step", name, job]
    case .wait(let span): return ["step", name, "\(span)"]
    case .notify(let owner): return ["step", name, owner]
    }
  }
}

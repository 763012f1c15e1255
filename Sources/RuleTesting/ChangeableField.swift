internal import Configurations
internal import Decisions
internal import Documents
internal import Incidents

/// A field of the evidence that a test can change, under the name that conditions have for it.
struct ChangeableField: Sendable {
  typealias Change = @Sendable (inout TestSituation) -> Void

  let path: String
  /// What a value is, in words.
  let wanted: String
  /// Whether the path goes on with a key: a column, an argument, a limit.
  let hasKeys: Bool
  /// The change that a value makes; `nil` for a value of another kind, or without its key.
  let setting: @Sendable (_ key: String?, Scalar) -> Change?
  /// Makes the field unknown; `nil` where it cannot be.
  let unsetting: (@Sendable (inout TestSituation, _ key: String?) -> Void)?
}

extension ChangeableField {
  /// A field that a value is written to.
  private static func plain<Value: Sendable>(
    _ path: String, _ kind: TestValue<Value>,
    _ field: @escaping @Sendable (inout TestSituation, Known<Value>) -> Void
  ) -> ChangeableField {
    ChangeableField(
      path: path, wanted: kind.wanted, hasKeys: false,
      setting: { _, scalar in
        guard let value = kind.read(scalar) else { return nil }
        return { situation in field(&situation, .known(value)) }
      },
      unsetting: { situation, _ in field(&situation, .unknown("the test says so")) })
  }

  /// A field of the circumstances, which are never unknown.
  private static func circumstance<Value: Sendable>(
    _ path: String, _ kind: TestValue<Value>,
    _ set: @escaping @Sendable (inout TestSituation, Value) -> Void
  ) -> ChangeableField {
    ChangeableField(
      path: path, wanted: kind.wanted, hasKeys: false,
      setting: { _, scalar in
        guard let value = kind.read(scalar) else { return nil }
        return { situation in set(&situation, value) }
      },
      unsetting: nil)
  }

  /// A field that holds a value for each of many keys.
  private static func keyed<Value: Sendable>(
    _ path: String, _ kind: TestValue<Value>,
    _ set: @escaping @Sendable (inout TestSituation, String, Value) -> Void,
    unset: (@Sendable (inout TestSituation, String?) -> Void)?
  ) -> ChangeableField {
    ChangeableField(
      path: path, wanted: kind.wanted, hasKeys: true,
      setting: { key, scalar in
        guard let key, !key.isEmpty, let value = kind.read(scalar) else { return nil }
        return { situation in set(&situation, key, value) }
      }, unsetting: unset)
  }

  /// All of them, in the order of the manual. A table, longer than a function should be.
  static let all: [ChangeableField] =
    runFields + tableFields + [
      circumstance("job.name", .text) { $0.evidence.job = $0.evidence.job.with(name: $1) },
      circumstance("job.owner", .text) { $0.evidence.job = $0.evidence.job.with(owner: $1) },
      circumstance("job.rerun", .word(of: JobEvidence.Rerun.self)) {
        $0.evidence.job = $0.evidence.job.with(rerun: $1)
      },
      plain("runs.active", .count) { situation, value in
        situation.evidence.runs = situation.evidence.runs.with(active: value)
      },
      plain("runs.failed_in_a_row", .count) { situation, value in
        situation.evidence.runs = situation.evidence.runs.with(failedInARow: value)
      },
      plain("log", .text) { situation, value in
        situation.evidence.log = value.map { text in
          [LogStream(source: .text, bytes: Array(text.utf8))]
        }
      },
      circumstance("evidence.age", .duration) { $0.age = $1 },
      circumstance("incident.attempt", .count) { $0.performedActions = $1 },
      circumstance("incident.tried", .text) { situation, text in
        situation.tried = text.split(separator: " ").map(String.init)
      },
      circumstance("kill_switch", .word(of: SwitchWord.self)) { situation, word in
        switch word {
        case .clear: situation.killSwitch = .off
        case .pulled: situation.killSwitch = .on(reason: "the test says so")
        case .unreadable: situation.killSwitch = .unreadable(reason: "the test says so")
        }
      },
      circumstance("world", .text) { situation, text in
        // The word for nothing at all.
        situation.assumptions.isWorldClear = text == "clear"
        situation.obstacles = text == "clear" ? [] : [text]
      },
      keyed(
        "limits", .number, { $0.usage[$1] = $2 },
        unset: { situation, limit in
          if let limit { situation.unknownLimits.insert(limit) }
        }),
    ]

  private static let runFields: [ChangeableField] = [
    plain("run.state", .word(of: RunState.self)) { $0.evidence.run.state = $1 },
    plain("run.error", .text) { situation, value in
      situation.evidence.run.error = value
      situation.evidence.log = LogStream.with(
        message: value, in: situation.evidence.log.value ?? [])
    },
    plain("run.attempt", .count) { $0.evidence.run.attempt = $1 },
    plain("run.workers", .count) { $0.evidence.run.workers = $1 },
    plain("run.worker_type", .text) { $0.evidence.run.workerType = $1 },
    plain("run.duration", .duration) { $0.evidence.run.duration = $1 },
    plain("run.dpu_hours", .number) { $0.evidence.run.dpuHours = $1 },
    plain("run.rows_read", .count) { $0.evidence.run.rowsRead = $1 },
    plain("run.rows_written", .count) { $0.evidence.run.rowsWritten = $1 },
    plain("run.started", .time) { $0.evidence.run.started = $1 },
    plain("run.completed", .time) { $0.evidence.run.completed = $1 },
    keyed(
      "run.arg", .text,
      { situation, name, value in
        var arguments = situation.evidence.run.arguments.value ?? [:]
        arguments[name] = value
        situation.evidence.run.arguments = .known(arguments)
      },
      unset: { situation, _ in
        situation.evidence.run.arguments = .unknown("the test says so")
      }),
  ]

  private static let tableFields: [ChangeableField] = [
    plain("table.rows", .count) { situation, value in
      switch value {
      case .known(let rows): situation.changeBatch { $0.with(rows: rows) }
      case .unknown(let reason): situation.changeTable { $0.batch = .unknown(reason) }
      }
    },
    keyed(
      "table.null_rate", .share,
      { situation, column, rate in
        situation.changeBatch { $0.with(nullRate: rate, of: column) }
      },
      unset: { situation, column in
        situation.changeBatch { $0.with(nullRate: nil, of: column) }
      }),
    keyed(
      "table.observed", .text,
      { situation, column, type in
        situation.changeBatch { $0.with(type: ColumnType(catalog: type), of: column) }
      },
      unset: { situation, column in
        guard let column else {
          return situation.changeTable { $0.batch = .unknown("the test says so") }
        }
        situation.changeBatch { $0.without(column: column) }
      }),
    ChangeableField(
      path: "table.objects", wanted: TestValue<Int>.count.wanted, hasKeys: false,
      setting: { _, scalar in
        guard let count = TestValue<Int>.count.read(scalar), count <= 10_000 else { return nil }
        return { situation in situation.changeTable { $0.setObjects(to: count) } }
      },
      unsetting: { situation, _ in
        situation.changeTable { $0.objects = .unknown("the test says so") }
      }),
    plain("table.tags", .text) { situation, value in
      situation.changeTable { $0.versions = $0.versions.with(tags: value) }
    },
    plain("baseline.rows", .count) { situation, value in
      switch value {
      case .known(let rows): situation.changeHistory { $0.with(rows: rows) }
      case .unknown(let reason): situation.changeTable { $0.history = .unknown(reason) }
      }
    },
    keyed(
      "baseline.null_rate", .share,
      { situation, column, rate in
        situation.changeHistory { $0.with(nullRate: rate, of: column) }
      },
      unset: { situation, column in
        situation.changeHistory { $0.with(nullRate: nil, of: column) }
      }),
  ]
}

/// Where the kill switch stands; `on` and `off` are no plain words of YAML.
enum SwitchWord: String, CaseIterable {
  case clear, pulled, unreadable
}

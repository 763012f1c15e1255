internal import Conditions
internal import Configurations
internal import Decisions
internal import Documents
internal import FoundationEssentials
internal import Healing
internal import Incidents

/// Judges cases that another program made up, so that a second evaluator can be held against this
/// one.
struct JudgeTool {
  let path: String

  func run() throws(RecordingError) -> ExitCode {
    guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
    var engines: [String: Engine] = [:]
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n")).enumerated() {
      let input: JudgeLine
      do throws(JSONValue.Malformed) { input = try JudgeLine(JSONValue(line)) } catch {
        throw .malformed(path: path, reason: "line \(index + 1): \(error.reason)")
      }
      switch input {
      case .files(let files):
        switch Self.engines(of: files) {
        case .success(let made): engines = made
        case .failure(let failure):
          Self.print(["error": failure.words])
          return .problems
        }
      case .judged(let judged):
        guard let engine = engines[judged.env] else {
          throw .malformed(path: path, reason: "line \(index + 1): no environment \(judged.env)")
        }
        Self.print(JudgeAnswer(engine.judgement(on: judged.proposedCase(for: engine))))
      }
    }
    return .fine
  }

  /// One object a line.
  private static func print(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = (try? encoder.encode(value)) ?? Data()
    Terminal.out(String(decoding: bytes, as: UTF8.self) + "\n")
  }

  private struct Refused: Error {
    let words: String
  }

  /// The engine of every environment, each with its overlay.
  private static func engines(of files: [String: String]) -> Result<[String: Engine], Refused> {
    let sources = files.keys.sorted().map { SourceFile(path: $0, text: files[$0] ?? "") }
    let checked = ConfigurationLoader.load(sources)
    guard let configuration = checked.value else {
      let words = checked.diagnostics.map { "\($0.span.path):\($0.span.start.line): \($0.message)" }
      return .failure(Refused(words: words.joined(separator: "; ")))
    }
    let pairs = configuration.project.environments.map {
      ($0.name, Engine(configuration.effective(in: $0.name)))
    }
    return .success(Dictionary(pairs) { first, _ in first })
  }
}

/// One line of input.
private enum JudgeLine {
  case files([String: String])
  case judged(JudgedCase)

  init(_ value: JSONValue) throws(JSONValue.Malformed) {
    if let files = value["files"] {
      var texts: [String: String] = [:]
      for (path, text) in try files.fields { texts[path] = try text.text }
      self = .files(texts)
    } else {
      self = .judged(try JudgedCase(value))
    }
  }
}

/// A case as it is written.
private struct JudgedCase {
  struct Anomaly {
    let rule: String
    let kind: String
    let mode: RuleMode
  }

  let action: String
  let env: String
  let now: String
  let job: String
  let tables: [String]
  let kill: String
  let age: Double
  let usage: [String: Double]
  let obstacles: [String]
  let anomaly: Anomaly?
  let share: Double?
  let dpuHours: Double?
  let rows: Double?
  let changedTables: Double?
  let facts: [String: JSONValue]

  init(_ value: JSONValue) throws(JSONValue.Malformed) {
    action = try value.field("action").text
    env = try value.field("env").text
    now = try value.field("now").text
    job = try value.field("job").text
    tables = try value.field("tables").texts
    kill = try value.field("kill").text
    age = try value.field("age").number
    var used: [String: Double] = [:]
    for (name, amount) in try value.field("usage").fields { used[name] = try amount.number }
    usage = used
    obstacles = try value.field("obstacles").texts
    anomaly = try value["anomaly"].map { found throws(JSONValue.Malformed) in
      guard let mode = RuleMode(rawValue: try found.field("mode").text) else {
        throw .init(reason: "an anomaly has no mode that there is")
      }
      return Anomaly(
        rule: try found.field("rule").text, kind: try found.field("kind").text, mode: mode)
    }
    share = try value["share"].map { one throws(JSONValue.Malformed) in try one.number }
    dpuHours = try value["dpu_hours"].map { one throws(JSONValue.Malformed) in try one.number }
    rows = try value["rows"].map { one throws(JSONValue.Malformed) in try one.number }
    changedTables = try value["changed_tables"].map { one throws(JSONValue.Malformed) in
      try one.number
    }
    facts = try value.field("facts").fields
  }

  func proposedCase(for engine: Engine) -> ProposedCase {
    let definition = engine.configuration.policy.action(action)
    let traits = definition?.traits ?? Action.nothing.traits
    let instant = Timestamp(rfc3339: now) ?? Timestamp(seconds: 0)
    let schema = EvidenceScope.safety.schema
    var values: [String: Value] = [:]
    for variable in schema.variables {
      values[variable.name] = facts[variable.name].map { $0.value(as: variable.type, in: schema) }
    }
    values["env"] = .string(env)
    values["now"] = .timestamp(seconds: instant.seconds, nanoseconds: instant.nanoseconds)
    values["action"] = .record([
      "name": .string(action), "changes_data": .bool(traits.changesData),
      "changes_catalog": .bool(traits.changesCatalog), "changes_cost": .bool(traits.changesCost),
      "starts_run": .bool(traits.startsRun), "can_undo": .bool(traits.canUndo),
    ])
    return ProposedCase(
      action: action, traits: traits, environment: env, now: instant, job: job, owner: "",
      tables: tables, anomaly: anomaly.map(Self.finding),
      figures: ProposalFigures(
        share: share, dpuHours: dpuHours, rows: rows, tables: changedTables),
      evidenceAge: .milliseconds(Int64(age * 1000)), killSwitch: killSwitch, usage: usage,
      obstacles: obstacles, facts: Facts(values, schema: schema))
  }

  private static func finding(_ anomaly: Anomaly) -> Finding {
    Finding(
      rule: anomaly.rule, title: "", kind: anomaly.kind, anomalyClass: anomaly.rule,
      severity: .high, cause: .root, mode: anomaly.mode,
      detection: Detection(explanation: "made up"), message: "made up", runbook: nil)
  }

  private var killSwitch: KillSwitch {
    switch kill {
    case "off": .off
    case "on": .on(reason: "made up")
    default: .unreadable(reason: "made up")
    }
  }
}

/// What is said of a case.
private struct JudgeAnswer: Encodable {
  let verdict: String
  let because: [String]
  let rulings: [String: String]

  init(_ judgement: Judgement) {
    verdict = judgement.verdict.rawValue
    because = judgement.because
    rulings = Dictionary(
      judgement.rulings.map { ($0.constraint, $0.verdict?.rawValue ?? "-") }
    ) { first, _ in first }
  }
}

extension JSONValue {
  /// The value of a type of the schema; what is not there is unknown.
  fileprivate func value(as type: ConditionType, in schema: Schema) -> Value {
    switch (self, type) {
    case (.null, _): .unknown
    case (.flag(let flag), _): .bool(flag)
    case (.whole(let number), .double): .double(Double(number))
    case (.whole(let number), _): .int(number)
    case (.number(let number), _): .double(number)
    case (.text(let text), _): .string(text)
    case (.list(let items), .list(let element)):
      .list(items.map { $0.value(as: element, in: schema) })
    case (.object(let fields), .record(let name)):
      .record(
        Dictionary(
          uniqueKeysWithValues: (schema.records.first { $0.name == name }?.fields ?? []).compactMap
          {
            field in fields[field.name].map { (field.name, $0.value(as: field.type, in: schema)) }
          }))
    case (.object(let fields), .map(_, let element)):
      .map(
        Dictionary(
          uniqueKeysWithValues: fields.map {
            (.string($0.key), $0.value.value(as: element, in: schema))
          }
        ))
    case (.list, _), (.object, _): .unknown
    }
  }
}

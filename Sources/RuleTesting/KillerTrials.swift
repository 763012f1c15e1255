internal import Configurations
internal import Documents
internal import Incidents

/// The changes to one case's evidence that may tell a mutant from what it was made of.
struct KillerTrials {
  private let prepared: PreparedCase
  private let mutant: Mutant
  private let configuration: Configuration

  init(of prepared: PreparedCase, for mutant: Mutant, _ configuration: Configuration) {
    self.prepared = prepared
    self.mutant = mutant
    self.configuration = configuration
  }

  private var isRule: Bool {
    mutant.owner.hasPrefix("rule ") || mutant.owner.hasPrefix("define ")
  }

  /// The evidence as it is and as that of a run that ended well; other proposals and batches.
  var likely: [KillerTrial] {
    var good = KillerTrial(prepared: prepared, set: ["run.state: SUCCEEDED"])
    good.prepared.situation.evidence.run.state = .known(.succeeded)
    let both = [KillerTrial(prepared: prepared), good]
    return both + (isRule ? batches : both.flatMap(proposals) + times)
  }

  /// One field or another with a value near the change.
  var others: [KillerTrial] { fields }

  /// The numbers of the change, and those about them.
  private var numbers: [Double] {
    about([mutant.original, mutant.replacement].compactMap { Double($0) })
  }

  /// The numbers of the lines about a sign or a clause, which has none itself.
  private var numbersAround: [Double] {
    let found = mutant.context.matches(of: /\b[0-9]+(?:\.[0-9]+)?\b/).compactMap { Double($0.0) }
    var seen: Set<Double> = []
    return about(found.filter { seen.insert($0).inserted })
  }

  private func about(_ ends: [Double]) -> [Double] {
    guard !ends.isEmpty else { return [] }
    let middle = ends.reduce(0, +) / Double(ends.count)
    return ([middle] + ends.flatMap { [$0, $0 - 1, $0 + 1] }).filter { $0 >= 0 }
  }

  private static func text(_ number: Double) -> String {
    // Seven digits are enough for what people write, and 0.44 stays 0.44.
    let rounded = (number * 1e7).rounded() / 1e7
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }

  // MARK: Proposals

  /// Each action in each environment.
  private func proposals(on trial: KillerTrial) -> [KillerTrial] {
    let actions = configuration.policy.actions.map(\.name)
    let environments = configuration.project.environments.map(\.name)
    var trials: [KillerTrial] = []
    for environment in environments {
      for action in actions {
        var proposed = trial
        proposed.prepared.action = action
        proposed.prepared.situation.evidence.environment = environment
        proposed.lines.append("propose: {action: \(action), env: \(environment)}")
        trials.append(proposed)
      }
    }
    return trials
  }

  /// Each hour of a week in each environment, for what speaks of the time.
  private var times: [KillerTrial] {
    guard mutant.owner.hasPrefix("freeze ") || mutant.context.contains("now") else { return [] }
    let monday = Timestamp(seconds: 20_780 * 86_400)
    return (0..<(7 * 24)).flatMap { hour -> [KillerTrial] in
      let now = monday + .seconds(hour * 3600 + 1800)
      return configuration.project.environments.map(\.name).map { environment in
        var changed = prepared
        changed.now = now
        changed.situation.evidence.environment = environment
        return KillerTrial(
          prepared: changed, lines: ["now: \"\(now)\"", "propose: {env: \(environment)}"])
      }
    }
  }

  // MARK: Fields

  private var fields: [KillerTrial] {
    ChangeableField.all.filter(isNear).flatMap { field -> [KillerTrial] in
      paths(of: field).flatMap { path, key in
        values.flatMap { value -> [KillerTrial] in
          guard let scalar = Self.scalar(value), let change = field.setting(key, scalar) else {
            return []
          }
          var changed = prepared
          change(&changed.situation)
          let trial = KillerTrial(prepared: changed, set: ["\(path): \(value)"])
          return [trial] + (asksForActions ? proposals(on: trial) : [])
        }
      }
    }
  }

  /// Two fields at once, where a rule joins them: one about the change, the other so that the rest
  /// of the condition holds.
  var pairs: [KillerTrial] {
    let near = ChangeableField.all.filter { !$0.hasKeys && isNear($0) }
    guard isRule, near.count > 1 else { return [] }
    let values = numbers.isEmpty ? numbersAround : numbers
    let first = near.flatMap { field in values.map { (field, Self.text($0)) } }
    let second = near.flatMap { field in Self.ends.map { (field, $0) } }
    return first.flatMap { one in
      second.filter { $0.0.path != one.0.path }.compactMap { trial([one, $0]) }
    }
  }

  /// Values that most comparisons hold of, or do not.
  private static let ends = ["0", "1", "100000", "SUCCEEDED", "FAILED"]

  /// The evidence with some fields changed; `nil` where one does not take its value.
  private func trial(_ changes: [(field: ChangeableField, value: String)]) -> KillerTrial? {
    var trial = KillerTrial(prepared: prepared)
    for (field, value) in changes {
      guard let scalar = Self.scalar(value), let change = field.setting(nil, scalar) else {
        return nil
      }
      change(&trial.prepared.situation)
      trial.set.append("\(field.path): \(value)")
    }
    return trial
  }

  /// Whether only some actions in some environments show the change.
  private var asksForActions: Bool {
    mutant.owner.hasPrefix("deny ") || mutant.owner.hasPrefix("ask ")
  }

  /// Whether a change of the field may matter to the mutant: by the names in it and around it.
  private func isNear(_ field: ChangeableField) -> Bool {
    let subject = field.path.split(separator: ".").last.map(String.init) ?? field.path
    let isNamed = mutant.context.contains(subject) || mutant.owner.contains(subject)
    switch field.path {
    case "evidence.age": return mutant.owner == "fail_closed"
    case "limits": return mutant.owner.hasPrefix("limit ")
    case "table.observed": return isNamed || mutant.owner == "state drift"
    case "incident.attempt": return mutant.context.contains("attempt")
    case "table.null_rate":
      return isNamed || mutant.context.contains("null") || mutant.owner == "state quality"
    case "table.rows": return isNamed || mutant.context.contains("volume")
    case "table.tags": return mutant.context.contains("has_tag")
    case "run.arg": return mutant.context.contains("run.arg")
    default: return isNamed
    }
  }

  /// A value as a test would write it.
  private static func scalar(_ text: String) -> Scalar? {
    let root = DocumentParser.parse(SourceFile(path: "value", text: "value: \(text)")).value?.root
    guard case .scalar(let scalar)? = root?["value"]?.content else { return nil }
    return scalar
  }

  /// The paths of a field on the evidence: of its columns, of the declared limits.
  private func paths(of field: ChangeableField) -> [(path: String, key: String?)] {
    guard field.hasKeys else { return [(field.path, nil)] }
    let keys: [String] =
      switch field.path {
      case "limits": configuration.safety.counted
      case "run.arg": ["--mode"]
      default: prepared.situation.evidence.tables.first?.batch.value?.columns.map(\.name) ?? []
      }
    return keys.prefix(12).map { ("\(field.path).\($0)", $0) }
  }

  /// Values about the change: its numbers with and without units, and words of the dialect.
  private var values: [String] {
    let words = [
      "SUCCEEDED", "FAILED", "TIMEOUT", "appends", "unknown", "overwrites", "pulled", "backfill",
      "legal-hold", "0", "1", "2", "3", "4", "100000",
    ]
    let texts = numbers.flatMap { number -> [String] in
      let whole = Int(clamping: number)
      return [Self.text(number), "\(Self.text(number))%", "\(whole)m", "\(whole)m1s"]
    }
    return texts + words
  }

  // MARK: Batches

  /// Other batches of a described table, about the shares and lengths of the change.
  private var batches: [KillerTrial] {
    guard prepared.one.given.changes.isEmpty, let history = prepared.fixture.description else {
      return []
    }
    let rows = history.usual.rows ?? 1000
    var texts: [String] = []
    for number in numbers {
      let share = number / 100
      let less = Int(clamping: Double(rows) * (1 - share))
      let more = Int(clamping: Double(rows) * (1 + share))
      texts += [less, less &+ 1, more, more &- 1].filter { $0 >= 0 }.map { "{rows: \($0)}" }
      texts.append("{duplicate_rows: \(Int(clamping: Double(rows) * share))}")
      texts += ["m", "h"].map { "{late: \(Int(clamping: number))\($0)}" }
      texts += ["30m", "1h30m"].map { "{late: \($0)}" }
      // Small shares show in many rows only.
      for prefix in ["", "rows: 100000, "] {
        texts += history.usual.columns.flatMap { Self.changes(of: $0, number, prefix) }
      }
    }
    var seen: Set<String> = []
    return texts.filter { seen.insert($0).inserted }.compactMap { text in
      guard let batch = DescribedBatch.written(text), history.mistakes(of: batch).isEmpty else {
        return nil
      }
      return prepared.on(batch).map { KillerTrial(prepared: $0, lines: ["batch: \(text)"]) }
    }
  }

  private static func changes(
    of column: DescribedColumn, _ number: Double, _ prefix: String
  ) -> [String] {
    var found: [String] = []
    if number <= 100 { found.append("nulls: \(text(number))%") }
    if let values = column.values, number <= 100 {
      let known = values.map { "\"\($0.value)\": \(text($0.share * (100 - number)))%" }
      found.append("values: {\((known + ["\"new 1\": \(text(number))%"]).joined(separator: ", "))}")
    }
    if column.like != nil, number <= 100 { found.append("values: {\"(1)\": \(text(number))%}") }
    if let from = column.from, let to = column.to, !from.isTime {
      let far = to.value + (to.value - from.value) * number / 100
      found.append("max: \(text(far))")
    }
    return found.map { "{\(prefix)columns: {\(column.name): {\($0)}}}" }
  }
}

extension DescribedBatch {
  /// Reads a change as a test would write it; `nil` for one that no reader takes.
  static func written(_ text: String) -> DescribedBatch? {
    let file = SourceFile(path: "batch", text: text)
    guard let root = DocumentParser.parse(file).value?.root else { return nil }
    var fields = FieldReader(root, subject: "`batch`", scope: .evidence)
    let batch = DescribedBatch.change(&fields)
    return fields.finish().isEmpty ? batch : nil
  }
}

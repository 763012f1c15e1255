public import Configurations
public import Documents
internal import Incidents
internal import RuleTesting

extension WorldFile {
  /// Reads a document of the kind `world/v1`, and says everything that is wrong with it.
  ///
  /// The evidence is not opened yet: `SimulatedWorld` does that.
  public static func read(
    _ file: SourceFile, for configuration: Configuration
  ) -> Checked<WorldFile> {
    let parsed = DocumentParser.parse(file)
    guard let document = parsed.value else { return Checked(nil, parsed.diagnostics) }
    // A file of another kind has this one mistake, not one for each of its keys.
    if case .scalar(let header)? = document.root["kintsugi"]?.content,
      header.text != ConfigurationLoader.Kind.world.rawValue
    {
      let span = document.root["kintsugi"]?.span ?? document.root.span
      return Checked(nil, parsed.diagnostics + [.notAWorld(header.text, at: span)])
    }
    var fields = FieldReader(document.root, subject: "this file", scope: .evidence)
    let world = read(&fields, of: file.path, for: configuration)
    let diagnostics = parsed.diagnostics + fields.finish()
    let isUsable = !diagnostics.contains { $0.severity == .error }
    return Checked(isUsable ? world : nil, diagnostics)
  }

  private static func read(
    _ fields: inout FieldReader, of path: String, for configuration: Configuration
  ) -> WorldFile? {
    _ = fields.text("kintsugi")
    let title = fields.text("title")
    let owner = fields.text("owner")
    _ = fields.required("env")
    let environment = fields.name("env", among: configuration.project.environments.map(\.name))
    let now = time(&fields)
    let validators = fields.share("validators") ?? 0.9
    let fixtures = EvidenceFixtures(&fields, for: configuration)
    let signals = named("signals", as: "a signal", &fields) { name, inner in
      EvidenceTemplate(&inner, among: fixtures, isWhole: true).map {
        Signal(name: name, template: $0)
      }
    }
    let run = effort(of: "run", &fields) ?? Effort(minutes: 12, spread: 0.6, dpuHours: 1)
    let people =
      fields.mapping("people", as: "`people`", Self.people)
      ?? People(minutes: 240, spread: 1, missedFor: 1440)
    let names = WorldNames(
      signals: keys(of: "signals", &fields), causes: keys(of: "causes", &fields),
      actions: configuration.policy.actions.map(\.name))
    let healthy = names.signal("healthy", &fields)
    _ = fields.required("healthy")
    let flaw = names.signal("flaw", &fields)
    let circumstances = named("circumstances", as: "a circumstance", &fields) { name, inner in
      Self.circumstance(name, &inner, fixtures)
    }
    let noise = named("noise", as: "a noise", &fields) { name, inner in
      Self.noise(name, &inner, fixtures)
    }
    let causes = named("causes", as: "a cause", &fields) { name, inner in
      Cause(name, &inner, names, run: run, people: people, flaw: flaw)
    }
    let mixes = named("mixes", as: "a mix", &fields) { name, inner in Mix(name, &inner, names) }
    fields.report(tooMuch(circumstances.map(\.share), "circumstances", at: fields.span))
    fields.report(tooMuch(noise.map(\.share), "noise", at: fields.span))
    guard let title, let owner, let environment, let now, let healthy, !mixes.isEmpty else {
      return nil
    }
    return WorldFile(
      path: path, title: title, owner: owner, environment: environment, now: now,
      validators: validators, fixtures: fixtures, signals: signals, healthy: healthy,
      people: people, circumstances: circumstances, noise: noise, causes: causes, mixes: mixes)
  }

  private static func time(_ fields: inout FieldReader) -> Timestamp? {
    guard let node = fields.required("now"), let text = fields.text(of: node) else { return nil }
    let time = Timestamp(rfc3339: text)
    if time == nil { fields.report([.noWorldTime(text, at: node.span)]) }
    return time
  }

  /// Reads a mapping of names to things.
  private static func named<Value>(
    _ key: String, as item: String, _ fields: inout FieldReader,
    _ read: (String, inout FieldReader) -> Value?
  ) -> [Value] {
    fields.mapping(key, as: "`\(key)`") { inner in
      inner.freeEntries.compactMap { entry in
        inner.reading(entry.value, as: item) { read(entry.key.text, &$0) }
      }
    } ?? []
  }

  /// The names below a key, also of things that something is wrong with.
  private static func keys(of key: String, _ fields: inout FieldReader) -> [String] {
    guard case .mapping(let entries)? = fields.required(key)?.content else { return [] }
    return entries.map(\.key.text)
  }

  private static func people(_ fields: inout FieldReader) -> People? {
    People(
      minutes: fields.duration("takes")?.minutes ?? 240, spread: fields.share("spread") ?? 1,
      missedFor: fields.duration("missed_for")?.minutes ?? 1440)
  }

  private static func effort(of key: String, _ fields: inout FieldReader) -> Effort? {
    fields.mapping(key, as: "`\(key)`") { inner in
      Effort(
        minutes: inner.duration("takes")?.minutes ?? 12, spread: inner.share("spread") ?? 0.6,
        dpuHours: inner.dpuHours ?? 1)
    }
  }

  private static func circumstance(
    _ name: String, _ fields: inout FieldReader, _ fixtures: EvidenceFixtures
  ) -> Circumstance? {
    let harms = fields.mapping("harms", as: "`harms`") { inner in
      Circumstance.Harms(
        runs: inner.share("runs") ?? 0, catalog: inner.share("catalog") ?? 0,
        data: inner.share("data") ?? 0)
    }
    let source = fields.text("source")
    _ = fields.required("share")
    guard let share = fields.share("share"), let source,
      let template = EvidenceTemplate(&fields, among: fixtures, isWhole: false)
    else { return nil }
    return Circumstance(
      name: name, share: share, source: source, template: template,
      harms: harms ?? Circumstance.Harms(runs: 0, catalog: 0, data: 0))
  }

  private static func noise(
    _ name: String, _ fields: inout FieldReader, _ fixtures: EvidenceFixtures
  ) -> Noise? {
    let source = fields.text("source")
    let lines = fields.optionalText("lines")
    let kept = fields.share("truncate")
    _ = fields.required("share")
    guard let share = fields.share("share"), let source,
      let template = EvidenceTemplate(&fields, among: fixtures, isWhole: false)
    else { return nil }
    return Noise(
      name: name, share: share, source: source, template: template, lines: lines, kept: kept)
  }

  private static func tooMuch(
    _ shares: [Double], _ subject: String, at span: SourceSpan
  ) -> [Diagnostic] {
    let sum = shares.reduce(0, +)
    return sum > 1 + 1e-9 ? [.shares(of: "`\(subject)`", are: sum, at: span)] : []
  }
}

/// The names that causes and mixes may use.
struct WorldNames {
  let signals: [String]
  let causes: [String]
  let actions: [String]

  /// Reads the name of a signal.
  func signal(_ key: String, _ fields: inout FieldReader) -> Int? {
    fields.name(key, among: signals).flatMap { signals.firstIndex(of: $0) }
  }

  /// Reads a mapping of names to chances that come to 1, or to at most 1.
  func chances(
    _ key: String, of known: [String], toOne isWhole: Bool, _ fields: inout FieldReader
  ) -> [(place: Int, chance: Double)]? {
    fields.mapping(key, as: "`\(key)`") { inner in
      var found: [(place: Int, chance: Double)] = []
      for entry in inner.freeEntries {
        guard let place = known.firstIndex(of: entry.key.text) else {
          inner.report([.unknownInWorld(entry.key.text, for: key, at: entry.key.span, known)])
          continue
        }
        if let share = inner.share(entry.key.text) { found.append((place, share)) }
      }
      let sum = found.reduce(0) { $0 + $1.chance }
      let isRight = isWhole ? abs(sum - 1) < 1e-6 : sum <= 1 + 1e-9
      if !isRight, inner.diagnostics.isEmpty {
        inner.report([.shares(of: "`\(key)`", are: sum, at: inner.span)])
      }
      return isWhole ? found.map { ($0.place, $0.chance / sum) } : found
    }
  }
}

extension Cause {
  /// Reads one cause.
  init?(
    _ name: String, _ fields: inout FieldReader, _ names: WorldNames, run: Effort,
    people: WorldFile.People, flaw: Int?
  ) {
    let title = fields.text("title")
    let kind = fields.text("is")
    let shows = names.chances("shows", of: names.signals, toOne: true, &fields)
    _ = fields.required("shows")
    let flaw = names.signal("flaw", &fields) ?? flaw
    let minutes = fields.duration("people")?.minutes ?? people.minutes
    let nothing = Effect(heals: 0, hides: 0, harms: 0, becomes: [], effort: run)
    var effects = names.actions.map { _ in nothing }
    _ = fields.mapping("actions", as: "`actions`") { inner -> Bool? in
      for entry in inner.freeEntries {
        guard let place = names.actions.firstIndex(of: entry.key.text) else {
          inner.report([
            .unknownInWorld(entry.key.text, for: "actions", at: entry.key.span, names.actions)
          ])
          continue
        }
        let effect = inner.reading(entry.value, as: "what an action does") {
          Effect(&$0, names, run: run)
        }
        if let effect { effects[place] = effect }
      }
      return true
    }
    if flaw == nil, effects.contains(where: { $0.hides > 0 || $0.harms > 0 }) {
      fields.report([.noFlaw(name, at: fields.span)])
    }
    guard let title, let kind, let shows else { return nil }
    self.init(
      name: name, title: title, kind: kind == "nothing" ? nil : kind,
      shows: shows.map { (signal: $0.place, chance: $0.chance) }, flaw: flaw,
      peopleMinutes: minutes, effects: effects)
  }
}

extension Effect {
  /// Reads what one action does to a cause.
  init?(_ fields: inout FieldReader, _ names: WorldNames, run: Effort) {
    heals = fields.share("heals") ?? 0
    hides = fields.share("hides") ?? 0
    harms = fields.share("harms") ?? 0
    becomes = (names.chances("becomes", of: names.causes, toOne: false, &fields) ?? [])
      .map { (cause: $0.place, chance: $0.chance) }
    effort = Effort(
      minutes: fields.duration("takes")?.minutes ?? run.minutes,
      spread: fields.share("spread") ?? run.spread,
      dpuHours: fields.dpuHours ?? run.dpuHours)
    let sum = heals + hides + harms + becomes.reduce(0) { $0 + $1.chance }
    if sum > 1 + 1e-9 {
      fields.report([.shares(of: "what can come of it", are: sum, at: fields.span)])
    }
  }
}

extension Mix {
  /// Reads one mix.
  init?(_ name: String, _ fields: inout FieldReader, _ names: WorldNames) {
    let title = fields.text("title")
    let source = fields.text("source")
    let bursts = fields.share("bursts") ?? 0
    _ = fields.required("shares")
    let shares = names.chances("shares", of: names.causes, toOne: true, &fields)
    guard let title, let source, let shares else { return nil }
    var all = names.causes.map { _ in 0.0 }
    for (place, share) in shares { all[place] = share }
    self.init(name: name, title: title, source: source, bursts: bursts, shares: all)
  }
}

extension FieldReader {
  /// What a run costs, where it is said.
  fileprivate var dpuHours: Double? {
    mutating get {
      optional("dpu_hours") == nil ? nil : number("dpu_hours", in: 0...10_000)
    }
  }
}

extension Duration {
  /// In minutes.
  var minutes: Double {
    Double(components.seconds) / 60 + Double(components.attoseconds) / 60e18
  }
}

extension Diagnostic {
  fileprivate static func notAWorld(_ header: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "not-a-world", message: "`\(header)` is no world", span: span,
      help: ["begin with `kintsugi: world/v1`"])
  }

  fileprivate static func noWorldTime(_ text: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-time", message: "`\(text)` is no time", span: span,
      help: ["write it as \"2026-11-24T10:00:00Z\""])
  }

  fileprivate static func unknownInWorld(
    _ name: String, for key: String, at span: SourceSpan, _ known: [String]
  ) -> Diagnostic {
    let near = NearestName.suggestion(for: name, among: known)
    let shown = known.prefix(12).map { "`\($0)`" }.joined(separator: ", ")
    return Diagnostic(
      code: "unknown-in-world", message: "nothing is called `\(name)` for `\(key)`", span: span,
      help: [near.map { "did you mean `\($0)`?" } ?? "known here: \(shown)"])
  }

  fileprivate static func shares(
    of subject: String, are sum: Double, at span: SourceSpan
  ) -> Diagnostic {
    let percent = (sum * 1_000_000).rounded() / 10_000
    return Diagnostic(
      code: "world-shares", message: "the chances of \(subject) come to \(percent)%", span: span,
      help: ["let them come to 100%, or below where something may be left"])
  }

  fileprivate static func noFlaw(_ cause: String, at span: SourceSpan) -> Diagnostic {
    Diagnostic(
      code: "no-flaw", message: "nothing says how a fault that `\(cause)` let through looks",
      span: span, help: ["add `flaw: SIGNAL`, a run that succeeded and has something wrong"])
  }
}

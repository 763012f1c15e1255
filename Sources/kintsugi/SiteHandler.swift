internal import Decisions
internal import Healing
internal import Incidents
internal import Reporting

extension Site {
  /// Does something with an incident of the site's journal, and shows where it stands then.
  func handling(
    _ work: (SiteHandler) async throws -> (Incident, Outcome, isNew: Bool)
  ) async throws(LoadFailure) -> ExitCode {
    try await withHandler { handler in
      let (incident, standing, isNew) = try await work(handler)
      switch project.format {
      case .json: Terminal.json(IncidentDocument(incident, standing: standing))
      case .pretty:
        if !isNew { Terminal.out("(this run has its incident already; nothing is done twice)\n") }
        Terminal.out(Story(incident).text)
      }
      return incident.end?.outcome == .resolved ? .fine : .problems
    }
  }

  /// Does something with the site's journal, and says how the outside failed where it did.
  func withHandler(
    _ work: (SiteHandler) async throws -> ExitCode
  ) async throws(LoadFailure) -> ExitCode {
    do {
      return try await work(SiteHandler(self, try await journal.open()))
    } catch let failure as LoadFailure {
      throw failure
    } catch let error as HealerError {
      return failed(error)
    } catch let error as JournalError {
      return failed(.journal(error))
    } catch {
      return failed(.other("\(error)"))
    }
  }

  /// Says how the outside failed; the incident stays open, and the same command goes on.
  func failed(_ error: HealerError) -> ExitCode {
    if project.format == .json { Terminal.json(["error": error.description]) }
    Terminal.err("kintsugi: \(Terminal.plain(error.description))\n")
    switch error {
    case .refused: return .notLoaded
    case .world, .journal, .other: return .worldFailed
    }
  }
}

/// A site with its journal, and the healer over both.
struct SiteHandler: Sendable {
  let healer: Healer
  let site: Site
  let journal: any Journal

  init(_ site: Site, _ journal: any Journal) {
    self.site = site
    self.journal = journal
    healer = Healer(
      engine: site.engine, world: site.world, journal: journal, shelf: SiteShelf(site, journal)
    ) { Terminal.err("kintsugi: \(Terminal.plain($0))\n") }
  }

  /// The incident that a name, or the beginning of one, is of.
  func incident(_ name: String) async throws -> Incident {
    if let exact = try await journal.incident(name) { return exact }
    return try await journal.incidents().named(name)
  }

  /// Advances the incident, and waits for what it waits for.
  func drive(
    _ id: String, from start: Incident? = nil, waits: Bool
  ) async throws -> (Incident, Outcome) {
    var known = start
    while true {
      switch try await healer.advance(id, known: known) {
      case .done(let incident): return (incident, incident.end?.outcome ?? .waiting)
      case .busy: try await Task.sleep(for: .milliseconds(50))
      case .waiting(let until, let reason, let incident):
        known = incident
        let standing: Outcome = reason == .answer ? .asked : .waiting
        guard waits, reason != .answer else { return (incident, standing) }
        if let other = reason.holder {
          try await help(other)
        } else {
          try await site.world.wait(for: reason, until: until)
        }
      }
    }
  }

  /// Advances the incident that another one waits for: whoever had it in hand may be gone.
  private func help(_ id: String) async throws {
    switch try await healer.advance(id) {
    case .done: break
    case .busy: try await Task.sleep(for: .milliseconds(50))
    case .waiting(let until, let reason, _): try await site.world.wait(for: reason, until: until)
    }
  }

  /// The events of runs that no incident is about.
  func unknown(_ events: [Event]) async throws -> [Event] {
    var unknown: [Event] = []
    for event in events where try await journal.incident(for: event) == nil {
      unknown.append(event)
    }
    return unknown
  }

  /// Every incident that has still to be looked at, whenever that is.
  func everythingOpen() async throws -> [String] {
    try await journal.due(at: .latest, atMost: .max)
  }
}

extension WaitReason {
  /// The other incident that is waited for.
  fileprivate var holder: String? {
    switch self {
    case .lock(_, let incident), .group(let incident): incident
    case .pause, .run, .answer: nil
    }
  }
}

extension [Incident] {
  /// The one that a name, or the beginning of one, is of.
  func named(_ name: String) throws(LoadFailure) -> Incident {
    let named = filter { $0.id == name || $0.id.hasPrefix(name) }
    if let exact = named.first(where: { $0.id == name }) { return exact }
    guard let incident = named.first, named.count == 1 else {
      throw .message(
        named.isEmpty
          ? "there is no incident `\(name)`" : "`\(name)` names \(named.count) incidents")
    }
    return incident
  }
}

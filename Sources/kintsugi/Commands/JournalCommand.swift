internal import Healing

/// Looks at a journal as a whole.
struct JournalCommand: Command {
  static let name = "journal"
  static let summary = "whether the journal is what was written"
  static let manual = """
    kintsugi journal verify [--lake DIR | --aws | --journal FILE] [--head DIGEST] [-o pretty|json]

    Holds every entry against its digest and the digests against their chain, and names the first
    record that is not what was written, is missing or was put in between. Prints the head, which
    stands for everything so far: note it elsewhere.
    --head DIGEST  a head that was noted before: whoever writes the whole journal anew cannot make
                   it part of the chain again
    Leaves with 1 where something is wrong.
    """

  private let project: ProjectFolder
  private let site: SiteName?
  private let journal: String?
  private let noted: String?

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    site = try SiteName.optional(&arguments)
    journal = try arguments.option("--journal")
    noted = try arguments.option("--head")
    let words = try arguments.operands()
    guard words.first == "verify" else { throw .missing("verify", command: Self.name) }
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let journal = try await JournalPlace.find(self.journal, site, project).openExisting()
      let check: JournalCheck
      do throws(JournalError) {
        check = try await journal.check(noted: noted)
      } catch { throw .message(error.description) }
      show(check)
      return check.damage == nil && check.knowsHead != false ? .fine : .problems
    } catch {
      return project.report(error)
    }
  }

  private func show(_ check: JournalCheck) {
    switch project.format {
    case .json: Terminal.json(JournalCheckDocument(check))
    case .pretty:
      var text = "\(check.incidents) incidents, \(check.entries) entries, head \(check.head)\n"
      if let damage = check.damage { text += "damaged: \(Terminal.plain(damage))\n" }
      if check.knowsHead == false { text += "the head that was given is not part of it\n" }
      if check.damage == nil, check.knowsHead != false { text += "all is as it was written\n" }
      Terminal.out(text)
    }
  }
}

/// The check as JSON.
private struct JournalCheckDocument: Encodable {
  let incidents: Int
  let entries: Int
  let head: String
  let damage: String?
  let knowsHead: Bool?

  enum CodingKeys: String, CodingKey {
    case incidents, entries, head, damage
    case knowsHead = "knows_head"
  }

  init(_ check: JournalCheck) {
    incidents = check.incidents
    entries = check.entries
    head = check.head
    damage = check.damage
    knowsHead = check.knowsHead
  }
}

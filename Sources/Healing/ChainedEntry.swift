internal import Digests
internal import FoundationEssentials
package import Incidents

/// An entry as it is kept: its text, and the digest that ties it to the entry before it.
package struct ChainedEntry: Sendable {
  package let body: String
  package let digest: String

  /// The digest of a chain in which nothing is.
  package static let noHead = String(repeating: "0", count: 64)

  private static let encoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()

  /// Writes an entry of an incident; `digest` is that of the one before it, empty for the first.
  package init(
    _ entry: JournalEntry, of id: String, after digest: String
  ) throws(JournalError) {
    do {
      body = String(decoding: try Self.encoder.encode(entry), as: UTF8.self)
    } catch {
      throw .cannotWrite(what: "an entry of \(id)", reason: "\(error)")
    }
    self.digest = Digest.hex(of: digest + body)
  }

  /// What was read, not yet believed.
  package init(body: String, digest: String) {
    self.body = body
    self.digest = digest
  }

  /// The head of the chain over all incidents, with this entry as its last.
  package func head(after head: String) -> String { Digest.hex(of: head + digest) }

  /// The entries of an incident, each of them held against its digest.
  package static func entries(
    _ stored: [ChainedEntry], of id: String
  ) throws(JournalError) -> [JournalEntry] {
    let decoder = JSONDecoder()
    var entries: [JournalEntry] = []
    var before = ""
    for (index, line) in stored.enumerated() {
      guard Digest.hex(of: before + line.body) == line.digest else {
        throw .damaged(what: "entry \(index + 1) of \(id)", reason: "its digest does not match")
      }
      do {
        entries.append(try decoder.decode(JournalEntry.self, from: Data(line.body.utf8)))
      } catch {
        throw .damaged(what: "entry \(index + 1) of \(id)", reason: "\(error)")
      }
      guard entries[index].sequence == index + 1 else {
        throw .damaged(what: "the journal of \(id)", reason: "entry \(index + 1) is missing")
      }
      before = line.digest
    }
    return entries
  }

  /// The incident that entries are of; `nil` where there are none.
  package static func incident(
    _ id: String, _ stored: [ChainedEntry]
  ) throws(JournalError) -> Incident? {
    let entries = try entries(stored, of: id)
    if entries.isEmpty { return nil }
    guard let incident = Incident(id: id, entries: entries) else {
      throw .damaged(what: "the journal of \(id)", reason: "it does not begin with its event")
    }
    return incident
  }
}

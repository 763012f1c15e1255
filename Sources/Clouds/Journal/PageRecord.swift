internal import Configurations
internal import Healing
internal import Incidents

/// A page as it was answered, and what became of it.
///
/// That a page fell to a roundup, or lost the one that it was told with, is never written: it
/// follows from the others, so that one item changes where a thousand pages do.
struct PageRecord: Sendable, Hashable, Codable {
  let page: Told
  var at: Timestamp
  var answer: Answer
  /// The incident with which the same was told, or how many a roundup is about.
  var coveredBy = ""
  /// The moment at which it was answered so, in the order of everything that is written.
  var moment: Int
  /// The last moment at which somebody said that it was not sent.
  var lostAt: Int?

  struct Told: Sendable, Hashable, Codable {
    let marker: String
    let incident: String
    let owner: String
    let topic: String
  }

  enum Answer: String, Sendable, Hashable, Codable {
    case sending, sent, lost, covered, capped
  }

  static func key(_ marker: String) -> String { "page#\(JournalKey.bounded(marker))" }

  /// How long pages are asked for that were answered for good.
  private static let kept = Duration.seconds(90 * 86_400)

  var expiry: Timestamp? {
    answer == .sent || answer == .covered ? at + Self.kept : nil
  }

  var isRoundup: Bool { page.topic == Roundup.topic }
}

// Pages: one a topic and owner, and a bound on all of them.
extension JournalFacts {
  func page(_ marker: String) -> PageRecord? { pages[PageRecord.key(marker)] }

  /// The incident with which the same was told before.
  func pageBefore(_ page: Page, within groups: Groups, at now: Timestamp) -> String? {
    let start = now - groups.window
    return pages.values.filter {
      $0.page.topic == page.topic && $0.page.owner == page.owner && $0.at > start
        && $0.page.incident != page.incident && ($0.answer == .sending || $0.answer == .sent)
    }.min { ($0.at, $0.page.marker) < ($1.at, $1.page.marker) }?.page.incident
  }

  func sentPages(since start: Timestamp) -> Int {
    pages.values.count {
      $0.at > start && ($0.answer == .sending || $0.answer == .sent || $0.answer == .lost)
    }
  }

  /// Whether there is nothing that a roundup may be about.
  var isEverybodyTold: Bool { unsentRoundups.isEmpty && untold.isEmpty }

  /// When a page of each incident was last not sent.
  private var lost: [String: Int] {
    pages.values.reduce(into: [:]) { lost, record in
      guard let moment = record.lostAt else { return }
      lost[record.page.incident] = max(lost[record.page.incident] ?? 0, moment)
    }
  }

  /// Whether nobody is told with a page after all.
  func isCapped(_ record: PageRecord) -> Bool { record.cappedSince(lost) != nil }

  /// How many pages of each owner nobody was told of, and no roundup either.
  var untold: [String: Int] {
    let lost = lost
    var roundups = Dictionary(grouping: pages.values.filter(\.isRoundup), by: \.page.owner)
    for owner in roundups.keys { roundups[owner]?.sort { $0.moment < $1.moment } }
    var counts: [String: Int] = [:]
    for record in pages.values where !record.isRoundup {
      guard var since = record.cappedSince(lost) else { continue }
      var isListed = false
      for roundup in roundups[record.page.owner] ?? [] where roundup.moment > since {
        // A roundup that was not sent gives back what it was about.
        guard let lost = roundup.lostAt else {
          isListed = true
          break
        }
        since = max(since, lost)
      }
      if !isListed { counts[record.page.owner, default: 0] += 1 }
    }
    return counts
  }

  /// The roundups that somebody was about to send and may have died over.
  var unsentRoundups: [PageRecord] {
    pages.values.filter { $0.isRoundup && $0.answer == .sending }
      .sorted { $0.page.marker < $1.page.marker }
  }
}

extension PageRecord {
  /// Since when nobody is told with it; `nil` where somebody is, or was.
  fileprivate func cappedSince(_ lost: [String: Int]) -> Int? {
    switch answer {
    case .capped: moment
    case .covered: lost[coveredBy].flatMap { $0 > moment ? $0 : nil }
    case .sending, .sent, .lost: nil
    }
  }
}

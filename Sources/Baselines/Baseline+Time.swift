public import Incidents

extension Baseline {
  /// A batch that came later than batches come.
  public func lateness(of batch: TableProfile, least: Duration) -> Surprise? {
    guard let lag = Self.lag(of: batch) else { return nil }
    let earlier = history.batches[span].compactMap(Self.lag)
    guard earlier.count >= Self.young, let usual = median(of: earlier), let worst = earlier.max()
    else { return nil }
    let room = max(Double(least.components.seconds), 2 * (worst - usual))
    guard lag > usual + room else { return nil }
    return Surprise(
      value: lag, usual: usual, limit: usual + room,
      limitOrigin:
        "seconds after the batch's day began; the median of \(earlier.count) earlier batches, and "
        + "twice the worst delay so far (\(Words.number(worst - usual)) s) on top, at least "
        + "\(least.components.seconds) s",
      strength: (lag - usual) / room,
      words: "the batch came \(Words.number((lag - usual) / 3600)) h later than usual")
  }

  /// Seconds between the beginning of the batch's day and its arrival.
  private static func lag(of batch: TableProfile) -> Double? {
    guard let arrived = batch.origin.arrived, let name = batch.origin.name,
      let date = BatchDate(in: name)
    else { return nil }
    return Double(arrived.seconds) - Double(date.days) * 86_400
  }

  /// A batch whose content was delivered before.
  public func replays(of batch: TableProfile) -> Surprise? {
    let earlier = history.batches[span]
    if let digest = batch.origin.digest,
      let same = earlier.last(where: { $0.origin.digest == digest }),
      !Self.repeatsItself(earlier.map(\.origin.digest))
    {
      return replayed(same, origin: "the digests of \(earlier.count) earlier batches")
    }
    guard batch.rows >= 5,
      let same = earlier.last(where: { Self.isSame($0, batch) }),
      earlier.filter({ Self.isSame($0, same) }).count == 1
    else { return nil }
    return replayed(same, origin: "all figures of \(earlier.count) earlier batches")
  }

  /// Whether batches of the history are repetitions themselves, so that one more is no news.
  private static func repeatsItself(_ digests: [String?]) -> Bool {
    let known = digests.compactMap { $0 }
    return Set(known).count < known.count
  }

  /// Whether two batches have the same figures, and enough of them to mean something.
  private static func isSame(_ left: TableProfile, _ right: TableProfile) -> Bool {
    left.rows == right.rows && left.columns == right.columns
      && left.columns.contains { ($0.distinct ?? 0) >= 5 }
  }

  private func replayed(_ batch: TableProfile, origin: String) -> Surprise {
    let name = batch.origin.name.map { "the batch \(Words.name($0))" } ?? "an earlier batch"
    return Surprise(
      limitOrigin: origin, words: "the batch holds the same as \(name)")
  }

  /// Columns of dates, times and counters that do not fit the batch's place in time.
  public func sequences(of batch: TableProfile) -> [Surprise] {
    let date = batch.origin.name.flatMap { BatchDate(in: $0) }
    return pairs(batch).compactMap { profile, past in
      if let old = repeated(profile, past) { return old }
      guard let quantiles = profile.statistics?.quantiles else { return nil }
      let count = span.upperBound
      if let part = past.kind.calendarPart(before: count), batches >= Self.settled {
        // Some columns agree with a part of the date for a while and mean another thing.
        guard part == .year || batches >= 45 else { return nil }
        return date.flatMap { calendar(part, $0, quantiles.p50, past) }
      }
      if profile.isTemporal, let date {
        return offset(profile, of: batch, on: date, past)
      }
      // What counts up is whole; an amount may rise for weeks.
      if profile.narrowest.isWhole, past.kind.isRunning(before: count), batches >= Self.settled {
        return running(quantiles.p50, past)
      }
      return nil
    }
  }

  private func calendar(
    _ part: SeriesClass.CalendarPart, _ date: BatchDate, _ middle: Double, _ past: ColumnHistory
  ) -> Surprise? {
    let wanted = part.value(of: date)
    guard middle != wanted else { return nil }
    return Surprise(
      column: past.name, value: middle, usual: wanted, limit: wanted,
      limitOrigin: "in each of \(batches) earlier batches it is the \(part.word) of the batch",
      words: "\(Words.name(past.name)) is \(Words.number(middle)), and the batch's \(part.word) is "
        + Words.number(wanted))
  }

  /// The times of events against the day of the batch: two of three quantiles, or one that left
  /// what was usual by a quarter of the distance between batches.
  private func offset(
    _ profile: ColumnProfile, of batch: TableProfile, on date: BatchDate, _ past: ColumnHistory
  ) -> Surprise? {
    guard batches >= Self.young, let offsets = Figure.offsets(profile, on: date),
      past.offsets.count == offsets.count
    else { return nil }
    let now = comparison(of: batch)
    let quarter = 0.25 * 86_400 * max(1, history.phases.period)
    let found = offsets.indices.compactMap { place in
      now.excursion(of: offsets[place], in: past.offsets[place], .events, floor: Floor.events)
        .map { (excursion: $0, name: Figure.eventQuantiles[place]) }
    }.filter { $0.excursion.score > 1 }
    guard let first = found.max(by: { $0.excursion.score < $1.excursion.score }) else { return nil }
    let isFar = abs(first.excursion.value - first.excursion.limit) > quarter
    guard found.count >= 2 || isFar else { return nil }
    return surprise(first.excursion, .events, column: past.name) { _, _ in
      "\(first.name) of \(Words.name(past.name)) is "
        + "\(Words.number(first.excursion.value / 3600)) h after the batch's day began, usually "
        + Words.number(first.excursion.usual / 3600)
    }
  }

  /// A column with one value a batch that was new each time, and is an old one now.
  private func repeated(_ profile: ColumnProfile, _ past: ColumnHistory) -> Surprise? {
    let count = span.upperBound
    guard batches >= 2 * Self.settled, past.kind.calendarPart(before: count) == nil,
      profile.distinct == 1, past.mostDistinct[count - 1] <= 1,
      profile.narrowest.isWhole || profile.isTemporal || profile.narrowest == .string,
      let value = profile.statistics?.top?.first?.value, past.values.knows(value, before: count),
      past.values.novelty[span].allSatisfy({ $0 > 0 || $0.isNaN })
    else { return nil }
    return Surprise(
      column: past.name,
      limitOrigin: "in each of \(batches) earlier batches the value was a new one",
      words: "\(Words.name(past.name)) is \(Words.name(value)), as it was before")
  }

  private func running(_ middle: Double, _ past: ColumnHistory) -> Surprise? {
    let earlier = past.profiles(in: span).compactMap { $0.statistics?.quantiles?.p50 }
    let isStrict = past.kind.alwaysRises(before: span.upperBound)
    guard let last = earlier.last, middle < last || (isStrict && middle == last) else { return nil }
    return Surprise(
      column: past.name, value: middle, usual: last, limit: last,
      limitOrigin: "the medians of \(earlier.count) earlier batches never went down",
      words: "the median of \(Words.name(past.name)) went back from \(Words.number(last)) to "
        + Words.number(middle))
  }
}

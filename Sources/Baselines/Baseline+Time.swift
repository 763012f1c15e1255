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
      guard let quantiles = profile.statistics?.quantiles else { return nil }
      let count = span.upperBound
      if let part = past.kind.calendarPart(before: count), batches >= Self.settled {
        return date.flatMap { calendar(part, $0, quantiles.p50, past) }
      }
      if profile.isTemporal, let date {
        return offset(quantiles, on: date, past)
      }
      if past.kind.isRunning(before: count), batches >= Self.settled {
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

  /// The times of events against the day of the batch: none may leave what was usual by a quarter
  /// of the distance between batches.
  private func offset(
    _ quantiles: ColumnStatistics.Quantiles, on date: BatchDate, _ past: ColumnHistory
  ) -> Surprise? {
    func offsets(_ all: ColumnStatistics.Quantiles, _ date: BatchDate) -> [Double] {
      [all.p05, all.p50, all.p95].map { $0 - Double(date.days) * 86_400 }
    }
    let earlier = span.compactMap { place -> [Double]? in
      guard let all = past.profiles[place]?.statistics?.quantiles, let day = history.dates[place]
      else { return nil }
      return offsets(all, day)
    }
    guard earlier.count >= Self.young else { return nil }
    let room = 0.25 * 86_400 * max(1, history.phases.period)
    let now = offsets(quantiles, date)
    for place in now.indices {
      guard let hull = Hull(earlier.map { $0[place] }) else { continue }
      guard now[place] < hull.low - room || now[place] > hull.high + room else { continue }
      return Surprise(
        column: past.name, value: now[place], usual: median(of: earlier.map { $0[place] }),
        limit: now[place] < hull.low ? hull.low - room : hull.high + room,
        limitOrigin:
          "seconds after the batch's day began; \(earlier.count) earlier batches lie between "
          + "\(Words.number(hull.low)) and \(Words.number(hull.high)), a quarter of the distance "
          + "between batches on top",
        words: "\(["p05", "p50", "p95"][place]) of \(Words.name(past.name)) is "
          + "\(Words.number(now[place] / 3600)) h after the batch's day began")
    }
    return nil
  }

  private func running(_ middle: Double, _ past: ColumnHistory) -> Surprise? {
    let earlier = past.profiles(in: span).compactMap { $0.statistics?.quantiles?.p50 }
    guard let last = earlier.last, middle < last else { return nil }
    return Surprise(
      column: past.name, value: middle, usual: last, limit: last,
      limitOrigin: "the medians of \(earlier.count) earlier batches never went down",
      words: "the median of \(Words.name(past.name)) went back from \(Words.number(last)) to "
        + Words.number(middle))
  }
}

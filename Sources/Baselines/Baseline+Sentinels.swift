public import Incidents

extension Baseline {
  /// Columns with a placeholder that was never listed before.
  public func sentinels(of batch: TableProfile) -> [Surprise] {
    guard batches >= Self.young, batch.rows > 0 else { return [] }
    return pairs(batch).compactMap { profile, past in
      let found = suspects(profile).filter { isNew($0, profile, past) }
      guard let first = found.max(by: { $0.count < $1.count }) else { return nil }
      return Surprise(
        column: past.name, value: Double(first.count) / Double(batch.rows), usual: 0, limit: 0,
        limitOrigin: "a usual placeholder that none of \(batches) earlier batches listed",
        words: "\(Words.name(past.name)) holds the placeholder \(Words.name(first.value))"
          + (first.count > 1 ? " in \(first.count) rows" : ""))
    }
  }

  private struct Suspect {
    let value: String
    let number: Double?
    let count: Int
  }

  /// The placeholders among the listed values and the bounds.
  private func suspects(_ profile: ColumnProfile) -> [Suspect] {
    var found: [Suspect] = []
    for item in profile.statistics?.top ?? [] {
      if Figure.mayBeNumber(item.value), let number = Double(item.value),
        Placeholder.numbers.contains(number)
      {
        found.append(Suspect(value: item.value, number: number, count: item.count))
      } else if Placeholder.isText(item.value) {
        found.append(Suspect(value: item.value, number: nil, count: item.count))
      }
    }
    for bound in [profile.minimum, profile.maximum] {
      switch bound {
      case .text(let text)? where Placeholder.isText(text):
        found.append(Suspect(value: text, number: nil, count: 1))
      case .integer, .number:
        if let number = Figure.number(bound), Placeholder.numbers.contains(number) {
          found.append(Suspect(value: Words.number(number), number: number, count: 1))
        }
      case .text?, nil: break
      }
    }
    return found
  }

  /// Whether a placeholder was never listed, and lies outside of all values where it is a number.
  private func isNew(_ suspect: Suspect, _ profile: ColumnProfile, _ past: ColumnHistory) -> Bool {
    if past.values.knows(suspect.value, before: span.upperBound) { return false }
    guard let number = suspect.number else {
      // In free text one such value is a name that somebody has.
      guard suspect.count >= 2 || past.values.isCategory(before: span.upperBound) else {
        return false
      }
      return !past.profiles(in: span).contains {
        $0.minimum == .text(suspect.value) || $0.maximum == .text(suspect.value)
      }
    }
    if number > 0, past.kind.isRunning(before: span.upperBound) { return false }
    guard let hull = past.range(in: span) else { return profile.narrowest != .string }
    // What counts up passes 99 some day; what starts at 0 and has -1 now does not.
    let room = number > 0 ? 0.5 * hull.width : number == -1 ? 0 : 0.1 * hull.width
    return number < hull.low - room || number > hull.high + room
  }
}

/// What people and programs write where they have no value.
enum Placeholder {
  static let numbers: Set<Double> = [
    -1, -9, -99, -999, -9999, -99_999, -999_999, 99, 999, 9999, 99_999, 999_999, 9_999_999,
    -2_147_483_648, 2_147_483_647, 1e20, -1e20, -32_768, 32_767, 65_535,
  ]

  private static let texts: Set<String> = [
    "", "n/a", "na", "#n/a", "nan", "null", "none", "nil", "unknown", "unk", "undefined", "missing",
    "-", "--", "?", ".", "*", "tbd", "tba", "(null)", "<null>", "\\n", "not available", "no data",
    "1970-01-01", "1900-01-01", "9999-12-31", "0000-00-00", "1970-01-01t00:00:00z", "xxx", "test",
    "dummy", "default", "0000-00-00 00:00:00", "invalid", "error", "#ref!", "#value!",
  ]

  /// Whether a text is one, in any case and with blanks around it.
  static func isText(_ text: String) -> Bool {
    guard text.utf8.count <= 24 else { return false }
    // All of them are ASCII, so bytes are enough.
    let (blank, tab) = (UInt8(ascii: " "), UInt8(ascii: "\t"))
    let bytes = text.utf8.filter { $0 != tab }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard let first = bytes.firstIndex(where: { $0 != blank }),
      let last = bytes.lastIndex(where: { $0 != blank })
    else { return true }
    return texts.contains(String(decoding: bytes[first...last], as: UTF8.self))
  }
}

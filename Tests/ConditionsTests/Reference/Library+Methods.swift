@testable import Conditions

/// Methods on texts, lists, optionals and times.
extension Library {
  /// The patterns that the generator uses, and what they say in words.
  static let patterns: [(text: String, matches: @Sendable (String) -> Bool)] = [
    ("^a", { $0.hasPrefix("a") }), ("b$", { $0.hasSuffix("b") }), ("^$", { $0.isEmpty }),
    ("[0-9]", { $0.unicodeScalars.contains { ("0"..."9").contains($0) } }), ("", { _ in true }),
  ]

  static func method(_ name: String, _ values: [Value]) -> Value? {
    let rest = Array(values.dropFirst())
    return switch values[0] {
    case .string(let text): text.method(name, rest)
    case .list(let list): list.method(name, rest)
    case .optional(let wrapped): optional(name, wrapped)
    case .timestamp(let seconds, let nanoseconds): part(name, seconds, nanoseconds)
    case .duration(let nanoseconds): part(name, nanoseconds)
    case .bytes, .map: name == "size" ? function("size", values) : nil
    default: nil
    }
  }

  private static func optional(_ name: String, _ wrapped: Value?) -> Value? {
    switch name {
    case "value": wrapped
    case "hasValue": .bool(wrapped != nil)
    default: nil
    }
  }

  private static func part(_ name: String, _ nanoseconds: Int64) -> Value? {
    switch name {
    case "getHours": .int(nanoseconds / 3_600_000_000_000)
    case "getMinutes": .int(nanoseconds / 60_000_000_000)
    case "getSeconds": .int(nanoseconds / 1_000_000_000)
    case "getMilliseconds": .int(nanoseconds / 1_000_000 % 1000)
    default: nil
    }
  }

  /// Parts of an instant, by counting days from the first one.
  private static func part(_ name: String, _ seconds: Int64, _ nanoseconds: Int32) -> Value? {
    let since = seconds + 62_135_596_800
    let second = since % 86_400
    var day = since / 86_400
    let weekday = (day + 1) % 7
    var year: Int64 = 1
    // Four hundred years always have the same number of days.
    year += day / 146_097 * 400
    day %= 146_097
    while day >= (isLeap(year) ? 366 : 365) {
      day -= isLeap(year) ? 366 : 365
      year += 1
    }
    let dayOfYear = day
    let lengths: [Int64] = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    var month = 0
    while day >= lengths[month] {
      day -= lengths[month]
      month += 1
    }
    switch name {
    case "getFullYear": return .int(year)
    case "getMonth": return .int(Int64(month))
    case "getDate": return .int(day + 1)
    case "getDayOfMonth": return .int(day)
    case "getDayOfWeek": return .int(weekday)
    case "getDayOfYear": return .int(dayOfYear)
    case "getHours": return .int(second / 3600)
    case "getMinutes": return .int(second / 60 % 60)
    case "getSeconds": return .int(second % 60)
    case "getMilliseconds": return .int(Int64(nanoseconds) / 1_000_000)
    default: return nil
    }
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }
}

extension String {
  fileprivate func method(_ name: String, _ rest: [Value]) -> Value? {
    let letters = Array(unicodeScalars)
    func text(_ letters: some Sequence<UnicodeScalar>) -> Value {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: letters)
      return .string(String(view))
    }
    switch (name, rest.first ?? .null) {
    case ("size", _): return .int(Int64(letters.count))
    case ("contains", .string(let part)): return .bool(letters.place(of: part) != nil)
    case ("startsWith", .string(let part)):
      return .bool(letters.starts(with: part.unicodeScalars))
    case ("endsWith", .string(let part)):
      return .bool(letters.reversed().starts(with: part.unicodeScalars.reversed()))
    case ("indexOf", .string(let part)): return .int(Int64(letters.place(of: part) ?? -1))
    case ("lastIndexOf", .string(let part)):
      let reversed = Array(letters.reversed())
      let mirrored = Array(part.unicodeScalars.reversed())
      guard let place = reversed.place(of: mirrored) else { return .int(-1) }
      return .int(Int64(letters.count - mirrored.count - place))
    case ("charAt", .int(let place)):
      guard (0...Int64(letters.count)).contains(place) else { return nil }
      return text(letters.dropFirst(Int(place)).prefix(1))
    case ("substring", .int(let start)):
      var end = Int64(letters.count)
      if rest.count == 2 {
        guard case .int(let given) = rest[1] else { return nil }
        end = given
      }
      guard start >= 0, start <= end, end <= letters.count else { return nil }
      return text(letters[Int(start)..<Int(end)])
    case ("lowerAscii", _): return text(letters.map { $0.shifted(from: "A"..."Z", by: 32) })
    case ("upperAscii", _):
      return text(letters.map { $0.shifted(from: "a"..."z", by: UInt32.max - 31) })
    case ("reverse", _): return text(letters.reversed())
    case ("trim", _):
      let kept = letters.drop { $0 == " " || $0 == "\t" || $0 == "\n" }
      return text(kept.reversed().drop { $0 == " " || $0 == "\t" || $0 == "\n" }.reversed())
    case ("split", .string(let part)) where !part.isEmpty:
      var parts: [Value] = []
      var open = letters
      while let place = open.place(of: part) {
        parts.append(text(open[..<place]))
        open = Array(open[(place + part.unicodeScalars.count)...])
      }
      return .list(parts + [text(open)])
    case ("matches", .string(let pattern)):
      return Library.patterns.first { $0.text == pattern }.map { .bool($0.matches(self)) }
    default: return nil
    }
  }
}

extension UnicodeScalar {
  fileprivate func shifted(from range: ClosedRange<UnicodeScalar>, by offset: UInt32)
    -> UnicodeScalar
  {
    range.contains(self) ? UnicodeScalar(value &+ offset) ?? self : self
  }
}

extension [UnicodeScalar] {
  fileprivate func place(of part: String) -> Int? { place(of: Array(part.unicodeScalars)) }

  fileprivate func place(of part: [UnicodeScalar]) -> Int? {
    (0...count).first { dropFirst($0).starts(with: part) }
  }
}

extension [Value] {
  fileprivate func method(_ name: String, _ rest: [Value]) -> Value? {
    switch (name, rest.first ?? .null) {
    case ("size", _): return .int(Int64(count))
    case ("sum", _): return sum
    case ("min", _): return extreme(-1)
    case ("max", _): return extreme(1)
    case ("distinct", _):
      return .list(
        reduce(into: []) { kept, value in
          if !kept.contains(where: { $0.equals(value) }) { kept.append(value) }
        })
    case ("reverse", _): return .list(reversed())
    case ("first", _): return .optional(first)
    case ("last", _): return .optional(last)
    case ("sort", _): return isOrdered ? .list(inserted) : nil
    case ("isSorted", _):
      guard isOrdered else { return nil }
      return .bool(zip(self, dropFirst()).allSatisfy { ($0.order(to: $1) ?? 1) <= 0 })
    case ("slice", .int(let start)):
      guard rest.count == 2, case .int(let end) = rest[1], start >= 0, start <= end, end <= count
      else { return nil }
      return .list(Array(self[Int(start)..<Int(end)]))
    case ("flatten", _):
      return .list(flatMap { if case .list(let inner) = $0 { inner } else { [$0] } })
    case ("join", _):
      guard case .string(let separator) = rest.first ?? .string("") else { return nil }
      let texts = compactMap { if case .string(let text) = $0 { text } else { nil } }
      return texts.count == count ? .string(texts.joined(separator: separator)) : nil
    default: return nil
    }
  }

  private var sum: Value? {
    guard let first else { return .int(0) }
    switch first {
    case .int, .uint, .double, .duration: break
    default: return nil
    }
    var sum: Value? = first
    for value in dropFirst() { sum = sum.flatMap { Arithmetic.result("+", $0, value) } }
    return sum
  }

  /// Whether each element can be compared with each other.
  private var isOrdered: Bool {
    allSatisfy { left in
      allSatisfy { right in left.order(to: right).map { $0 != 2 } ?? false }
    }
  }

  private func extreme(_ side: Int) -> Value? {
    guard var best = first, isOrdered else { return nil }
    for value in self where value.order(to: best) == side { best = value }
    return best
  }

  /// Sorted by putting one after the other where it belongs.
  private var inserted: [Value] {
    var sorted: [Value] = []
    for value in self {
      let place = sorted.firstIndex { value.order(to: $0) == -1 } ?? sorted.count
      sorted.insert(value, at: place)
    }
    return sorted
  }
}

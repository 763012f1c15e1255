internal import Configurations
internal import Documents
internal import Incidents

/// The words of a command line, read by name: what nobody asked for is an error in the end.
struct ArgumentReader {
  private(set) var rest: [String]
  private var asked: [String] = []

  init(_ words: [String]) {
    rest = words
  }

  /// Takes the first word that is no option; global options may stand before it.
  mutating func commandName() throws(UsageError) -> String? {
    var index = 0
    while index < rest.count {
      let word = rest[index]
      if !word.hasPrefix("-") || ["-h", "--help", "--version"].contains(word) {
        return rest.remove(at: index)
      }
      index += word.contains("=") ? 1 : 2
    }
    if let first = rest.first { throw .unknownOption(first, known: ["-C", "--env", "-o"]) }
    return nil
  }

  /// Takes `--name VALUE` or `--name=VALUE`; the last one counts.
  mutating func option(_ names: String...) throws(UsageError) -> String? {
    asked += names
    var value: String?
    var index = 0
    while index < rest.count, rest[index] != "--" {
      let word = rest[index]
      if names.contains(word) {
        guard index + 1 < rest.count else { throw .missingValue(word) }
        value = rest[index + 1]
        rest.removeSubrange(index...(index + 1))
      } else if let name = names.first(where: { word.hasPrefix($0 + "=") && $0.hasPrefix("--") }) {
        value = String(word.dropFirst(name.count + 1))
        rest.remove(at: index)
      } else {
        index += 1
      }
    }
    if value == "" { throw .missingValue(names[0]) }
    return value
  }

  /// Takes the first `--name VALUE`, for options that may stand several times.
  mutating func first(_ name: String) throws(UsageError) -> String? {
    asked.append(name)
    guard let index = rest.firstIndex(of: name) else { return nil }
    guard index + 1 < rest.count else { throw .missingValue(name) }
    let value = rest[index + 1]
    rest.removeSubrange(index...(index + 1))
    return value
  }

  /// Takes `--name`.
  mutating func flag(_ name: String) -> Bool {
    asked.append(name)
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    guard let index = rest[..<end].firstIndex(of: name) else { return false }
    rest.remove(at: index)
    return true
  }

  /// Takes one of a few words as the value of an option.
  mutating func choice<Word: RawRepresentable & CaseIterable>(
    _ names: String..., of type: Word.Type, default standard: Word
  ) throws(UsageError) -> Word where Word.RawValue == String {
    var text: String?
    for name in names { text = try option(name) ?? text }
    guard let text else { return standard }
    guard let word = Word(rawValue: text) else {
      throw .badValue(
        names[0], text, wanted: Word.allCases.map { $0.rawValue }.joined(separator: ", "))
    }
    return word
  }

  /// Takes a time.
  mutating func time(_ name: String) throws(UsageError) -> Timestamp? {
    guard let text = try option(name) else { return nil }
    guard let instant = Timestamp(rfc3339: text) else {
      throw .badValue(name, text, wanted: "a time, as 2026-11-24T10:00:00Z")
    }
    return instant
  }

  /// Takes a whole number that is at least one.
  mutating func count(
    _ name: String, atMost most: Int = 1_000_000
  ) throws(UsageError) -> Int? {
    guard let text = try option(name) else { return nil }
    guard let number = Int(text), (1...most).contains(number) else {
      throw .badValue(name, text, wanted: "a whole number from 1 to \(most)")
    }
    return number
  }

  /// Takes a length of time with its unit, as `1d`.
  mutating func duration(_ name: String) throws(UsageError) -> Duration? {
    guard let text = try option(name) else { return nil }
    guard let span = Duration(unitText: text) else {
      throw .badValue(name, text, wanted: "a length of time with its unit, as 1d")
    }
    return span
  }

  /// Takes a share with its unit, as `90%`, as 0.9.
  mutating func share(_ name: String) throws(UsageError) -> Double? {
    guard let text = try option(name) else { return nil }
    guard text.last == "%", let percent = Double(text.dropLast()), (0...100).contains(percent)
    else { throw .badValue(name, text, wanted: "a share, as 90%") }
    return percent / 100
  }

  /// Takes the words that are no options.
  mutating func operands() throws(UsageError) -> [String] {
    let end = rest.firstIndex(of: "--") ?? rest.endIndex
    if let option = rest[..<end].first(where: { $0.hasPrefix("-") && $0 != "-" }) {
      throw .unknownOption(option, known: asked)
    }
    let words = rest[..<end] + rest[end...].dropFirst()
    rest = []
    return Array(words)
  }

  /// Says which word nobody asked for.
  mutating func finish(command: String) throws(UsageError) {
    guard let word = rest.first else { return }
    if word.hasPrefix("-") { throw .unknownOption(word, known: asked) }
    throw .unexpectedWord(word, command: command)
  }
}

/// A command line that says nothing we know.
enum UsageError: Error, CustomStringConvertible {
  case unknownCommand(String, known: [String])
  case unknownOption(String, known: [String])
  case unknownCode(String, known: [String])
  case missingValue(String)
  case badValue(String, String, wanted: String)
  case missing(String, command: String)
  case unexpectedWord(String, command: String)

  var description: String {
    switch self {
    case .unknownCommand(let name, let known):
      "there is no command `\(Terminal.plain(name))`"
        + Self.hint(name, known, orElse: "kintsugi help")
    case .unknownOption(let name, let known):
      "there is no option `\(Terminal.plain(name))`"
        + Self.hint(name, known, orElse: "kintsugi help")
    case .unknownCode(let code, let known):
      "no diagnostic has the code `\(Terminal.plain(code))`"
        + Self.hint(code, known, orElse: "docs/diagnostics.md")
    case .missingValue(let option): "`\(option)` wants a value"
    case .badValue(let option, let text, let wanted):
      "`\(Terminal.plain(text))` is no value of `\(option)`: \(wanted)"
    case .missing(let what, let command): "\(what) is missing; see kintsugi help \(command)"
    case .unexpectedWord(let word, let command):
      "`\(Terminal.plain(word))` is one word too many; see kintsugi help \(command)"
    }
  }

  private static func hint(_ name: String, _ known: [String], orElse help: String) -> String {
    NearestName.suggestion(for: name, among: known).map { "; did you mean `\($0)`?" }
      ?? "; see \(help)"
  }
}

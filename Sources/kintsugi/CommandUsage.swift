internal import Configurations
internal import Reporting

/// The arguments of a command, read out of its manual: what completions and the man page say is
/// what `kintsugi help` says.
struct CommandUsage {
  /// An option, with the name of its value and what it is for, where the manual says so.
  struct Option: Hashable {
    let name: String
    let value: Value?
    var meaning: String
  }

  /// What a value or an operand can be.
  enum Value: Hashable {
    case file, folder, anything
    case words([String])
  }

  let name: String
  let summary: String
  let options: [Option]
  let operands: [Value]
  /// The manual, paragraph by paragraph.
  let paragraphs: [Paragraph]

  /// A stretch of a manual.
  enum Paragraph: Hashable {
    case synopsis([String])
    case option(String, meaning: String)
    case text(String)
    case verbatim([String])
  }

  /// What every command takes.
  static let everywhere = [
    Option(name: "-C", value: .folder, meaning: "the folder of kintsugi.yaml"),
    Option(name: "--env", value: .anything, meaning: "an environment of the project"),
    Option(name: "--now", value: .anything, meaning: "a time, as 2026-11-24T10:00:00Z"),
    Option(name: "-o", value: .words(["pretty", "json"]), meaning: "the form of the answer"),
    Option(
      name: "--color", value: .words(ColorChoice.allCases.map(\.rawValue)),
      meaning: "when colours are used"),
    Option(name: "--help", value: nil, meaning: "the manual of the command"),
  ]

  /// All commands, in the order of the overview.
  static var all: [CommandUsage] { commands.map { CommandUsage($0) } }

  init(_ command: any Command.Type) {
    self.init(name: command.name, summary: command.summary, manual: command.manual)
  }

  init(name: String, summary: String, manual: String) {
    self.name = name
    self.summary = summary
    paragraphs = Self.paragraphs(of: manual, command: name)
    var options: [Option] = []
    var operands: [Value] = []
    for case .synopsis(let lines) in paragraphs {
      for line in lines { Self.read(line, &options, &operands) }
    }
    for case .option(let head, let meaning) in paragraphs {
      let name = String(head.prefix { $0 != " " })
      if let index = options.firstIndex(where: { $0.name == name }) {
        options[index].meaning = meaning
      }
    }
    let own = options.map(\.name)
    self.options = options.map(Self.explained) + Self.everywhere.filter { !own.contains($0.name) }
    self.operands = operands
  }

  /// An option that every command has says what it always says, where its manual says nothing.
  private static func explained(_ option: Option) -> Option {
    guard option.meaning.isEmpty, let known = everywhere.first(where: { $0.name == option.name })
    else { return option }
    return Option(name: option.name, value: option.value ?? known.value, meaning: known.meaning)
  }
}

// Reading a manual.
extension CommandUsage {
  private static func paragraphs(of manual: String, command: String) -> [Paragraph] {
    var found: [Paragraph] = []
    var isOpen = false
    for line in manual.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      let next = paragraph(line, command: command)
      switch (found.last, next) {
      case (_, nil): isOpen = false
      case (.synopsis(let lines)?, .synopsis(let more)?) where isOpen:
        found[found.count - 1] = .synopsis(lines + more)
      // A call that goes on below itself is one call.
      case (.synopsis(let lines)?, .verbatim(let more)?) where isOpen:
        let rest = more.map { String($0.drop { $0 == " " }) }.joined(separator: " ")
        found[found.count - 1] = .synopsis(lines.dropLast() + [(lines.last ?? "") + " " + rest])
      case (.text(let text)?, .text(let more)?) where isOpen:
        found[found.count - 1] = .text(text + " " + more)
      case (.verbatim(let lines)?, .verbatim(let more)?) where isOpen:
        found[found.count - 1] = .verbatim(lines + more)
      case (.option(let head, let meaning)?, .verbatim(let more)?) where isOpen:
        let rest = more.map { String($0.drop { $0 == " " }) }
        found[found.count - 1] = .option(
          head, meaning: ([meaning] + rest).joined(separator: " "))
      case (_, let next?):
        found.append(next)
        isOpen = true
      }
    }
    return found
  }

  private static func paragraph(_ line: String, command: String) -> Paragraph? {
    if line.isEmpty { return nil }
    if line.hasPrefix("kintsugi \(command)") { return .synopsis([line]) }
    if line.hasPrefix(" ") { return .verbatim([line]) }
    guard line.hasPrefix("-"), let gap = line.firstRange(of: "  ") else { return .text(line) }
    let meaning = line[gap.upperBound...].drop { $0 == " " }
    return .option(String(line[..<gap.lowerBound]), meaning: String(meaning))
  }

  /// Reads a line like `kintsugi heal --lake DIR [--env ENV] [-o pretty|json] [FILE…]`.
  private static func read(_ line: String, _ options: inout [Option], _ operands: inout [Value]) {
    let plain = line.filter { !"[]…'".contains($0) }
    var words = plain.split(separator: " ").map(String.init).dropFirst(2).filter { $0 != "|" }
    while let word = words.first {
      words.removeFirst()
      guard word.hasPrefix("-") else {
        let value = value(word)
        if !operands.contains(value) { operands.append(value) }
        continue
      }
      if word == "-" { continue }
      var taken: Value?
      if let next = words.first, !next.hasPrefix("-"), isValue(next) {
        taken = value(next)
        words.removeFirst()
      }
      if !options.contains(where: { $0.name == word }) {
        options.append(Option(name: word, value: taken, meaning: ""))
      }
    }
  }

  private static func isValue(_ word: String) -> Bool {
    word.contains("|") || word.first?.isUppercase == true
  }

  private static func value(_ word: String) -> Value {
    if word == "CODE|ID|FIELD" { return value("CODE") }
    if word.contains("|") { return .words(word.split(separator: "|").map(String.init)) }
    // What is written in small letters stands for itself.
    if word.allSatisfy({ $0.isLowercase }) { return .words([word]) }
    switch word.prefix(while: { $0.isUppercase }) {
    case "FORMAT": return .words(ReportFormat.allCases.map(\.rawValue))
    case "KIND": return .words(DocumentShape.all.map(\.name))
    case "CODE": return .words(DiagnosticManual.entries.flatMap(\.codes))
    case "SHELL": return .words(ShellScript.allCases.map(\.rawValue))
    case "DIR": return .folder
    case "FILE", "PATH": return .file
    default: return .anything
    }
  }
}

/// The manual page of section 1, in the macros of man(7), made of the commands' own manuals.
struct ManualPage {
  let commands: [CommandUsage]

  /// The page in roff.
  var text: String {
    let head = """
      .\\" Made by `kintsugi manual`; a test holds it against the commands.
      .TH KINTSUGI 1 "\(Kintsugi.released)" "kintsugi \(Kintsugi.version)" "User Commands"
      .SH NAME
      kintsugi \\- mends failed data pipelines, and keeps the seam visible
      .SH SYNOPSIS
      .B kintsugi
      .I COMMAND
      .RI [ ARGUMENTS ]
      .SH DESCRIPTION
      A run of a Glue job fails; kintsugi reads the evidence, finds the cause by declared rules,
      chooses one action, lets every safety constraint judge it, performs it, verifies that it
      helped, and journals all of it. Teams write YAML and nothing else.
      .SH OPTIONS
      Every command takes these.

      """
    let everywhere = CommandUsage.everywhere.map { option in
      Self.tagged(option.name + Self.place(of: option), option.meaning)
    }
    return head + everywhere.joined() + ".SH COMMANDS\n" + commands.map(section).joined() + tail
  }

  private var tail: String {
    """
    .SH EXIT STATUS
    .TP
    .B 0
    Nothing is wrong, or the incident is resolved.
    .TP
    .B 1
    Problems were found, or an incident is not resolved.
    .TP
    .B 2
    The command line is wrong.
    .TP
    .B 3
    Input could not be loaded, so nothing was judged.
    .TP
    .B 4
    The outside world failed.
    .SH FILES
    .TP
    .I kintsugi.yaml
    The project: environments, owners, pipelines, journal.
    .TP
    .IR rules/ ", " policies/ ", " safety/ ", " overlays/
    The configuration, with tests beside it as
    .IR *.test.yaml .

    """
  }

  private static func place(of option: CommandUsage.Option) -> String {
    switch option.value {
    case nil: ""
    case .file?: " FILE"
    case .folder?: " DIR"
    case .anything?: option.name == "--now" ? " TIME" : " " + option.name.dropFirst(2).uppercased()
    case .words(let words)?: " " + words.joined(separator: "|")
    }
  }

  private func section(_ usage: CommandUsage) -> String {
    ".SS \(Self.escaped(usage.name))\n\(Self.sentence(usage.summary))\n"
      + usage.paragraphs.map(Self.paragraph).joined()
  }

  private static func paragraph(_ paragraph: CommandUsage.Paragraph) -> String {
    switch paragraph {
    case .synopsis(let lines):
      ".PP\n.nf\n" + lines.map { "\\fB\(escaped($0))\\fR\n" }.joined() + ".fi\n"
    case .option(let name, let meaning): tagged(name, meaning)
    case .text(let text): ".PP\n\(escaped(text))\n"
    case .verbatim(let lines):
      ".PP\n.nf\n" + lines.map { escaped($0) + "\n" }.joined() + ".fi\n"
    }
  }

  private static func tagged(_ name: String, _ meaning: String) -> String {
    ".TP\n.B \(escaped(name))\n\(sentence(meaning))\n"
  }

  private static func sentence(_ text: String) -> String {
    escaped(text.prefix(1).uppercased() + text.dropFirst()) + "."
  }

  /// Text in which roff finds no request, no escape and no typographic hyphen.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "'" where result.isEmpty: result += "\\(aq"
      case "." where result.isEmpty: result += "\\&."
      case "`": result += "\\(ga"
      case _ where scalar.value > 0x7E:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

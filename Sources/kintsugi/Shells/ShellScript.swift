/// A shell for which there are completions.
enum ShellScript: String, CaseIterable {
  case bash, zsh, fish

  /// The script that teaches the shell the commands.
  func text(for commands: [CommandUsage]) -> String {
    switch self {
    case .bash: BashCompletion(commands: commands).text
    case .zsh: ZshCompletion(commands: commands).text
    case .fish: FishCompletion(commands: commands).text
    }
  }

  /// A text as one word of any shell.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}

extension [CommandUsage.Value] {
  /// All words that an operand can be, once each.
  var words: [String] {
    var seen: Set<String> = []
    return flatMap { value -> [String] in
      switch value {
      case .words(let words): words
      case .file, .folder, .anything: []
      }
    }.filter { seen.insert($0).inserted }
  }

  var hasFiles: Bool { contains(.file) || contains(.folder) }
}

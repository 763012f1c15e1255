/// Prints the completions of a shell.
struct CompletionsCommand: Command {
  static let name = "completions"
  static let summary = "completions for bash, zsh or fish"
  static let manual = """
    kintsugi completions SHELL

    SHELL is bash, zsh or fish. The script goes to standard output; it knows every command, its
    options and their values. To have it in every session:

      bash  kintsugi completions bash > ~/.local/share/bash-completion/completions/kintsugi
      zsh   kintsugi completions zsh > a folder of $fpath, as _kintsugi
      fish  kintsugi completions fish > ~/.config/fish/completions/kintsugi.fish
    """

  private let shell: ShellScript

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    _ = try ProjectFolder(&arguments)
    let words = try arguments.operands()
    guard let word = words.first else { throw .missing("the SHELL", command: Self.name) }
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    guard let shell = ShellScript(rawValue: word) else {
      let known = ShellScript.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badValue("SHELL", word, wanted: known)
    }
    self.shell = shell
  }

  func run() async -> ExitCode {
    Terminal.out(shell.text(for: CommandUsage.all))
    return .fine
  }
}

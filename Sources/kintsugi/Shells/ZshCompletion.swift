/// Completions for zsh: a file `_kintsugi` on the function path, or text to be sourced.
struct ZshCompletion {
  let commands: [CommandUsage]

  var text: String {
    let listed = commands.map { ShellScript.quoted("\($0.name):\(Self.plain($0.summary))") }
    return """
      #compdef kintsugi
      # zsh completion of kintsugi, made by `kintsugi completions zsh`
      _kintsugi() {
        local context state state_descr line
        local -a commands
        typeset -A opt_args
        commands=(
          \(listed.joined(separator: "\n    "))
          'help:the manual of a command'
          'version:the version'
        )
        _arguments -C \\
      \(Self.specifications(CommandUsage.everywhere, indent: 4))
          '1:command:->command' \\
          '*::argument:->argument'
        case $state in
          command) _describe -t commands 'command' commands ;;
          argument)
            case $words[1] in
              help) _describe -t commands 'command' commands ;;
      \(commands.map(branch).joined(separator: "\n"))
            esac
            ;;
        esac
      }
      if [ "$funcstack[1]" = _kintsugi ]; then
        _kintsugi "$@"
      elif (( $+functions[compdef] )); then
        compdef _kintsugi kintsugi
      fi

      """
  }

  private func branch(_ usage: CommandUsage) -> String {
    let words = usage.operands.words
    var actions = words.isEmpty ? [] : ["(\(words.joined(separator: " ")))"]
    if usage.operands.hasFiles { actions.append("_files") }
    let operand =
      switch actions.count {
      case 0: "'*:argument: '"
      case 1: ShellScript.quoted("*:argument:\(actions[0])")
      default:
        ShellScript.quoted(
          "*:argument:{ _alternative \"words:word:\(actions[0])\" \"files:file:_files\" }")
      }
    return """
              \(usage.name))
                _arguments \\
      \(Self.specifications(usage.options, indent: 12))
                  \(operand)
                ;;
      """
  }

  private static func specifications(_ options: [CommandUsage.Option], indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    return options.map { margin + ShellScript.quoted(specification($0)) + " \\" }
      .joined(separator: "\n")
  }

  private static func specification(_ option: CommandUsage.Option) -> String {
    // An option may stand several times, as `-o` does.
    let start = "*\(option.name)[\(plain(option.meaning))]"
    switch option.value {
    case nil: return start
    case .file?: return start + ":file:_files"
    case .folder?: return start + ":folder:_files -/"
    case .anything?: return start + ":value: "
    case .words(let words)?: return start + ":value:(\(words.joined(separator: " ")))"
    }
  }

  /// Words in which nothing ends a description.
  private static func plain(_ text: String) -> String {
    text.replacing("[", with: "(").replacing("]", with: ")").replacing("\\", with: "/")
      .replacing(":", with: "\\:")
  }
}

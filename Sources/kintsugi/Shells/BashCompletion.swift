/// Completions for bash, from version 3.2 on, without the package bash-completion.
struct BashCompletion {
  let commands: [CommandUsage]

  var text: String {
    let names = commands.map(\.name) + ["help", "version"]
    return """
      # bash completion of kintsugi, made by `kintsugi completions bash`
      _kintsugi() {
        local IFS=$'\\n' index command=''
        local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
        for ((index = 1; index < COMP_CWORD; index++)); do
          case ${COMP_WORDS[index]} in
            \(names.joined(separator: " | "))) command=${COMP_WORDS[index]} && break ;;
          esac
        done
        COMPREPLY=()
        case $command:$before in
      \(values)
        esac
        case $command:$word in
      \(options)
          :*) _kintsugi_words \(Self.list(names)) ;;
          help:*) _kintsugi_words \(Self.list(commands.map(\.name))) ;;
      \(operands)
        esac
      }
      _kintsugi_words() { COMPREPLY=($(compgen -W "$1" -- "$word")); }
      _kintsugi_files() {
        compopt -o filenames 2>/dev/null
        COMPREPLY+=($(compgen "$1" -- "$word"))
      }
      complete -F _kintsugi kintsugi

      """
  }

  /// A list of words as bash reads it.
  private static func list(_ words: [String]) -> String {
    "$'" + words.joined(separator: "\\n") + "'"
  }

  private var values: String {
    let own = commands.flatMap { usage in
      usage.options.compactMap { option in
        option.value.map { "    \(usage.name):\(option.name)) \(Self.call($0)) && return ;;" }
      }
    }
    let everywhere = CommandUsage.everywhere.compactMap { option in
      option.value.map { "    :\(option.name)) \(Self.call($0)) && return ;;" }
    }
    return (own + everywhere).joined(separator: "\n")
  }

  private static func call(_ value: CommandUsage.Value) -> String {
    switch value {
    case .file: "{ _kintsugi_files -f; :; }"
    case .folder: "{ _kintsugi_files -d; :; }"
    case .anything: ":"
    case .words(let words): "{ _kintsugi_words \(list(words)); :; }"
    }
  }

  private var options: String {
    let own = commands.map { usage in
      "    \(usage.name):-*) _kintsugi_words \(Self.list(usage.options.map(\.name))) ;;"
    }
    let everywhere = CommandUsage.everywhere.map(\.name)
    return (own + ["    :-*) _kintsugi_words \(Self.list(everywhere)) ;;"])
      .joined(separator: "\n")
  }

  private var operands: String {
    commands.map { usage in
      let words = usage.operands.words
      let files = usage.operands.hasFiles ? " _kintsugi_files -f ;" : ""
      return "    \(usage.name):*) _kintsugi_words \(Self.list(words)) ;\(files);"
    }.joined(separator: "\n")
  }
}

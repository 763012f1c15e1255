/// Completions for fish.
struct FishCompletion {
  let commands: [CommandUsage]

  var text: String {
    let head = [
      "# fish completion of kintsugi, made by `kintsugi completions fish`",
      "complete -c kintsugi -f",
    ]
    let names = commands.map { line("__fish_use_subcommand", "-a \($0.name)", $0.summary) }
    let helps = [
      line("__fish_use_subcommand", "-a help", "the manual of a command"),
      line("__fish_use_subcommand", "-a version", "the version"),
      line(
        "__fish_seen_subcommand_from help",
        "-a \(ShellScript.quoted(commands.map(\.name).joined(separator: " ")))", ""),
    ]
    let lines = head + names + helps + commands.flatMap(lines)
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of usage: CommandUsage) -> [String] {
    let seen = "__fish_seen_subcommand_from \(usage.name)"
    let options = usage.options.map { option in
      let name = option.name.hasPrefix("--") ? "-l \(option.name.dropFirst(2))" : short(option)
      return line(seen, name + value(option.value), option.meaning)
    }
    let words = usage.operands.words
    let list = words.isEmpty ? [] : [line(seen, "-a \(quoted(words))", "")]
    return options + list + (usage.operands.hasFiles ? [line(seen, "-F", "")] : [])
  }

  private func short(_ option: CommandUsage.Option) -> String { "-s \(option.name.dropFirst())" }

  private func quoted(_ words: [String]) -> String {
    ShellScript.quoted(words.joined(separator: " "))
  }

  private func value(_ value: CommandUsage.Value?) -> String {
    switch value {
    case nil: ""
    case .file?: " -r -F"
    case .folder?: " -x -a '(__fish_complete_directories)'"
    case .anything?: " -x"
    case .words(let words)?: " -x -a \(quoted(words))"
    }
  }

  private func line(_ condition: String, _ arguments: String, _ meaning: String) -> String {
    // fish knows backslashes inside of single quotes.
    let words = meaning.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    let end = meaning.isEmpty ? "" : " -d '\(words)'"
    return "complete -c kintsugi -n '\(condition)' \(arguments)\(end)"
  }
}

internal import Glibc

/// The command line of `torture`.
public enum TortureTool {
  public static func main() async {
    var words = Array(CommandLine.arguments.dropFirst())
    guard !words.isEmpty else { return usage() }
    let command = words.removeFirst()
    switch command {
    case "simulate": await SimulationCommand(ToolOptions(words)).run()
    case "crashes": await CrashCommand(ToolOptions(words)).run()
    default: usage()
    }
  }

  private static func usage() {
    print(
      """
      torture-runs simulate [--seeds N] [--from N]
      torture-runs simulate --seed N [--without PART,...] [--trace]
      torture-runs crashes [--pairs-one-in N]
      torture-runs crashes --scenario NAME --deaths POINT,...
      """)
    exit(2)
  }

  static func fail(_ words: String) -> Never {
    print(words)
    exit(1)
  }
}

/// Options as pairs of name and value.
struct ToolOptions {
  private let words: [String]

  init(_ words: [String]) {
    self.words = words
  }

  func text(_ name: String) -> String? {
    guard let place = words.firstIndex(of: name), place + 1 < words.count else { return nil }
    return words[place + 1]
  }

  func number(_ name: String) -> Int? { text(name).flatMap { Int($0) } }
  func has(_ name: String) -> Bool { words.contains(name) }
}

internal import CMalloc
internal import Glibc

/// The command line: reads the arguments, calls, prints, and leaves with the right status.
@main
struct Kintsugi {
  static let version = "0.1.0"
  /// The day of the version, for the manual page.
  static let released = "2026-11-26"

  static func main() async {
    // A reader that goes away ends our output, not our work.
    signal(SIGPIPE, SIG_IGN)
    growHeapsByLargeSteps()
    let words = Array(CommandLine.arguments.dropFirst())
    let code = await run(words)
    guard Terminal.outputFailure == 0 else {
      let reason = String(cString: strerror(Terminal.outputFailure))
      Terminal.err("kintsugi: standard output cannot be written: \(reason)\n")
      exit(ExitCode.worldFailed.rawValue)
    }
    exit(code.rawValue)
  }

  /// Lets heaps grow by large steps, and makes few of them.
  ///
  /// Commands run on threads of the pool, and the heaps of glibc's other threads grow a few pages
  /// at a time, each by a call of the kernel: a tenth of the time of a short command. With one heap
  /// for all, two threads that read files would wait for each other.
  private static func growHeapsByLargeSteps() {
    mallopt(M_ARENA_MAX, 4)
    mallopt(M_TOP_PAD, 16 << 20)
    // Setting one of these ends glibc's own adjusting of the others: these are its last values.
    mallopt(M_MMAP_THRESHOLD, 32 << 20)
    mallopt(M_TRIM_THRESHOLD, 64 << 20)
  }

  /// Runs one command line.
  static func run(_ words: [String]) async -> ExitCode {
    var reader = ArgumentReader(words)
    do throws(UsageError) {
      guard let name = try reader.commandName() else {
        Terminal.out(Manual.overview)
        return .badUsage
      }
      if ["help", "-h", "--help"].contains(name) {
        Terminal.out(Manual.help(on: reader.rest.first))
        return .fine
      }
      if ["version", "--version"].contains(name) {
        Terminal.out("kintsugi \(version)\n")
        return .fine
      }
      guard let kind = commands.first(where: { $0.name == name }) else {
        throw .unknownCommand(name, known: commands.map { $0.name })
      }
      if reader.rest.contains("--help") || reader.rest.contains("-h") {
        Terminal.out(Manual.help(on: name))
        return .fine
      }
      let command = try kind.init(&reader)
      try reader.finish(command: name)
      return await command.run()
    } catch {
      Terminal.err("kintsugi: \(error.description)\n")
      return .badUsage
    }
  }
}

/// How a command leaves.
enum ExitCode: Int32 {
  /// Nothing at or above the threshold.
  case fine = 0
  /// Problems were found, or an incident was not resolved.
  case problems = 1
  case badUsage = 2
  /// Input could not be loaded, so nothing was judged.
  case notLoaded = 3
  /// The outside world failed.
  case worldFailed = 4
}

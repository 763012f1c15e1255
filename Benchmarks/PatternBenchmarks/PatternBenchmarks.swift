internal import Conditions
internal import Foundation

/// Counts the lines of a log in which any pattern of a file matches, captures included:
/// `pattern-benchmarks PATTERNS LOG`; prints the lines, the matches and the megabytes a second.
@main
struct PatternBenchmarks {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3 else {
      print("usage: pattern-benchmarks PATTERNS LOG")
      exit(2)
    }
    let texts = try String(contentsOfFile: arguments[1], encoding: .utf8).split(separator: "\n")
    let patterns = try texts.map { try Pattern.compile(String($0)).get() }
    let set = PatternSet(patterns)
    let log = Array(try Data(contentsOf: URL(filePath: arguments[2])))
    let clock = ContinuousClock()
    var lines = 0
    var matches = 0
    var last = -1
    let time = clock.measure {
      set.forEachMatch(in: log) { match in
        matches += 1
        if match.line.lowerBound != last {
          lines += 1
          last = match.line.lowerBound
        }
        return true
      }
    }
    let seconds = Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    let speed = Double(log.count) / 1e6 / seconds
    print("\(lines) lines, \(matches) matches, \((speed * 10).rounded() / 10) MB/s")
  }
}

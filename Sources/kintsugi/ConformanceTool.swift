internal import Healing

/// Runs files of tests of the expression language.
struct ConformanceTool {
  let files: [String]

  func run() throws(RecordingError) -> ExitCode {
    var passed = 0
    var failed = 0
    for path in files {
      guard let bytes = try WholeFile.bytes(path) else { throw .missing(path: path) }
      for line in bytes.split(separator: UInt8(ascii: "\n")) {
        let test = try JSONFile.decode(ConformanceTest.self, from: Array(line), path: path)
        guard let failure = test.failure() else {
          passed += 1
          continue
        }
        failed += 1
        Terminal.out(
          Terminal.plain("\(test.id): got \(failure.got), wanted \(failure.wanted)") + "\n")
      }
    }
    Terminal.out("\(passed) passed, \(failed) failed\n")
    return failed == 0 ? .fine : .problems
  }
}

internal import Glibc

/// How far long work is, on standard error, where a person looks.
struct ProgressBar {
  let whole: Int
  let unit: String

  init(of whole: Int, called unit: String) {
    self.whole = whole
    self.unit = unit
  }

  private var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  func show(_ done: Int) {
    guard isWatched, whole > 0 else { return }
    let filled = min(30, done * 30 / whole)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
    Terminal.err("\r[\(bar)] \(done) of \(whole) \(unit)")
  }

  func end() {
    if isWatched { Terminal.err("\n") }
  }
}

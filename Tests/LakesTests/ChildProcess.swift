import Glibc

/// A child process of the tests, waited for or killed.
enum ChildProcess {
  /// Runs a command in a folder with its output thrown away, and gives its exit status.
  static func run(_ words: [String], in folder: String) -> Int32 {
    wait(for: spawn(words, in: folder))
  }

  /// Starts a command in a folder.
  static func spawn(_ words: [String], in folder: String) -> pid_t {
    let all = ["/bin/sh", "-c", "cd \"$1\" || exit 125; shift; exec \"$@\"", "sh", folder] + words
    let copies = all.map { strdup($0) } + [nil]
    defer { for copy in copies { free(copy) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [Int32(0), 1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var child: pid_t = 0
    posix_spawn(&child, "/bin/sh", &actions, nil, copies, environ)
    return child
  }

  /// Waits for the end, and gives the exit status; 128 and the signal for one that was killed.
  static func wait(for child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }
}

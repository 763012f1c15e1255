internal import Glibc
internal import Healing

/// Starts a job as a child process of its own session, so that it outlives whoever started it.
enum LakeProcess {
  /// What runs around the job: it says that it began, runs the script, and puts the exit status
  /// there whole. Everything that varies is an argument; nothing is ever put into the text of the
  /// program.
  private static let supervisor = """
    cd "$1" || exit 125
    run=$2; script=$3; shift 3
    : > "$run/started" || exit 125
    sh "$script" "$@" 9>&- > "$run/output.log" 2> "$run/error.log"
    echo $? > "$run/exit.tmp" && mv "$run/exit.tmp" "$run/exit"
    """

  /// The descriptor at which the process holds the run's lock.
  private static let lockDescriptor: Int32 = 9

  /// Spawns the process; it inherits `lock`, and no environment but a path and a locale.
  static func spawn(
    script: String, arguments: [String: String], in folder: String, place: RunPlace, lock: Int32
  ) throws(WorldError) {
    guard let root = FolderListing.target(of: folder),
      let run = FolderListing.target(of: place.folder)
    else {
      throw .refused(act: "run_job", reason: String(cString: strerror(errno)))
    }
    var words = ["setsid", "sh", "-c", supervisor, "kintsugi-run", root, run, script]
    for (name, value) in arguments.sorted(by: { $0.key < $1.key }) { words += [name, value] }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, lock, lockDescriptor)
    let environment = ["PATH=/usr/local/bin:/usr/bin:/bin", "LC_ALL=C"]
    var child: pid_t = 0
    let code = withCStrings(words) { words in
      withCStrings(environment) { environment in
        posix_spawn(&child, "/usr/bin/setsid", &actions, nil, words, environment)
      }
    }
    guard code == 0 else {
      throw .refused(act: "run_job", reason: String(cString: strerror(code)))
    }
  }

  /// Calls `body` with a null-terminated array of C strings.
  private static func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}

internal import Glibc
internal import Healing

/// The repository of git around a project, as far as tests ask about it: what changed, and what
/// was there before.
struct GitRepository {
  /// The absolute path of its folder, and of the project's within.
  let root: String
  let project: String
  /// The commit that is compared with.
  let commit: String

  /// Finds the repository that a folder lies in, and a commit of it.
  init(of folder: String, at reference: String) throws(LoadFailure) {
    guard let project = FolderListing.target(of: folder) else {
      throw .message("there is no \(folder)")
    }
    self.project = project
    guard let top = Self.output(["-C", project, "rev-parse", "--show-toplevel"]) else {
      throw .message(
        "\(folder) lies in no repository of git, or there is no `git`: run without --changed-since")
    }
    root = Self.line(top)
    let name = "\(reference)^{commit}"
    let words = ["-C", project, "rev-parse", "--verify", "--quiet", name]
    // A reference that begins with a dash would be an option.
    guard !reference.isEmpty, !reference.hasPrefix("-"), let found = Self.output(words) else {
      throw .message(
        "git knows no commit `\(reference)`; a shallow clone must fetch it first, as with "
          + "git fetch --depth=1 origin BRANCH, and then compare with FETCH_HEAD")
    }
    commit = Self.line(found)
  }

  /// The absolute paths of all files that differ from the commit: changed, added, deleted, and
  /// those that nobody added yet.
  func changes() throws(LoadFailure) -> Set<String> {
    let tracked = Self.output([
      "-C", root, "diff", "--name-only", "--no-renames", "-z", commit, "--",
    ])
    let others = Self.output(["-C", root, "ls-files", "--others", "--exclude-standard", "-z"])
    guard let tracked, let others else { throw .message("git cannot say what changed") }
    let names = (tracked + others).split(separator: 0)
    return Set(names.map { root + "/" + String(decoding: $0, as: UTF8.self) })
  }

  /// What a file held at the commit; `nil` where it was not there.
  func bytes(of path: String) -> [UInt8]? {
    guard path.hasPrefix(root + "/") else { return nil }
    return Self.output(["-C", root, "show", "\(commit):\(path.dropFirst(root.count + 1))"])
  }

  private static func line(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }

  /// What git needs to know of where it runs; messages of its own nobody reads.
  private static var environment: [String] {
    let names = [
      "PATH", "HOME", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_WORK_TREE", "GIT_CONFIG_GLOBAL",
      "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0",
    ]
    return ["LC_ALL=C", "GIT_OPTIONAL_LOCKS=0"]
      + names.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
  }

  /// What git prints; `nil` where it fails or is not there.
  private static func output(_ words: [String]) -> [UInt8]? {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    let arguments = (["git"] + words).map { strdup($0) } + [nil]
    let surroundings = environment.map { strdup($0) } + [nil]
    defer { for text in arguments + surroundings { free(text) } }
    var child = pid_t()
    let result = posix_spawnp(&child, "git", &actions, nil, arguments, surroundings)
    close(ends[1])
    defer { close(ends[0]) }
    guard result == 0 else { return nil }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      bytes += buffer[..<count]
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status == 0 ? bytes : nil
  }
}

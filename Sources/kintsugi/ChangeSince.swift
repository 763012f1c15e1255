internal import Configurations
internal import Documents
internal import Healing
internal import RuleTesting

/// What of a project is another since a commit of git.
struct ChangeSince {
  let reference: String
  let what: ConfigurationChange
  /// Whether a file of tests is another, new or gone.
  private let areTestsChanged: Bool

  /// Compares the files of the project, and those of its tests, with what they were.
  init(
    _ reference: String, of project: ProjectFolder, tests: [SourceFile]
  ) throws(LoadFailure) {
    self.reference = reference
    let git = try GitRepository(of: project.path, at: reference)
    let changed = try git.changes()
    let files = try project.files()
    let isChanged: @Sendable (String) -> Bool = { path in
      // What is not there is said by who needs it.
      guard let place = FolderListing.target(of: path) else { return true }
      return changed.contains(place) || changed.contains { $0.hasPrefix(place + "/") }
    }
    var earlier = files.filter { !isChanged($0.path) }
    let below = git.project == "/" ? "/" : git.project + "/"
    for place in changed.sorted() where place.hasPrefix(below) {
      let name = String(place.dropFirst(below.count))
      guard ProjectFolder.isConfiguration(name), let bytes = git.bytes(of: place) else { continue }
      earlier.append(SourceFile(path: project.place(of: name), bytes: bytes))
    }
    areTestsChanged =
      tests.contains { isChanged($0.path) }
      || changed.contains { $0.hasPrefix(below) && ConfigurationLoader.isTestFile($0) }
    what = ConfigurationChange(from: earlier, to: files, isChanged: isChanged)
  }

  /// Whether nothing that tests look at is another.
  var isNothing: Bool { what.words.isEmpty }

  /// Why no case ran.
  var words: String {
    if !isNothing {
      return
        "nothing was tested: since \(reference) \(what.words.joined(separator: ", ")) changed, "
        + "and no test looks at that"
    }
    return areTestsChanged
      ? "nothing to test: since \(reference) tests were only taken away"
      : "nothing to test: nothing that decides changed since \(reference)"
  }
}

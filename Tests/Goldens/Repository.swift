public import Configurations
internal import Decisions
public import Documents
public import Foundation
internal import Healing
public import Incidents

/// The repository's own configuration, and its recorded incidents.
public enum Repository {
  public static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  public static var incidents: URL { root.appending(path: "examples/incidents") }

  struct Refused: Error {
    let words: [String]
  }

  /// The files of the configuration.
  public static func files() throws -> [SourceFile] {
    let paths =
      try ["kintsugi.yaml"]
      + ["rules", "policies", "safety"].flatMap { folder in
        try FolderListing.files(below: root.appending(path: folder).path, prefix: "")
          .filter { !$0.hasSuffix(".test.yaml") }.map { folder + "/" + $0 }
      }
    return try paths.map { path in
      SourceFile(path: path, bytes: Array(try Data(contentsOf: root.appending(path: path))))
    }
  }

  public static func configuration() throws -> Configuration {
    let files = try files()
    let checked = ConfigurationLoader.load(files)
    guard let configuration = checked.value else {
      throw Refused(words: checked.diagnostics.map { "\($0.span.path): \($0.message)" })
    }
    return configuration
  }

  /// What would be done about a recorded incident.
  public static func decision(
    on incident: URL, environment: String = "dev", at time: Timestamp? = nil,
    asking action: String? = nil
  ) throws -> Decision {
    let configuration = try configuration()
    let recording = try Recording(folder: incident.path)
    let now = time ?? recording.newestTime
    let evidence = try recording.evidence(
      project: configuration.project, environment: environment, at: now)
    return Engine(configuration).decision(
      on: evidence, after: HealingHistory(openedAt: now), under: .untouched(configuration),
      asking: action, at: now)
  }
}

internal import AWS
internal import FoundationEssentials
internal import Healing
internal import Incidents

/// A project that lies in S3, each version below a prefix of its own: what decides is changed
/// without a new image.
struct StoredProject {
  private let location: String
  private let place: S3Place

  /// Where the environment says that the project lies, else the command line; `nil` for a folder.
  init?(_ project: ProjectFolder) throws(LoadFailure) {
    let named = ProcessEnvironment.all[Self.variable].flatMap { $0.isEmpty ? nil : $0 }
    location = named ?? project.path
    guard location.hasPrefix("s3://") else {
      if let named {
        throw .message("\(Self.variable) is `\(named)`; write s3://BUCKET/PREFIX/VERSION/")
      }
      return nil
    }
    guard let place = S3Place(location), !place.prefix.isEmpty else {
      throw .message("`\(location)` is no project in S3; write s3://BUCKET/PREFIX/VERSION/")
    }
    self.place = place
  }

  /// The variable of the environment that names the project, whatever the image has.
  static let variable = "KINTSUGI_PROJECT"
  /// The most files of a project, and the most bytes of one.
  private static let mostFiles = 2_000
  private static let largestFile = 16 << 20

  /// Reads the project into a folder of its own, and names that.
  func fetch() async throws(LoadFailure) -> String {
    let storage = StorageClient(try AWSAccess.client())
    let folder =
      FileManager.default.temporaryDirectory.path
      + "/kintsugi-project-\(UInt64.random(in: 0 ... .max))"
    do {
      let listing = try await storage.objects(
        in: place.bucket, below: place.prefix, atMost: Self.mostFiles)
      let files = listing.objects.filter { isMeant($0.key) }
      guard listing.isComplete, files.allSatisfy({ $0.bytes <= Self.largestFile }) else {
        throw LoadFailure.message("there is too much below \(location) for a project")
      }
      guard !files.isEmpty else {
        throw LoadFailure.message("there is no project below \(location)")
      }
      for file in files {
        // Read as it was listed: a version that is being overwritten is no version.
        let bytes = file.bytes == 0 ? [] : try await storage.bytes(of: file, in: place.bucket)
        try write(bytes, to: folder + "/" + file.key.dropFirst(place.prefix.count))
      }
      return folder
    } catch let failure as LoadFailure {
      throw failure
    } catch {
      throw .world("the project \(location) cannot be read: \(error)")
    }
  }

  /// Whether an object is a file that a project is read from.
  private func isMeant(_ key: String) -> Bool {
    place.holds(key)
      && (key.hasSuffix(".yaml") || key.hasSuffix(".yml")
        || key == place.prefix + LearnedValues.path)
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let file = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }
}

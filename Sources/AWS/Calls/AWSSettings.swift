/// What the environment and the shared files say about how AWS is called.
///
/// Source: AWS SDKs and Tools Reference Guide. The environment stands above the files, an endpoint
/// of one service above that of all.
public struct AWSSettings: Sendable {
  let environment: [String: String]
  let files: SharedFiles
  /// The name of the profile; nobody has to have declared it unless somebody asked for it.
  let profileName: String

  /// `environment` is the process's; files are read at once.
  public init(environment: [String: String]) throws(AWSError) {
    self.environment = environment
    files = try SharedFiles(environment: environment)
    profileName = environment.nonEmpty("AWS_PROFILE") ?? "default"
    if environment.nonEmpty("AWS_PROFILE") != nil, files.profile(profileName) == nil {
      throw .unusable("there is no profile `\(profileName)` in \(files.words)")
    }
  }

  var profile: SharedFiles.Section { files.profile(profileName) ?? SharedFiles.Section() }

  /// The region that is called; `nil` where nothing says.
  public var region: String? {
    environment.nonEmpty("AWS_REGION") ?? environment.nonEmpty("AWS_DEFAULT_REGION")
      ?? profile["region"]
  }

  /// Where a service is, when somebody says so: for tests, private links and other partitions.
  func endpoint(of service: AWSService) throws(AWSError) -> HTTPAddress? {
    if environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"]?.lowercased() == "true" { return nil }
    let section = profile["services"].flatMap { files.services($0) }
    let said =
      environment.nonEmpty("AWS_ENDPOINT_URL_" + service.settingName.uppercased())
      ?? environment.nonEmpty("AWS_ENDPOINT_URL")
      ?? section?["\(service.settingName).endpoint_url"] ?? profile["endpoint_url"]
    guard let said else { return nil }
    guard let address = HTTPAddress(said) else {
      throw .unusable("`\(said)` is no address of a service: write https://host[:port]")
    }
    return address
  }

  /// How often one call is sent.
  public var attempts: Int {
    let said = environment["AWS_MAX_ATTEMPTS"] ?? profile["max_attempts"]
    return said.flatMap { Int($0) }.map { min(max($0, 1), 20) } ?? 5
  }

  /// A file of certificates to trust instead of the machine's.
  public var certificates: String? {
    environment.nonEmpty("AWS_CA_BUNDLE") ?? profile["ca_bundle"]
  }
}

extension [String: String] {
  /// The value of a name, where it is there and not empty.
  func nonEmpty(_ name: String) -> String? {
    self[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension AWSError {
  /// Settings that no call can be made with.
  static func unusable(_ reason: String) -> AWSError {
    AWSError(
      service: "AWS", operation: "settings", code: "", message: reason, kind: .refused)
  }
}

internal import FoundationEssentials
internal import Incidents

/// Finds credentials where the SDKs do, keeps them, and renews them before they end.
///
/// The order: environment; the profile of the shared files (keys, assumed role, single sign-on,
/// process, web identity); web identity of the environment; container; instance. A source that is
/// set up and fails is told of: nothing further is tried in its place.
actor CredentialChain {
  let settings: AWSSettings
  let region: String
  let transport: any HTTPTransport
  let now: @Sendable () -> Timestamp
  private var kept: Credentials?
  private var finding: Task<Result<Credentials, AWSError>, Never>?

  /// How long before their end credentials are renewed.
  private static let margin = Duration.seconds(300)

  init(
    settings: AWSSettings, region: String, transport: any HTTPTransport,
    now: @escaping @Sendable () -> Timestamp
  ) {
    self.settings = settings
    self.region = region
    self.transport = transport
    self.now = now
  }

  /// Credentials that hold now; many callers at once ask their source once.
  func current() async throws(AWSError) -> Credentials {
    if let kept, kept.expires.map({ now() + Self.margin < $0 }) ?? true { return kept }
    let task = finding ?? Task { await self.search() }
    finding = task
    let result = await task.value
    finding = nil
    do throws(AWSError) {
      let found = try result.get()
      kept = found
      return found
    } catch {
      // What still holds for a few minutes is better than nothing.
      if let kept, let end = kept.expires, now() < end { return kept }
      throw error
    }
  }

  /// Drops what is kept: it was refused.
  func forget() { kept = nil }

  private func search() async -> Result<Credentials, AWSError> {
    do throws(AWSError) { return .success(try await found()) } catch { return .failure(error) }
  }

  private func found() async throws(AWSError) -> Credentials {
    let environment = settings.environment
    let isProfileNamed = environment.nonEmpty("AWS_PROFILE") != nil
    if !isProfileNamed, let own = Self.keys(in: environment) { return own }
    if let own = try await credentials(of: settings.profileName, besides: []) { return own }
    if let own = Self.keys(in: environment) { return own }
    if let own = try await webIdentity(
      role: environment.nonEmpty("AWS_ROLE_ARN"),
      tokenFile: environment.nonEmpty("AWS_WEB_IDENTITY_TOKEN_FILE"),
      session: environment.nonEmpty("AWS_ROLE_SESSION_NAME"))
    {
      return own
    }
    if let own = try await container() { return own }
    if let own = try await instance() { return own }
    throw .unusable(
      "there are no credentials: export AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or "
        + "AWS_PROFILE, or run where a role is attached")
  }

  private static func keys(in environment: [String: String]) -> Credentials? {
    guard let key = environment.nonEmpty("AWS_ACCESS_KEY_ID"),
      let secret = environment.nonEmpty("AWS_SECRET_ACCESS_KEY")
    else { return nil }
    return Credentials(
      accessKey: key, secret: secret, token: environment.nonEmpty("AWS_SESSION_TOKEN"))
  }

  /// The credentials of a profile; `nil` where it has none. `others` are those that led here.
  func credentials(
    of name: String, besides others: Set<String>
  ) async throws(AWSError) -> Credentials? {
    guard let profile = settings.files.profile(name) else { return nil }
    guard !others.contains(name), others.count < 10 else {
      throw .unusable("the profile `\(name)` takes its credentials from itself")
    }
    if let role = profile["role_arn"] {
      return try await assumed(role, profile, name, besides: others.union([name]))
    }
    if let key = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] {
      return Credentials(accessKey: key, secret: secret, token: profile["aws_session_token"])
    }
    if profile["sso_account_id"] != nil { return try await singleSignOn(profile, name) }
    if let command = profile["credential_process"] { return try await process(command, name) }
    return nil
  }
}

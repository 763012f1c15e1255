internal import Incidents

// Roles: assumed with other credentials, or with a token of somebody else's.
extension CredentialChain {
  /// The credentials of a role that a profile names.
  func assumed(
    _ role: String, _ profile: SharedFiles.Section, _ name: String, besides others: Set<String>
  ) async throws(AWSError) -> Credentials {
    if profile["mfa_serial"] != nil {
      throw .unusable(
        "the profile `\(name)` wants a code of a device, which nobody can type here: "
          + "make a session with the AWS command line, and use its profile")
    }
    if let file = profile["web_identity_token_file"] {
      let own = try await webIdentity(
        role: role, tokenFile: file, session: profile["role_session_name"])
      if let own { return own }
    }
    let source = try await source(of: profile, name, besides: others)
    var fields: [HTTPAddress.Parameter] = [
      .init("RoleArn", role),
      .init("RoleSessionName", profile["role_session_name"] ?? "kintsugi"),
    ]
    if let id = profile["external_id"] { fields.append(.init("ExternalId", id)) }
    if let seconds = profile["duration_seconds"] {
      fields.append(.init("DurationSeconds", seconds))
    }
    return try await tokens("AssumeRole", fields, signedBy: source)
  }

  /// Whose credentials a role is assumed with.
  private func source(
    of profile: SharedFiles.Section, _ name: String, besides others: Set<String>
  ) async throws(AWSError) -> Credentials {
    if let other = profile["source_profile"] {
      // A profile may name itself: its own keys assume its role.
      if other == name, let key = profile["aws_access_key_id"],
        let secret = profile["aws_secret_access_key"]
      {
        return Credentials(accessKey: key, secret: secret, token: profile["aws_session_token"])
      }
      if let found = try await credentials(of: other, besides: others) { return found }
      throw .unusable("the profile `\(other)`, which `\(name)` stands on, has no credentials")
    }
    let found: Credentials? =
      switch profile["credential_source"] {
      case "Environment":
        settings.environment.nonEmpty("AWS_ACCESS_KEY_ID").flatMap { key in
          settings.environment.nonEmpty("AWS_SECRET_ACCESS_KEY").map { secret in
            Credentials(
              accessKey: key, secret: secret,
              token: settings.environment.nonEmpty("AWS_SESSION_TOKEN"))
          }
        }
      case "EcsContainer": try await container()
      case "Ec2InstanceMetadata": try await instance()
      default:
        throw .unusable(
          "the profile `\(name)` has a role and neither source_profile nor credential_source")
      }
    guard let found else {
      throw .unusable("the profile `\(name)`: its credential_source has no credentials")
    }
    return found
  }

  /// The credentials of a role for a token that lies in a file; `nil` where none is set up.
  func webIdentity(
    role: String?, tokenFile: String?, session: String?
  ) async throws(AWSError) -> Credentials? {
    guard let role, let tokenFile else { return nil }
    // The file is read anew each time: whoever puts it there renews it.
    let token = try Self.text(of: tokenFile)
    return try await tokens(
      "AssumeRoleWithWebIdentity",
      [
        .init("RoleArn", role), .init("RoleSessionName", session ?? "kintsugi"),
        .init("WebIdentityToken", token),
      ], signedBy: nil)
  }

  static func text(of path: String) throws(AWSError) -> String {
    guard let text = try SmallFile.text(of: path) else { throw .unusable("there is no \(path)") }
    return text.trimmed
  }

  /// One call of the token service, with other credentials than the chain's own.
  private func tokens(
    _ operation: String, _ fields: [HTTPAddress.Parameter], signedBy credentials: Credentials?
  ) async throws(AWSError) -> Credentials {
    let call = AWSCall(service: .tokens, operation: operation, repetition: .safe, form: .xml)
    let place = try settings.endpoint(of: .tokens) ?? AWSService.tokens.address(in: region)
    var request = call.form(fields, to: place)
    if let credentials {
      RequestSigner(credentials: credentials, region: region, service: "sts")
        .sign(&request, at: now())
    }
    let answer = try await answer(to: request, call)
    let result = XMLElement(answer.body)?.first(named: operation + "Result")
    guard let found = result?.first(named: "Credentials"),
      let key = found.text(of: "AccessKeyId"), let secret = found.text(of: "SecretAccessKey"),
      let token = found.text(of: "SessionToken")
    else { throw call.error("the answer has no credentials", .lost) }
    return Credentials(
      accessKey: key, secret: secret, token: token,
      expires: found.text(of: "Expiration").flatMap { Timestamp(rfc3339: $0) })
  }

  /// An answer of a source, asked three times at most.
  func answer(
    to request: HTTPRequest, _ call: AWSCall
  ) async throws(AWSError) -> HTTPAnswer {
    var last = call.error("nobody asked", .refused)
    for attempt in 1...3 {
      do throws(TransportError) {
        let answer = try await transport.answer(to: request)
        if (200..<300).contains(answer.status) { return answer }
        let failure = AnswerFailure(answer, of: call)
        last = failure.error
        if !failure.isTransient { break }
      } catch {
        last = call.error(error.reason, .refused)
      }
      if attempt < 3 { try? await Task.sleep(for: .milliseconds(100 << attempt)) }
    }
    throw last
  }
}

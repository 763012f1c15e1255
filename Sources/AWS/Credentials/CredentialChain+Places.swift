internal import Digests
internal import FoundationEssentials
internal import Incidents

// Credentials that the place gives where the program runs: container, instance, process, sign-on.
extension CredentialChain {
  /// What containers, instances and processes answer with.
  private struct Answer: Decodable {
    let accessKey: String
    let secret: String
    let token: String?
    let expires: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
      case accessKey = "AccessKeyId"
      case secret = "SecretAccessKey"
      case token = "Token"
      case sessionToken = "SessionToken"
      case expires = "Expiration"
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      accessKey = try fields.decode(String.self, forKey: .accessKey)
      secret = try fields.decode(String.self, forKey: .secret)
      token =
        try fields.decodeIfPresent(String.self, forKey: .token)
        ?? fields.decodeIfPresent(String.self, forKey: .sessionToken)
      expires = try fields.decodeIfPresent(String.self, forKey: .expires)
    }

    var credentials: Credentials {
      Credentials(
        accessKey: accessKey, secret: secret, token: token,
        expires: expires.flatMap { Timestamp(rfc3339: $0) })
    }
  }

  private static func credentials(
    in body: [UInt8], of source: String
  ) throws(AWSError) -> Credentials {
    do { return try JSONDecoder().decode(Answer.self, from: Data(body)).credentials } catch {
      throw .unusable("\(source) gave no credentials: its answer has another form")
    }
  }

  /// The credentials of the container; `nil` where the environment names no place for them.
  func container() async throws(AWSError) -> Credentials? {
    let environment = settings.environment
    let address: HTTPAddress
    if let path = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
      address = HTTPAddress(scheme: "http", host: "169.254.170.2", path: path)
    } else if let full = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
      guard let parsed = HTTPAddress(full), parsed.isTrustedForCredentials else {
        throw .unusable(
          "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine: `\(full)`")
      }
      address = parsed
    } else {
      return nil
    }
    var headers: [(name: String, value: String)] = []
    if let file = environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
      headers.append(("authorization", try Self.text(of: file)))
    } else if let token = environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
      headers.append(("authorization", token))
    }
    let call = AWSCall(
      service: .tokens, operation: "container credentials", repetition: .safe, form: .json)
    var request = HTTPRequest("GET", address, headers: headers)
    request.connectTimeout = .seconds(2)
    request.timeout = .seconds(5)
    return try Self.credentials(in: try await answer(to: request, call).body, of: "the container")
  }

  /// The credentials of the instance, by its metadata service in version 2; `nil` where there is
  /// none.
  func instance() async throws(AWSError) -> Credentials? {
    let environment = settings.environment
    if environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true" { return nil }
    let said = environment.nonEmpty("AWS_EC2_METADATA_SERVICE_ENDPOINT")
    guard let base = HTTPAddress(said ?? "http://169.254.169.254") else {
      throw .unusable("AWS_EC2_METADATA_SERVICE_ENDPOINT is no address: `\(said ?? "")`")
    }
    func request(
      _ method: String, _ path: String, _ headers: [(name: String, value: String)]
    ) -> HTTPRequest {
      var request = HTTPRequest(
        method, HTTPAddress(scheme: base.scheme, host: base.host, path: path), headers: headers)
      // Where there is no such service, nobody refuses: nothing answers at all.
      request.connectTimeout = .seconds(1)
      request.timeout = .seconds(2)
      return request
    }
    let life = [("x-aws-ec2-metadata-token-ttl-seconds", "21600")]
    let token: HTTPAnswer
    do { token = try await transport.answer(to: request("PUT", "/latest/api/token", life)) } catch {
      return nil
    }
    guard token.status == 200 else { return nil }
    let session = [("x-aws-ec2-metadata-token", String(decoding: token.body, as: UTF8.self))]
    let call = AWSCall(
      service: .tokens, operation: "instance credentials", repetition: .safe, form: .bytes)
    let place = "/latest/meta-data/iam/security-credentials/"
    let roles = try await answer(to: request("GET", place, session), call)
    guard
      let role = String(decoding: roles.body, as: UTF8.self).split(whereSeparator: \.isNewline)
        .first?.trimmed, !role.isEmpty
    else { return nil }
    let found = try await answer(
      to: request("GET", place + role.percentEncoded(), session), call)
    return try Self.credentials(in: found.body, of: "the instance")
  }

  /// The credentials that a program prints.
  func process(_ command: String, _ name: String) async throws(AWSError) -> Credentials {
    let output = try ProcessOutput.bytes(
      of: command, called: "credential_process of `\(name)`")
    return try Self.credentials(in: output, of: "credential_process of `\(name)`")
  }

  /// The credentials of single sign-on, for the token that `aws sso login` left.
  func singleSignOn(
    _ profile: SharedFiles.Section, _ name: String
  ) async throws(AWSError) -> Credentials {
    let session = profile["sso_session"].flatMap { settings.files.session($0) }
    guard let account = profile["sso_account_id"], let role = profile["sso_role_name"],
      let region = session?["sso_region"] ?? profile["sso_region"],
      let key = profile["sso_session"] ?? profile["sso_start_url"]
    else { throw .unusable("the profile `\(name)` is not complete for single sign-on") }
    let token = try SignOnToken.read(key, settings.environment, of: name)
    guard token.expires > now() else {
      throw .unusable("the sign-on of `\(name)` is over: run aws sso login --profile \(name)")
    }
    let call = AWSCall(
      service: .tokens, operation: "GetRoleCredentials", repetition: .safe, form: .json)
    let said = settings.environment.nonEmpty("AWS_ENDPOINT_URL_SSO").flatMap { HTTPAddress($0) }
    let base =
      said
      ?? HTTPAddress(
        scheme: "https", host: "portal.sso.\(region).\(Partition(region: region).suffix)")
    let request = HTTPRequest(
      "GET",
      HTTPAddress(
        scheme: base.scheme, host: base.host, path: "/federation/credentials",
        query: [.init("role_name", role), .init("account_id", account)]),
      headers: [("x-amz-sso_bearer_token", token.text)])
    let answer = try await answer(to: request, call)
    do {
      return try JSONDecoder().decode(SignOnAnswer.self, from: Data(answer.body)).credentials
    } catch {
      throw call.error("the answer has no credentials", .lost)
    }
  }
}

/// What the portal of single sign-on answers with.
private struct SignOnAnswer: Decodable {
  let roleCredentials: Found

  struct Found: Decodable {
    let accessKeyId: String
    let secretAccessKey: String
    let sessionToken: String
    let expiration: Double
  }

  var credentials: Credentials {
    Credentials(
      accessKey: roleCredentials.accessKeyId, secret: roleCredentials.secretAccessKey,
      token: roleCredentials.sessionToken,
      expires: Timestamp(epochSeconds: roleCredentials.expiration / 1000))
  }
}

/// The token that a person's sign-on left in a file named after its session.
private struct SignOnToken: Decodable {
  let accessToken: String
  let expiresAt: String

  static func read(
    _ key: String, _ environment: [String: String], of profile: String
  ) throws(AWSError) -> (text: String, expires: Timestamp) {
    let name = SHA1.hex(of: key)
    let path = (environment.nonEmpty("HOME") ?? "/") + "/.aws/sso/cache/\(name).json"
    let missing = AWSError.unusable(
      "nobody has signed on for `\(profile)`: run aws sso login --profile \(profile)")
    guard let text = try SmallFile.text(of: path),
      let token = try? JSONDecoder().decode(SignOnToken.self, from: Data(text.utf8)),
      let expires = Timestamp(rfc3339: token.expiresAt)
    else { throw missing }
    return (token.accessToken, expires)
  }
}

extension HTTPAddress {
  /// Whether credentials may be asked for there: encrypted, or on this machine.
  fileprivate var isTrustedForCredentials: Bool {
    let name = host.split(separator: ":").first.map(String.init) ?? host
    return scheme == "https" || name == "localhost" || name.hasPrefix("127.")
      || host.hasPrefix("[::1]") || ["169.254.170.2", "169.254.170.23"].contains(name)
  }
}

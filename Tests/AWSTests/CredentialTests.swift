import Digests
import Foundation
import Incidents
import Synchronization
import Testing

@testable import AWS

/// Where credentials come from, each source against a server on this machine.
struct CredentialTests {
  /// A place to find credentials in, and what is found there.
  struct Source: Sendable, CustomTestStringConvertible {
    let name: String
    /// The shared config file; `SERVER` is the server's address, `HOME` the home folder.
    var config = ""
    var secrets = ""
    var variables: [String: String] = [:]
    /// Files below the home folder.
    var files: [String: String] = [:]
    var answers: [String: String] = [:]
    /// The access key that is found, or what the error says.
    let found: String
    var token: String?

    var testDescription: String { name }
  }

  private static let end = "2030-01-01T00:00:00Z"

  private static func role(_ operation: String, _ key: String) -> String {
    """
    <\(operation)Response><\(operation)Result><Credentials><AccessKeyId>\(key)</AccessKeyId>
    <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>\(end)</Expiration></Credentials></\(operation)Result></\(operation)Response>
    """
  }

  private static func keys(_ key: String) -> String {
    #"{"Version":1,"AccessKeyId":"\#(key)","SecretAccessKey":"s","Token":"t","#
      + #""SessionToken":"t","Expiration":"\#(end)"}"#
  }

  static let sources: [Source] = [
    Source(
      name: "the environment stands first", config: "[default]\naws_access_key_id = FILE\n",
      variables: ["AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"], found: "ENV"),
    Source(
      name: "a named profile stands above the environment",
      config: "[profile p]\naws_access_key_id=P\naws_secret_access_key = s # remark\n",
      variables: ["AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "s", "AWS_PROFILE": "p"],
      found: "P"),
    Source(
      name: "the credentials file stands above the config file",
      config: "[default]\naws_access_key_id = A\naws_secret_access_key = s\n",
      secrets: "[default]\naws_access_key_id = B\naws_secret_access_key = s\n", found: "B"),
    Source(
      name: "a role of a profile's own source",
      config: """
        [profile ops]
        role_arn = arn:aws:iam::1:role/ops
        source_profile = base
        external_id = x
        [profile base]
        aws_access_key_id = BASE
        aws_secret_access_key = s
        """,
      variables: ["AWS_PROFILE": "ops"], answers: ["/": role("AssumeRole", "ROLE")],
      found: "ROLE", token: "t"),
    Source(
      name: "roles that lead to each other",
      config: "[profile a]\nrole_arn=r\nsource_profile=b\n[profile b]\nrole_arn=r\n"
        + "source_profile=a\n",
      variables: ["AWS_PROFILE": "a"], found: "takes its credentials from itself"),
    Source(
      name: "a process", config: "[default]\ncredential_process = cat HOME/printed\n",
      files: ["printed": keys("PROC")], found: "PROC", token: "t"),
    Source(
      name: "a process that fails is told", config: "[default]\ncredential_process = exit 3\n",
      found: "ended with status 3"),
    Source(
      name: "a token of somebody else's",
      variables: ["AWS_ROLE_ARN": "arn", "AWS_WEB_IDENTITY_TOKEN_FILE": "HOME/token"],
      files: ["token": "jwt\n"],
      answers: ["/": role("AssumeRoleWithWebIdentity", "WEB")], found: "WEB", token: "t"),
    Source(
      name: "single sign-on",
      config: """
        [default]
        sso_session = corp
        sso_account_id = 1
        sso_role_name = healer
        [sso-session corp]
        sso_region = eu-west-1
        """,
      variables: ["AWS_ENDPOINT_URL_SSO": "SERVER"],
      files: [
        ".aws/sso/cache/\(SHA1.hex(of: "corp")).json":
          #"{"accessToken":"bearer","expiresAt":"\#(end)"}"#
      ],
      answers: [
        "/federation/credentials?account_id=1&role_name=healer":
          #"{"roleCredentials":{"accessKeyId":"SSO","secretAccessKey":"s","sessionToken":"t","#
          + #""expiration":1893456000000}}"#
      ], found: "SSO", token: "t"),
    Source(
      name: "a sign-on that is over",
      config: "[default]\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\n"
        + "sso_role_name = x\n",
      files: [
        ".aws/sso/cache/\(SHA1.hex(of: "u")).json":
          #"{"accessToken":"bearer","expiresAt":"2020-01-01T00:00:00Z"}"#
      ], found: "run aws sso login"),
    Source(
      name: "the container",
      variables: [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": "SERVER/creds",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": "secret",
      ], answers: ["/creds": keys("BOX")], found: "BOX", token: "t"),
    Source(
      name: "a container far away, in the clear",
      variables: ["AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/creds"],
      found: "must be https"),
    Source(
      name: "the instance",
      variables: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": "SERVER"],
      answers: [
        "/latest/api/token": "session",
        "/latest/meta-data/iam/security-credentials/": "healer\n",
        "/latest/meta-data/iam/security-credentials/healer": keys("IMDS"),
      ], found: "IMDS", token: "t"),
    Source(
      name: "nothing", variables: ["AWS_EC2_METADATA_DISABLED": "true"],
      found: "there are no credentials"),
    Source(
      name: "a profile that nobody declared", variables: ["AWS_PROFILE": "gone"],
      found: "there is no profile `gone`"),
  ]

  @Test(arguments: sources)
  func `finds credentials where the SDKs do`(source: Source) async throws {
    let home = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: home) }
    let answers = source.answers
    let server = try LocalServer { request in
      answers[request.path].map { (200, $0, [:]) } ?? (404, "nothing here", [:])
    }
    defer { server.close() }
    func filled(_ text: String) -> String {
      text.replacingOccurrences(of: "SERVER", with: server.address)
        .replacingOccurrences(of: "HOME", with: home.path)
    }
    var files = source.files
    files[".aws/config"] = source.config
    files[".aws/credentials"] = source.secrets
    for (name, text) in files {
      let url = home.appending(path: name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(filled(text).utf8).write(to: url)
    }
    var variables = source.variables.mapValues(filled)
    variables["HOME"] = home.path
    variables["AWS_ENDPOINT_URL_STS"] = server.address
    variables["AWS_REGION"] = "eu-west-1"
    if variables["AWS_EC2_METADATA_SERVICE_ENDPOINT"] == nil {
      variables["AWS_EC2_METADATA_DISABLED"] = "true"
    }
    do {
      let chain = CredentialChain(
        settings: try AWSSettings(environment: variables), region: "eu-west-1",
        transport: CurlTransport(proxy: ""), now: { Timestamp(seconds: 1_800_000_000) })
      let credentials = try await chain.current()
      #expect(credentials.accessKey == source.found && credentials.token == source.token)
      _ = try await chain.current()
    } catch {
      #expect(error.description.contains(source.found))
    }
    // What was found is kept: the second time nobody is asked.
    #expect(server.seen.count == source.answers.count)
    for request in server.seen {
      if request.path == "/creds" { #expect(request.headers["authorization"] == "secret") }
      if request.body.contains("Action=AssumeRole&") {
        #expect(request.headers["authorization"]?.contains("Credential=BASE/") == true)
        #expect(request.body.contains("ExternalId=x"))
      }
    }
  }

  @Test func `renews what ends soon, once for many who ask`() async throws {
    let clock = Mutex(Timestamp(seconds: 1_800_000_000))
    let server = try LocalServer { _ in
      let end = clock.withLock { $0 } + .seconds(3600)
      let key = #"{"AccessKeyId":"K","SecretAccessKey":"s","Token":"t","Expiration":"\#(end)"}"#
      return (200, key, [:])
    }
    defer { server.close() }
    let settings = try AWSSettings(environment: [
      "HOME": "/nowhere", "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.address + "/creds",
    ])
    let chain = CredentialChain(
      settings: settings, region: "eu-west-1", transport: CurlTransport(proxy: ""),
      now: { clock.withLock { $0 } })
    for (passed, asked) in [(0, 1), (3000, 1), (400, 2)] {
      clock.withLock { $0 = $0 + .seconds(passed) }
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<20 { group.addTask { _ = try? await chain.current() } }
      }
      #expect(server.seen.count == asked)
    }
  }
}

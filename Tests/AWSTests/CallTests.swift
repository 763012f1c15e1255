import Foundation
import Incidents
import Synchronization
import Testing

@testable import AWS

/// What becomes of calls that fail, by how often they were sent and what their error says.
struct CallTests {
  /// Answers as they are written down, one after the other, the last for ever.
  final class Scripted: HTTPTransport {
    enum Say: Sendable {
      case answer(Int, String, [String: String] = [:])
      case lost
      case unsent
    }

    private let says: Mutex<[Say]>
    private let requests = Mutex<[HTTPRequest]>([])

    init(_ says: [Say]) { self.says = Mutex(says) }

    var sent: [HTTPRequest] { requests.withLock { $0 } }

    func answer(to request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
      requests.withLock { $0.append(request) }
      switch says.withLock({ $0.count > 1 ? $0.removeFirst() : $0[0] }) {
      case .answer(let status, let body, let headers):
        return HTTPAnswer(status: status, headers: headers, body: Array(body.utf8))
      case .lost: throw TransportError(reason: "reset", isUnsent: false)
      case .unsent: throw TransportError(reason: "no route", isUnsent: true)
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let says: [Scripted.Say]
    var repetition = AWSClient.Repetition.safe
    let sent: Int
    /// How it ends: `nil` for well.
    let kind: AWSError.Kind?
    var code = ""

    var testDescription: String { name }
  }

  private static let good = Scripted.Say.answer(200, #"{"Name":"x"}"#)

  static let cases: [Case] = [
    Case(name: "good", says: [good], sent: 1, kind: nil),
    Case(name: "lost, then good", says: [.lost, good], sent: 2, kind: nil),
    Case(
      name: "an effect that was lost is never sent again", says: [.lost, good],
      repetition: .onlyIfWithoutEffect, sent: 1, kind: .lost),
    Case(
      name: "an effect that was not sent is sent", says: [.unsent, good],
      repetition: .onlyIfWithoutEffect, sent: 2, kind: nil),
    Case(
      name: "an effect that was throttled is sent again",
      says: [.answer(400, #"{"__type":"ThrottlingException"}"#), good],
      repetition: .onlyIfWithoutEffect, sent: 2, kind: nil),
    Case(
      name: "an effect that a server failed over may have been had",
      says: [.answer(500, ""), good],
      repetition: .onlyIfWithoutEffect, sent: 1, kind: .lost, code: "500"),
    Case(
      name: "a refusal is final",
      says: [
        .answer(400, #"{"__type":"com.amazonaws.glue#EntityNotFoundException","Message":"no"}"#),
        good,
      ], sent: 1, kind: .refused, code: "EntityNotFoundException"),
    Case(
      name: "a page of somebody between is no answer",
      says: [.answer(200, "<html>log in</html>"), good], sent: 2, kind: nil),
    Case(
      name: "for an effect it is a lost answer", says: [.answer(200, "<html>log in</html>"), good],
      repetition: .onlyIfWithoutEffect, sent: 1, kind: .lost),
    Case(name: "half of an answer", says: [.answer(200, #"{"Name":"#), good], sent: 2, kind: nil),
    Case(
      name: "for ever", says: [.answer(503, #"{"__type":"ServiceUnavailable"}"#)], sent: 5,
      kind: .lost, code: "ServiceUnavailable"),
    Case(
      name: "throttled for ever", says: [.answer(429, "slow down")], sent: 5, kind: .throttled),
    Case(
      name: "an expired token is renewed once",
      says: [.answer(400, #"{"__type":"ExpiredTokenException"}"#), good], sent: 2, kind: nil),
    Case(
      name: "and not for ever", says: [.answer(400, #"{"__type":"ExpiredTokenException"}"#)],
      sent: 2, kind: .refused, code: "ExpiredTokenException"),
  ]

  private struct Named: Codable, Sendable {
    let name: String

    enum CodingKeys: String, CodingKey { case name = "Name" }
  }

  private static func client(_ transport: any HTTPTransport) throws -> AWSClient {
    let settings = try AWSSettings(environment: [
      "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
      "HOME": "/nowhere",
    ])
    return try AWSClient(
      settings: settings, transport: transport, retries: RetryPolicy(jitter: { -0.98 }),
      now: { Timestamp(seconds: 1_800_000_000) })
  }

  @Test(arguments: cases) func `sends again only what can be`(one: Case) async throws {
    let transport = Scripted(one.says)
    let client = try Self.client(transport)
    do {
      let answer: Named = try await client.json(
        .glue, "GetJob", Named(name: "x"), one.repetition)
      #expect(answer.name == "x" && one.kind == nil)
    } catch {
      #expect(error.kind == one.kind && error.code == one.code)
    }
    #expect(transport.sent.count == one.sent)
    #expect(
      transport.sent.allSatisfy { $0.isAlone == (one.repetition == .onlyIfWithoutEffect) })
  }

  @Test func `sets its clock right by the service's, and signs again`() async throws {
    let transport = Scripted([
      .answer(
        403, #"{"__type":"RequestTimeTooSkewed"}"#, ["date": "Fri, 15 Jan 2027 09:00:00 GMT"]),
      Self.good,
    ])
    let client = try Self.client(transport)
    let _: Named = try await client.json(.glue, "GetJob", Named(name: "x"))
    let dates = transport.sent.map { request in
      request.headers.first { $0.name == "x-amz-date" }?.value
    }
    #expect(dates == ["20270115T080000Z", "20270115T090000Z"])
  }

  @Test func `waits at least half of a pause, and no longer than asked or twenty seconds`() {
    for (jitter, share) in [(0.0, 0.5), (0.999, 0.9995)] {
      let policy = RetryPolicy(attempts: 20, jitter: { jitter })
      for attempt in 1..<8 {
        let most = min(20, 0.4 * Double(1 << attempt))
        let pause = policy.pause(after: attempt, isThrottled: true, told: nil)
        #expect(pause.map { abs($0 / .seconds(1) - most * share) < 0.001 } == true)
      }
      #expect(policy.pause(after: 1, isThrottled: true, told: .seconds(7)) == .seconds(7))
      #expect(policy.pause(after: 1, isThrottled: true, told: .seconds(900)) == .seconds(20))
    }
  }

  @Test func `stops trying again when all calls together tried too often`() {
    let policy = RetryPolicy(attempts: 5, jitter: { 0 })
    var count = 0
    while policy.pause(after: 1, isThrottled: false, told: nil) != nil { count += 1 }
    #expect(count == 50)
    for _ in 0..<10 { policy.succeed() }
    #expect(policy.pause(after: 1, isThrottled: false, told: nil) != nil)
  }

  @Test(
    arguments: [
      (
        #"{"__type":"com.amazonaws.glue#EntityNotFoundException","Message":"no"}"#, [:],
        "EntityNotFoundException", "no"
      ),
      (#"{"code":"X","message":"m"}"#, ["x-amzn-errortype": "Y:http://z"], "Y", "m"),
      ("<Error><Code>NoSuchKey</Code><Message>m</Message></Error>", [:], "NoSuchKey", "m"),
      (
        "<ErrorResponse><Error><Code>Throttling</Code><Message>m</Message></Error></ErrorResponse>",
        [:], "Throttling", "m"
      ),
      ("", [:], "404", ""), ("<html>", [:], "", ""),
      (
        "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><Error><Code>&a;</Code></Error>",
        [:], "", ""
      ),
    ] as [(String, [String: String], String, String)])
  func `reads the errors of all services`(
    body: String, headers: [String: String], code: String, message: String
  ) {
    let said = ErrorAnswer(HTTPAnswer(status: 404, headers: headers, body: Array(body.utf8)))
    #expect(said.code == code && said.message == message)
  }

  @Test func `sends what it signed, over connections that are kept`() async throws {
    let server = try LocalServer { request in (200, request.path, [:]) }
    defer { server.close() }
    let transport = CurlTransport(proxy: "")
    let address = HTTPAddress(
      scheme: "http", host: "127.0.0.1:\(server.port)", path: "/a//..%2F/%C3%A9",
      query: [.init("b", "1 2"), .init("a", "")])
    for method in ["GET", "PUT", "DELETE", "POST", "HEAD"] {
      var request = HTTPRequest(method, address, body: method == "PUT" ? Array("é".utf8) : [])
      request.isAlone = method == "POST"
      let answer = try await transport.answer(to: request)
      #expect(answer.status == 200)
    }
    #expect(Set(server.seen.map(\.path)) == ["/a//..%2F/%C3%A9?a=&b=1%202"])
    #expect(server.seen.map(\.method) == ["GET", "PUT", "DELETE", "POST", "HEAD"])
    #expect(server.seen.map(\.body) == ["", "é", "", "", ""])
    for request in server.seen {
      #expect(request.headers["accept"] == nil && request.headers["expect"] == nil)
    }
  }

  @Test func `says of a server that is not there that nothing was sent`() async throws {
    let server = try LocalServer { _ in (200, "", [:]) }
    server.close()
    let address = HTTPAddress(scheme: "http", host: "127.0.0.1:\(server.port)")
    do {
      _ = try await CurlTransport(proxy: "").answer(to: HTTPRequest("GET", address))
      Issue.record("somebody answered")
    } catch {
      #expect(error.isUnsent)
    }
  }

  @Test func `speaks the runtime API of a function`() async throws {
    let server = try LocalServer { request in
      request.method == "GET"
        ? (
          200, #"{"x":1}"#,
          [
            "Lambda-Runtime-Aws-Request-Id": "r1", "Lambda-Runtime-Deadline-Ms": "1800000000000",
          ]
        ) : (202, "", [:])
    }
    defer { server.close() }
    let runtime = try #require(
      LambdaRuntime(host: "127.0.0.1:\(server.port)", transport: CurlTransport(proxy: "")))
    let invocation = try await runtime.next()
    #expect(invocation.id == "r1" && invocation.deadline == Timestamp(seconds: 1_800_000_000))
    try await runtime.answer(invocation, with: Array("{}".utf8))
    try await runtime.fail(invocation, type: "Trouble", message: "no \"journal\"")
    try await runtime.failToStart(type: "Configuration", message: "none")
    #expect(
      server.seen.dropFirst().map(\.path) == [
        "/2018-06-01/runtime/invocation/r1/response", "/2018-06-01/runtime/invocation/r1/error",
        "/2018-06-01/runtime/init/error",
      ])
    #expect(server.seen[2].body.contains(#""errorMessage":"no \"journal\"""#))
  }
}

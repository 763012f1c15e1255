internal import FoundationEssentials
public import Incidents

/// The Runtime API of Lambda: invocations come, one after the other, and are answered.
///
/// Source: AWS Lambda Developer Guide, "Using the Lambda runtime API for custom runtimes".
public struct LambdaRuntime: Sendable {
  private let address: HTTPAddress
  private let transport: any HTTPTransport

  /// `host` is what `AWS_LAMBDA_RUNTIME_API` says; `nil` where that is no host.
  public init?(host: String, transport: any HTTPTransport) {
    guard let address = HTTPAddress("http://" + host) else { return nil }
    self.address = address
    self.transport = transport
  }

  /// One invocation.
  public struct Invocation: Sendable {
    public let id: String
    /// When it has to be answered; `nil` where nobody says.
    public let deadline: Timestamp?
    public let body: [UInt8]
  }

  /// Waits for the next invocation, for as long as that takes.
  public func next() async throws(TransportError) -> Invocation {
    var request = HTTPRequest("GET", at("/2018-06-01/runtime/invocation/next"))
    // The function is frozen while nothing comes: no time passes for it that could be counted.
    request.timeout = .seconds(30 * 86_400)
    let answer = try await transport.answer(to: request)
    guard answer.status == 200, let id = answer.headers["lambda-runtime-aws-request-id"] else {
      throw TransportError(
        reason: "the runtime API answered with status \(answer.status)", isUnsent: false)
    }
    let milliseconds = answer.headers["lambda-runtime-deadline-ms"].flatMap { Double($0) }
    return Invocation(
      id: id, deadline: milliseconds.flatMap { Timestamp(epochSeconds: $0 / 1000) },
      body: answer.body)
  }

  /// Answers an invocation.
  public func answer(_ invocation: Invocation, with body: [UInt8]) async throws(TransportError) {
    try await post(body, to: "/2018-06-01/runtime/invocation/\(invocation.id)/response")
  }

  /// Says that an invocation failed: whoever sent it sends it again.
  public func fail(
    _ invocation: Invocation, type: String, message: String
  ) async throws(TransportError) {
    try await post(
      Self.error(type, message), to: "/2018-06-01/runtime/invocation/\(invocation.id)/error", type)
  }

  /// Says that the function cannot start at all.
  public func failToStart(type: String, message: String) async throws(TransportError) {
    try await post(Self.error(type, message), to: "/2018-06-01/runtime/init/error", type)
  }

  private func at(_ path: String) -> HTTPAddress {
    HTTPAddress(scheme: address.scheme, host: address.host, path: path)
  }

  private func post(
    _ body: [UInt8], to path: String, _ error: String? = nil
  ) async throws(TransportError) {
    var headers = [(name: "content-type", value: "application/json")]
    if let error { headers.append(("lambda-runtime-function-error-type", error)) }
    let request = HTTPRequest("POST", at(path), headers: headers, body: body)
    let answer = try await transport.answer(to: request)
    guard (200..<300).contains(answer.status) else {
      throw TransportError(
        reason: "the runtime API answered with status \(answer.status)", isUnsent: false)
    }
  }

  private struct Failure: Encodable {
    let errorType: String
    let errorMessage: String
    let stackTrace: [String] = []
  }

  private static func error(_ type: String, _ message: String) -> [UInt8] {
    (try? JSONEncoder().encode(Failure(errorType: type, errorMessage: message))).map { Array($0) }
      ?? Array("{}".utf8)
  }
}

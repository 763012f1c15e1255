internal import FoundationEssentials
public import Incidents

/// Calls of AWS: signed, sent, tried again where that is safe, and told in words where they fail.
public struct AWSClient: Sendable {
  public private(set) var region: String
  public let settings: AWSSettings
  let transport: any HTTPTransport
  let credentials: CredentialChain
  private let retries: RetryPolicy
  private let clock: SkewedClock
  /// When the calls of this client have to be over; none where nobody says.
  private var deadline: ContinuousClock.Instant?

  /// Whether a call that may have had its effect can be sent again.
  public enum Repetition: Sendable, Hashable {
    /// It reads, or doing it twice is doing it once.
    case safe
    /// It is sent again only where it is proven that it had no effect.
    case onlyIfWithoutEffect
  }

  /// `region` stands above the settings'; `now` is the machine's time.
  public init(
    settings: AWSSettings, transport: (any HTTPTransport)? = nil, region: String? = nil,
    retries: RetryPolicy? = nil, now: @escaping @Sendable () -> Timestamp = AWSClient.machineTime
  ) throws(AWSError) {
    guard let region = region ?? settings.region else {
      throw .unusable("no region is set: export AWS_REGION, or write `region` in the profile")
    }
    self.region = region
    self.settings = settings
    let transport = transport ?? CurlTransport(certificates: settings.certificates)
    self.transport = transport
    self.retries = retries ?? RetryPolicy(attempts: settings.attempts)
    clock = SkewedClock(now)
    credentials = CredentialChain(
      settings: settings, region: region, transport: transport, now: now)
  }

  /// The same client in another region.
  public func calling(_ region: String) -> AWSClient {
    var other = self
    other.region = region
    return other
  }

  /// The same client, whose calls are over at an instant, answered or not.
  public func finishing(by instant: ContinuousClock.Instant) -> AWSClient {
    var bounded = self
    bounded.deadline = min(deadline ?? instant, instant)
    return bounded
  }

  /// The machine's own time.
  public static let machineTime: @Sendable () -> Timestamp = {
    Timestamp(epochSeconds: Date().timeIntervalSince1970) ?? Timestamp(seconds: 0)
  }

  /// One call of a service that speaks JSON.
  public func json<Output: Decodable & Sendable>(
    _ service: AWSService, _ operation: String, _ input: some Encodable & Sendable,
    _ repetition: Repetition = .safe
  ) async throws(AWSError) -> Output {
    let call = AWSCall(
      service: service, operation: operation, repetition: repetition, form: .json)
    let body: [UInt8]
    do { body = Array(try JSONEncoder().encode(input)) } catch {
      throw call.error("its input cannot be written: \(error)", .refused)
    }
    let answer = try await send(
      call,
      HTTPRequest(
        "POST", try address(of: service),
        headers: [
          ("content-type", "application/x-amz-json-\(service.version)"),
          ("x-amz-target", "\(service.target).\(operation)"),
        ], body: body))
    let text = answer.body.isEmpty ? Array("{}".utf8) : answer.body
    do { return try JSONDecoder().decode(Output.self, from: Data(text)) } catch {
      throw call.error("the answer cannot be read: \(error)", .lost, body: answer.body)
    }
  }

  /// One call of a service that takes a form and answers in XML.
  public func form(
    _ service: AWSService, _ operation: String, _ fields: [HTTPAddress.Parameter],
    _ repetition: Repetition = .safe
  ) async throws(AWSError) -> XMLElement {
    let call = AWSCall(
      service: service, operation: operation, repetition: repetition, form: .xml)
    let answer = try await send(call, call.form(fields, to: try address(of: service)))
    guard let root = XMLElement(answer.body) else {
      throw call.error("the answer is no XML", .lost, body: answer.body)
    }
    return root
  }

  /// One call of a service that is spoken to by address and headers.
  func rest(
    _ call: AWSCall, _ request: HTTPRequest
  ) async throws(AWSError) -> HTTPAnswer { try await send(call, request) }

  func address(of service: AWSService) throws(AWSError) -> HTTPAddress {
    try settings.endpoint(of: service) ?? service.address(in: region)
  }
}

// Sending, and sending again.
extension AWSClient {
  private func send(_ call: AWSCall, _ request: HTTPRequest) async throws(AWSError) -> HTTPAnswer {
    var attempt = 0
    var wasRenewed = false
    var wasSetRight = false
    while true {
      attempt += 1
      let result = try await attemptOnce(call, request)
      let failure: AnswerFailure
      switch result {
      case .success(let answer):
        retries.succeed()
        return answer
      case .failure(let found): failure = found
      }
      // A stale credential and a wrong clock are set right once; neither is the service's trouble.
      if failure.isExpired, !wasRenewed {
        wasRenewed = true
        await credentials.forget()
        continue
      }
      if !wasSetRight, clock.setRight(by: failure) {
        wasSetRight = true
        continue
      }
      let mayRepeat = call.repetition == .safe || failure.error.kind != .lost
      guard mayRepeat, failure.isTransient,
        let pause = retries.pause(
          after: attempt, isThrottled: failure.error.kind == .throttled, told: failure.retryAfter),
        isInTime(after: pause)
      else { throw failure.error }
      do { try await Task.sleep(for: pause) } catch { throw failure.error }
    }
  }

  private func isInTime(after pause: Duration) -> Bool {
    deadline.map { ContinuousClock.now + pause < $0 } ?? true
  }

  private func attemptOnce(
    _ call: AWSCall, _ request: HTTPRequest
  ) async throws(AWSError) -> Result<HTTPAnswer, AnswerFailure> {
    var request = request
    if let deadline {
      let left = deadline - ContinuousClock.now
      guard left > .milliseconds(1) else {
        throw call.error("there was no time left for it", .refused)
      }
      request.timeout = min(request.timeout, left)
    }
    request.isAlone = call.repetition == .onlyIfWithoutEffect
    let signer = RequestSigner(
      credentials: try await credentials.current(),
      region: call.service.signingRegion(in: region), service: call.service.signingName)
    signer.sign(&request, at: clock.now())
    do throws(TransportError) {
      let answer = try await transport.answer(to: request)
      if (200..<300).contains(answer.status) {
        return call.isReadable(answer.body)
          ? .success(answer)
          : .failure(AnswerFailure(call.error("the answer is none of the service", .lost)))
      }
      return .failure(AnswerFailure(answer, of: call))
    } catch {
      return .failure(
        AnswerFailure(call.error(error.reason, error.isUnsent ? .refused : .lost)))
    }
  }
}

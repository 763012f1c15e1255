internal import FoundationEssentials
internal import Incidents

/// An answer that is no good, and what can be done about it.
struct AnswerFailure: Error, Sendable {
  let error: AWSError
  /// Whether the same may go well a little later.
  let isTransient: Bool
  var isExpired = false
  /// The service's time, where it says that ours is wrong.
  var serverTime: Timestamp?
  var retryAfter: Duration?

  /// No answer at all.
  init(_ error: AWSError) {
    self.error = error
    isTransient = true
  }

  init(_ answer: HTTPAnswer, of call: AWSCall) {
    let said = ErrorAnswer(answer)
    let isThrottled = Self.throttling.contains(said.code) || answer.status == 429
    // A refusal is a refusal only where the service itself speaks.
    let kind: AWSError.Kind =
      isThrottled ? .throttled : answer.status < 500 || answer.status == 501 ? .refused : .lost
    error = AWSError(
      service: call.service.name, operation: call.operation, code: said.code,
      message: said.message.isEmpty ? "it was answered with status \(answer.status)" : said.message,
      requestID: said.requestID, kind: kind, body: answer.body)
    isTransient =
      isThrottled || Self.transient.contains(said.code) || answer.status == 408
      || (answer.status >= 500 && answer.status != 501)
    isExpired = Self.expired.contains(said.code)
    if Self.skewed.contains(said.code) || answer.status == 403 {
      serverTime = answer.headers["date"].flatMap { Timestamp(httpDate: $0) }
    }
    retryAfter = answer.headers["retry-after"].flatMap { Int($0) }.map { .seconds(max(0, $0)) }
  }

  private static let throttling: Set<String> = [
    "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
    "TooManyRequestsException", "ProvisionedThroughputExceededException", "RequestLimitExceeded",
    "BandwidthLimitExceeded", "RequestThrottled", "SlowDown", "PriorRequestNotComplete",
    "TransactionInProgressException", "KMSThrottlingException",
  ]
  private static let transient: Set<String> = [
    "RequestTimeout", "RequestTimeoutException", "InternalError", "InternalServiceException",
    "InternalServerError", "ServiceUnavailable", "OperationTimeoutException",
  ]
  private static let expired: Set<String> = [
    "ExpiredToken", "ExpiredTokenException", "RequestExpired", "UnrecognizedClientException",
  ]
  private static let skewed: Set<String> = [
    "RequestTimeTooSkewed", "RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch",
    "RequestInTheFuture", "AuthFailure",
  ]
}

/// What a service says in an answer that is an error, in JSON or XML, in body or headers.
struct ErrorAnswer: Sendable {
  var code = ""
  var message = ""
  var requestID = ""

  private struct Fields: Decodable {
    let type: String?
    let code: String?
    let message: String?
    let otherMessage: String?

    enum CodingKeys: String, CodingKey {
      case type = "__type"
      case code
      case message
      case otherMessage = "Message"
    }
  }

  init(_ answer: HTTPAnswer) {
    requestID =
      answer.headers["x-amzn-requestid"] ?? answer.headers["x-amz-request-id"]
      ?? answer.headers["x-amzn-request-id"] ?? ""
    var named = answer.headers["x-amzn-errortype"]
    if let fields = try? JSONDecoder().decode(Fields.self, from: Data(answer.body)) {
      named = named ?? fields.type ?? fields.code
      message = fields.message ?? fields.otherMessage ?? ""
    } else if let root = XMLElement(answer.body) {
      let error = root.first(named: "Error") ?? root
      named = error.text(of: "Code") ?? named
      message = error.text(of: "Message") ?? ""
      let id =
        root.text(of: "RequestId") ?? error.text(of: "RequestId") ?? root.text(of: "RequestID")
      if let id { requestID = id }
    }
    // `com.amazonaws.glue#EntityNotFoundException:http://…` is EntityNotFoundException.
    let name = named?.split(separator: "#").last?.prefix { $0 != ":" }
    code = name.map(String.init) ?? (answer.body.isEmpty ? "\(answer.status)" : "")
    message = String(message.prefix(2000))
  }
}

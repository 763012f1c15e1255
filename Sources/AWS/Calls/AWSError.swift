/// How a call of AWS failed: which, how it was answered, and whether it can have had an effect.
public struct AWSError: Error, Sendable, CustomStringConvertible {
  public let service: String
  public let operation: String
  /// The service's word for it, as `EntityNotFoundException`; empty where none came.
  public let code: String
  public let message: String
  /// What AWS support asks for; empty where none came.
  public let requestID: String
  public let kind: Kind
  /// The body of the answer, for what an error says besides.
  public let body: [UInt8]

  /// What is known of the effect of a call that failed.
  public enum Kind: Sendable, Hashable {
    /// It was answered with a refusal, or never sent: it had no effect.
    case refused
    /// It was turned away because there are too many: it had no effect.
    case throttled
    /// Nobody answered, or nobody can read the answer: it may have had its effect.
    case lost
  }

  public init(
    service: String, operation: String, code: String, message: String, requestID: String = "",
    kind: Kind, body: [UInt8] = []
  ) {
    self.service = service
    self.operation = operation
    self.code = code
    self.message = message
    self.requestID = requestID
    self.kind = kind
    self.body = body
  }

  public var description: String {
    let named = code.isEmpty ? "" : " (\(code))"
    let request = requestID.isEmpty ? "" : ", request \(requestID)"
    let words = message.isEmpty ? "no reason was given" : message
    return "\(service) \(operation): \(words)\(named)\(request)"
  }

  /// Whether the caller may not do this: an answer about permissions, not about the thing.
  public var isDenied: Bool {
    [
      "AccessDenied", "AccessDeniedException", "AllAccessDisabled", "AuthorizationError",
      "UnauthorizedOperation", "NotAuthorized", "Forbidden", "403",
    ].contains(code)
  }

  /// Whether what was asked for is not there.
  public var isMissing: Bool {
    [
      "EntityNotFoundException", "ResourceNotFoundException", "NoSuchKey", "NoSuchBucket",
      "NotFound", "ParameterNotFound", "AWS.SimpleQueueService.NonExistentQueue", "NoSuchEntity",
      "QueueDoesNotExist", "404",
    ].contains(code)
  }
}

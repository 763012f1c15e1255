/// Which call is made: what its errors say of it.
struct AWSCall: Sendable {
  let service: AWSService
  let operation: String
  let repetition: AWSClient.Repetition
  let form: Form

  /// What an answer that is good looks like.
  enum Form: Sendable, Hashable {
    case json, xml, bytes
  }

  /// Whether an answer is one of the service at all: something between may have answered instead.
  func isReadable(_ body: [UInt8]) -> Bool {
    let first = body.first { $0 > 0x20 }
    let last = body.last { $0 > 0x20 }
    switch form {
    case .json: return body.isEmpty || (first == UInt8(ascii: "{") && last == UInt8(ascii: "}"))
    case .xml: return XMLElement(body).map { $0.name.lowercased() != "html" } ?? body.isEmpty
    case .bytes: return true
    }
  }

  /// The request of a service that takes a form: the operation, and its fields.
  func form(_ fields: [HTTPAddress.Parameter], to address: HTTPAddress) -> HTTPRequest {
    let all = [.init("Action", operation), .init("Version", service.version)] + fields
    let body = all.map { "\($0.name.percentEncoded())=\($0.value.percentEncoded())" }
      .joined(separator: "&")
    return HTTPRequest(
      "POST", address,
      headers: [("content-type", "application/x-www-form-urlencoded; charset=utf-8")],
      body: Array(body.utf8))
  }

  func error(
    _ message: String, _ kind: AWSError.Kind, code: String = "", body: [UInt8] = []
  ) -> AWSError {
    AWSError(
      service: service.name, operation: operation, code: code, message: message, kind: kind,
      body: body)
  }
}

internal import Digests
internal import Incidents

/// Signature Version 4: who asks, when, for which service, and that nothing was changed on the way.
///
/// Source: AWS General Reference, "Signing AWS API requests". Held against signatures that botocore
/// made.
struct RequestSigner: Sendable {
  let credentials: Credentials
  let region: String
  let service: String

  /// Adds date, token and signature to a request; every header that it has is signed.
  func sign(_ request: inout HTTPRequest, at now: Timestamp) {
    let stamp = now.signatureText
    request.headers.removeAll { Self.own.contains($0.name) }
    request.headers.append(("x-amz-date", stamp))
    if let token = credentials.token { request.headers.append(("x-amz-security-token", token)) }
    let payload = Digest.hex(of: request.body)
    if isStorage { request.headers.append(("x-amz-content-sha256", payload)) }
    let scope = "\(stamp.prefix(8))/\(region)/\(service)/aws4_request"
    let canonical = canonicalText(of: request, payload: payload)
    let text = "AWS4-HMAC-SHA256\n\(stamp)\n\(scope)\n\(Digest.hex(of: canonical.text))"
    let signature = Digest.keyed(Array(text.utf8), under: key(date: String(stamp.prefix(8))))
    request.headers.append(
      (
        "authorization",
        "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), "
          + "SignedHeaders=\(canonical.headers), Signature=\(signature)"
      ))
  }

  /// What an earlier signature of the same request left.
  private static let own: Set<String> = [
    "authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256",
  ]

  /// S3 takes its paths as they are and wants the digest of the body in a header.
  private var isStorage: Bool { service == "s3" }

  private func canonicalText(
    of request: HTTPRequest, payload: String
  ) -> (text: String, headers: String) {
    let all = request.headers + [("host", request.address.host)]
    let headers = Dictionary(grouping: all, by: \.name)
      .map { ($0.key, $0.value.map { $0.value.collapsed }.joined(separator: ",")) }
      .sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) }
    let names = headers.map(\.0).joined(separator: ";")
    let path =
      isStorage ? request.address.path : request.address.path.percentEncoded(keepingSlashes: true)
    let lines = [request.method, path, request.address.queryText]
    let text =
      (lines + headers.map { "\($0.0):\($0.1)" } + ["", names, payload]).joined(separator: "\n")
    return (text, names)
  }

  private func key(date: String) -> [UInt8] {
    var key = Array("AWS4\(credentials.secret)".utf8)
    for part in [date, region, service, "aws4_request"] {
      key = Digest.code(of: Array(part.utf8), under: key)
    }
    return key
  }
}

extension Timestamp {
  /// The instant as signatures have it: `20261126T110000Z`.
  var signatureText: String {
    let whole = Timestamp(seconds: seconds).description
    return String(decoding: whole.utf8.filter { $0 != 0x2D && $0 != 0x3A }, as: UTF8.self)
  }
}

extension String {
  /// The value of a header as it is signed: trimmed, and runs of spaces as one.
  fileprivate var collapsed: String {
    split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
  }
}

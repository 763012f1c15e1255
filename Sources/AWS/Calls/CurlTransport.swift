internal import CCurl
internal import Dispatch
internal import Synchronization

/// Requests over libcurl: connections are kept, and timeouts are exact to the millisecond.
///
/// A request that waits holds a thread of its own, never one of those that run Swift's tasks.
public final class CurlTransport: HTTPTransport {
  private let idle = Mutex<[Connection]>([])
  private let certificates: String?
  private let proxy: String?
  private let queue = DispatchQueue(label: "kintsugi.http", attributes: .concurrent)

  /// A handle of libcurl. It is used by one request at a time: whoever has it took it out of the
  /// list, so that it may go from thread to thread.
  private struct Connection: @unchecked Sendable {
    let handle: UnsafeMutableRawPointer?
  }

  /// The most connections that are kept while nobody uses them.
  private static let mostIdle = 16

  /// `certificates` is a file to trust instead of the machine's; `proxy` stands above what the
  /// environment says, and is empty for none.
  public init(certificates: String? = nil, proxy: String? = nil) {
    self.certificates = certificates
    self.proxy = proxy
  }

  deinit {
    idle.withLock { connections in
      for connection in connections { ccurl_close(connection.handle) }
      connections = []
    }
  }

  public func answer(to request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
    let result: Result<HTTPAnswer, TransportError> = await withCheckedContinuation { waiting in
      queue.async { waiting.resume(returning: self.exchange(request)) }
    }
    return try result.get()
  }

  private func exchange(_ request: HTTPRequest) -> Result<HTTPAnswer, TransportError> {
    let kept = request.isAlone ? nil : idle.withLock { $0.popLast() }
    let connection = kept ?? Connection(handle: ccurl_open())
    var answer = ccurl_answer()
    perform(request, over: connection, &answer)
    defer { ccurl_release(&answer) }
    let isKept =
      answer.failure == 0 && !request.isAlone
      && idle.withLock { connections in
        guard connections.count < Self.mostIdle else { return false }
        connections.append(connection)
        return true
      }
    if !isKept { ccurl_close(connection.handle) }
    guard answer.failure == 0 else {
      let reason = withUnsafeBytes(of: answer.reason) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      return .failure(TransportError(reason: reason, isUnsent: answer.is_unsent))
    }
    let head = UnsafeBufferPointer(start: answer.head, count: answer.head_count)
    let body = UnsafeBufferPointer(start: answer.body, count: answer.body_count)
    return .success(
      HTTPAnswer(
        status: answer.status, headers: Self.headers(String(decoding: head, as: UTF8.self)),
        body: Array(body)))
  }

  private func perform(
    _ request: HTTPRequest, over connection: Connection, _ answer: inout ccurl_answer
  ) {
    // libcurl's own headers are taken out by naming them without a value: what is signed is sent.
    var lines = request.headers.map { "\($0.name): \($0.value)" }
    lines += ["expect:", "accept:", "user-agent: kintsugi/1"]
    if !request.headers.contains(where: { $0.name == "content-type" }) {
      lines.append("content-type:")
    }
    let texts = lines.map { Array($0.utf8CString) }
    withPointers(to: texts[...], []) { headers in
      request.method.withCString { method in
        request.address.text.withCString { url in
          request.body.withUnsafeBufferPointer { body in
            withOptional(certificates) { certificates in
              withOptional(proxy) { proxy in
                var outgoing = ccurl_request(
                  method: method, url: url, headers: headers, header_count: texts.count,
                  body: body.baseAddress, body_count: body.count,
                  connect_milliseconds: request.connectTimeout.milliseconds,
                  total_milliseconds: request.timeout.milliseconds,
                  answer_limit: request.answerLimit, is_alone: request.isAlone,
                  certificates: certificates, proxy: proxy)
                ccurl_perform(connection.handle, &outgoing, &answer)
              }
            }
          }
        }
      }
    }
  }

  private func withOptional(_ text: String?, _ work: (UnsafePointer<CChar>?) -> Void) {
    if let text { text.withCString { work($0) } } else { work(nil) }
  }

  /// Calls `work` with a list of C strings that live until it returns.
  private func withPointers(
    to texts: ArraySlice<[CChar]>, _ found: [UnsafePointer<CChar>?],
    _ work: (UnsafePointer<UnsafePointer<CChar>?>?) -> Void
  ) {
    guard let first = texts.first else {
      return found.withUnsafeBufferPointer { work($0.baseAddress) }
    }
    first.withUnsafeBufferPointer {
      withPointers(to: texts.dropFirst(), found + [$0.baseAddress], work)
    }
  }

  /// The headers of the last answer in a head: one that said "continue" may stand before it.
  private static func headers(_ head: String) -> [String: String] {
    var headers: [String: String] = [:]
    for line in head.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("HTTP/") { headers = [:] }
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmed
    }
    return headers
  }
}

extension Duration {
  /// Whole milliseconds, at least one.
  fileprivate var milliseconds: Int {
    let (seconds, attoseconds) = components
    return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at its ends.
  var trimmed: String {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest = rest.dropFirst() }
    while let last = rest.last, last.isWhitespace { rest = rest.dropLast() }
    return String(rest)
  }
}

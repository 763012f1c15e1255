/// Sends one request and waits for its answer: the one way out of the program.
public protocol HTTPTransport: Sendable {
  func answer(to request: HTTPRequest) async throws(TransportError) -> HTTPAnswer
}

/// One request over HTTP/1.1, as it goes out.
public struct HTTPRequest: Sendable {
  public var method: String
  public var address: HTTPAddress
  /// Names in lower case, in the order in which they are sent.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  /// How long to wait for a connection.
  public var connectTimeout = Duration.seconds(3)
  /// How long the whole exchange may take.
  public var timeout = Duration.seconds(30)
  /// The most bytes of body that are taken in.
  public var answerLimit = 64 << 20
  /// Whether nothing may ever send it twice, a new connection included.
  public var isAlone = false

  public init(
    _ method: String, _ address: HTTPAddress, headers: [(name: String, value: String)] = [],
    body: [UInt8] = []
  ) {
    self.method = method
    self.address = address
    self.headers = headers
    self.body = body
  }
}

/// Where a request goes: host, path and query, each as it stands in the address.
public struct HTTPAddress: Sendable, Hashable {
  public let scheme: String
  /// The host, with its port where that is not the scheme's own.
  public let host: String
  /// Percent-encoded; begins with a slash.
  public var path: String
  /// Names and values before encoding.
  public var query: [Parameter]

  /// One parameter of a query, not encoded.
  public struct Parameter: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(scheme: String, host: String, path: String = "/", query: [Parameter] = []) {
    self.scheme = scheme
    self.host = host
    self.path = path
    self.query = query
  }

  /// Reads `https://host:port/path`; `nil` for anything else, a query included.
  public init?(_ text: String) {
    guard let mark = text.firstRange(of: "://") else { return nil }
    let scheme = text[..<mark.lowerBound].lowercased()
    let rest = text[mark.upperBound...]
    let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let path = rest[host.endIndex...]
    guard scheme == "http" || scheme == "https", !host.isEmpty, !host.contains("@"),
      !path.contains("?"), !path.contains("#"),
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    self.init(
      scheme: scheme, host: host.lowercased(), path: path.isEmpty ? "/" : String(path))
  }

  /// The whole address, its query in the order in which it is signed.
  public var text: String {
    query.isEmpty ? "\(scheme)://\(host)\(path)" : "\(scheme)://\(host)\(path)?\(queryText)"
  }

  /// The query as it is sent and signed: encoded, then by names and values in the order of bytes.
  var queryText: String {
    query.map { [$0.name.percentEncoded(), $0.value.percentEncoded()] }
      .sorted { left, right in
        left[0] == right[0]
          ? left[1].utf8.lexicographicallyPrecedes(right[1].utf8)
          : left[0].utf8.lexicographicallyPrecedes(right[0].utf8)
      }
      .map { $0.joined(separator: "=") }.joined(separator: "&")
  }
}

/// What came back.
public struct HTTPAnswer: Sendable {
  public let status: Int
  /// Names in lower case; the last of several of one name.
  public let headers: [String: String]
  public let body: [UInt8]

  public init(status: Int, headers: [String: String], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why no answer came.
public struct TransportError: Error, Sendable, Hashable {
  public let reason: String
  /// Whether it is certain that nothing of the request reached the other side.
  public let isUnsent: Bool

  public init(reason: String, isUnsent: Bool) {
    self.reason = reason
    self.isUnsent = isUnsent
  }
}

extension String {
  /// The text with everything but letters, digits and `-._~` as `%XX` of its UTF-8 (RFC 3986).
  ///
  /// A slash is kept where it divides a path.
  func percentEncoded(keepingSlashes: Bool = false) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count)
    for byte in utf8 {
      switch byte {
      case 0x41...0x5A, 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      case 0x2F where keepingSlashes: bytes.append(byte)
      default: bytes += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

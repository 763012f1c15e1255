/// S3: objects are listed, read, copied and deleted, each only as it was seen.
public struct StorageClient: Sendable {
  private let client: AWSClient

  public init(_ client: AWSClient) { self.client = client }

  /// An object as it was seen.
  public struct Object: Sendable, Hashable {
    public let key: String
    public let bytes: Int
    /// The quoted tag of its content.
    public let tag: String

    public init(key: String, bytes: Int, tag: String) {
      self.key = key
      self.bytes = bytes
      self.tag = tag
    }
  }

  /// Objects below a prefix.
  public struct Listing: Sendable, Hashable {
    public var objects: [Object]
    /// Whether these are all.
    public var isComplete: Bool
  }

  /// `ListObjectsV2`, page by page, `most` objects at the most, in the order of their keys.
  public func objects(
    in bucket: String, below prefix: String, atMost most: Int = 100_000
  ) async throws(AWSError) -> Listing {
    var listing = Listing(objects: [], isComplete: false)
    var token: String?
    var seen: Set<String> = []
    repeat {
      var query: [HTTPAddress.Parameter] = [
        .init("list-type", "2"), .init("prefix", prefix), .init("encoding-type", "url"),
      ]
      if let token { query.append(.init("continuation-token", token)) }
      let answer = try await send(
        "ListObjectsV2", "GET", bucket, nil, query: query, form: .xml)
      guard let root = XMLElement(answer.body), root.name == "ListBucketResult" else {
        throw call("ListObjectsV2", .xml).error("the answer is no listing", .lost)
      }
      for entry in root.all(named: "Contents") {
        guard let key = entry.text(of: "Key")?.percentDecoded,
          let bytes = entry.text(of: "Size").flatMap({ Int($0) })
        else {
          throw call("ListObjectsV2", .xml).error("an object has no key or size", .lost)
        }
        // A page may repeat what the one before it said.
        if seen.insert(key).inserted {
          listing.objects.append(
            Object(key: key, bytes: bytes, tag: entry.text(of: "ETag") ?? ""))
        }
        if listing.objects.count >= most { return listing }
      }
      let next = root.text(of: "NextContinuationToken")
      let isCut = root.text(of: "IsTruncated") == "true"
      guard !isCut || (next != nil && next != token) else {
        throw call("ListObjectsV2", .xml).error("it goes on with the page that it gave", .lost)
      }
      token = isCut ? next : nil
    } while token != nil
    listing.isComplete = true
    return listing
  }

  /// `HeadObject`; `nil` where there is no such object.
  public func object(_ key: String, in bucket: String) async throws(AWSError) -> Object? {
    do throws(AWSError) {
      let answer = try await send("HeadObject", "HEAD", bucket, key, form: .bytes)
      guard let tag = answer.headers["etag"],
        let bytes = answer.headers["content-length"].flatMap({ Int($0) })
      else { throw call("HeadObject", .bytes).error("the answer has no tag or length", .lost) }
      return Object(key: key, bytes: bytes, tag: tag)
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// `GetObject`: the bytes of an object that is still the one that was seen, or a part of them.
  public func bytes(
    of object: Object, in bucket: String, _ range: Range<Int>? = nil
  ) async throws(AWSError) -> [UInt8] {
    var headers = [(name: "if-match", value: object.tag)]
    if let range { headers.append(("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")) }
    let answer = try await send(
      "GetObject", "GET", bucket, object.key, headers: headers, form: .bytes)
    guard answer.body.count == range?.count ?? object.bytes else {
      throw call("GetObject", .bytes).error(
        "\(answer.body.count) bytes came of \(range?.count ?? object.bytes)", .lost)
    }
    return answer.body
  }

  /// `GetObject` of whatever is there, up to a number of bytes; `nil` where nothing is.
  public func bytes(at key: String, in bucket: String) async throws(AWSError) -> [UInt8]? {
    do throws(AWSError) {
      return try await send("GetObject", "GET", bucket, key, form: .bytes).body
    } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// `PutObject` of a key that nothing lies at; `false` where something does.
  public func putNew(
    _ bytes: [UInt8], at key: String, in bucket: String, type: String
  ) async throws(AWSError) -> Bool {
    do throws(AWSError) {
      _ = try await send(
        "PutObject", "PUT", bucket, key,
        headers: [("content-type", type), ("if-none-match", "*")], body: bytes, form: .bytes)
      return true
    } catch {
      if error.isPrecondition { return false }
      throw error
    }
  }

  /// The most bytes that S3 copies in one call.
  public static let largestCopy = 5 << 30

  /// `CopyObject` within a bucket, of an object that is still the one that was seen.
  public func copy(
    _ object: Object, to key: String, in bucket: String
  ) async throws(AWSError) {
    let source = "/" + bucket + "/" + object.key
    let answer = try await send(
      "CopyObject", "PUT", bucket, key,
      headers: [
        ("x-amz-copy-source", source.percentEncoded(keepingSlashes: true)),
        ("x-amz-copy-source-if-match", object.tag),
      ], form: .xml)
    // A copy may fail after its answer has begun with 200.
    guard let root = XMLElement(answer.body), root.name == "CopyObjectResult" else {
      throw call("CopyObject", .xml).error(
        "the copy was not finished: \(ErrorAnswer(answer).message)", .lost)
    }
  }

  /// `DeleteObject` of an object that is still the one that was seen.
  public func delete(_ object: Object, in bucket: String) async throws(AWSError) {
    _ = try await send(
      "DeleteObject", "DELETE", bucket, object.key, headers: [("if-match", object.tag)],
      form: .bytes)
  }

  private func call(_ operation: String, _ form: AWSCall.Form) -> AWSCall {
    AWSCall(service: .storage, operation: operation, repetition: .safe, form: form)
  }

  /// Everything that is sent to S3 can be sent twice: what changes something says what it expects.
  private func send(
    _ operation: String, _ method: String, _ bucket: String, _ key: String?,
    query: [HTTPAddress.Parameter] = [], headers: [(name: String, value: String)] = [],
    body: [UInt8] = [], form: AWSCall.Form
  ) async throws(AWSError) -> HTTPAnswer {
    guard Self.isBucket(bucket) else {
      throw call(operation, form).error("`\(bucket)` is no name of a bucket", .refused)
    }
    var address = try client.bucketAddress(bucket)
    if let key { address.path += key.percentEncoded(keepingSlashes: true) }
    address.query = query
    return try await client.rest(
      call(operation, form), HTTPRequest(method, address, headers: headers, body: body))
  }

  /// Whether a name can be a bucket's: it becomes part of a host.
  static func isBucket(_ name: String) -> Bool {
    (3...63).contains(name.utf8.count)
      && name.utf8.allSatisfy { byte in
        switch byte {
        case 0x61...0x7A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x41...0x5A: true
        default: false
        }
      } && !name.hasPrefix(".") && !name.contains("..")
  }
}

extension AWSClient {
  /// Where a bucket is: a host of its own, or a path where the endpoint is somebody's own or a
  /// certificate would not hold for the host.
  func bucketAddress(_ bucket: String) throws(AWSError) -> HTTPAddress {
    if let own = try settings.endpoint(of: .storage) {
      let root = own.path.hasSuffix("/") ? own.path : own.path + "/"
      return HTTPAddress(scheme: own.scheme, host: own.host, path: "\(root)\(bucket)/")
    }
    let service = AWSService.storage.address(in: region)
    let isPlain = bucket.utf8.allSatisfy {
      (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
    }
    return isPlain
      ? HTTPAddress(scheme: "https", host: "\(bucket).\(service.host)")
      : HTTPAddress(scheme: "https", host: service.host, path: "/\(bucket)/")
  }
}

extension AWSError {
  /// Whether what was expected of the thing does not hold any more; the call had no effect.
  public var isPrecondition: Bool {
    ["PreconditionFailed", "ConditionalRequestConflict", "412", "409"].contains(code)
  }
}

extension String {
  /// The text without `%XX`; `nil` where that is no UTF-8.
  package var percentDecoded: String? {
    guard utf8.contains(0x25) || utf8.contains(0x2B) else { return self }
    var bytes: [UInt8] = []
    var rest = Array(utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x25, rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == 0x2B ? 0x20 : byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}

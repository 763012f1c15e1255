import Foundation
import Glibc
import Synchronization

@testable import AWS

/// An HTTP server on this machine with a free port: what credentials and invocations come from.
final class LocalServer: Sendable {
  struct Request: Sendable {
    let method: String
    /// With its query.
    let path: String
    let headers: [String: String]
    let body: String
  }

  typealias Answer = @Sendable (Request) -> (status: Int, body: String, headers: [String: String])

  let port: Int
  private let listener: Int32
  private let requests = Mutex<[Request]>([])

  var address: String { "http://127.0.0.1:\(port)" }
  /// What came so far.
  var seen: [Request] { requests.withLock { $0 } }

  init(_ answer: @escaping Answer) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &place) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, address, &length) == 0
      }
    }
    guard bound else { throw POSIXError(.EADDRINUSE) }
    port = Int(UInt16(bigEndian: place.sin_port))
    self.listener = listener
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listener, nil, nil)
        if connection < 0 { return }
        Thread.detachNewThread { self.serve(connection, answer) }
      }
    }
  }

  /// Stops taking connections.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
  }

  private func serve(_ connection: Int32, _ answer: Answer) {
    defer { Glibc.close(connection) }
    var held: [UInt8] = []
    while let request = Self.next(&held, from: connection) {
      requests.withLock { $0.append(request) }
      let (status, body, headers) = answer(request)
      var head = "HTTP/1.1 \(status) Said\r\ncontent-length: \(body.utf8.count)\r\n"
      for (name, value) in headers { head += "\(name): \(value)\r\n" }
      let bytes = Array((head + "\r\n" + body).utf8)
      guard send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
        return
      }
    }
  }

  private static func next(_ held: inout [UInt8], from connection: Int32) -> Request? {
    let end = Array("\r\n\r\n".utf8)
    while true {
      if let split = held.firstRange(of: end) {
        let lines = String(decoding: held[..<split.lowerBound], as: UTF8.self)
          .components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
          let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
          headers[parts[0].lowercased()] = (parts.last ?? "").trimmed
        }
        let count = headers["content-length"].flatMap { Int($0) } ?? 0
        if held.count >= split.upperBound + count {
          let body = held[split.upperBound..<(split.upperBound + count)]
          held.removeSubrange(..<(split.upperBound + count))
          return Request(
            method: words[0], path: words[1], headers: headers,
            body: String(decoding: body, as: UTF8.self))
        }
      }
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let count = recv(connection, &buffer, buffer.count, 0)
      if count <= 0 { return nil }
      held += buffer[..<count]
    }
  }
}

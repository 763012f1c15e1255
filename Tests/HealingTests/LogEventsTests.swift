import Foundation
import Incidents
import Testing

@testable import Healing

/// Streams of a page of log events, and lines that two events share.
@Suite struct LogEventsTests {
  private static func streams(_ events: [(stream: String, message: String)]) throws -> [String] {
    let page: [String: Any] = [
      "events": events.map { ["logStreamName": $0.stream, "message": $0.message] }
    ]
    let data = try JSONSerialization.data(withJSONObject: page)
    return try JSONDecoder().decode(LogEvents.self, from: data).streams(of: .error).map { stream in
      "\(stream.writer?.rawValue ?? "-"):" + String(decoding: stream.bytes, as: UTF8.self)
    }
  }

  @Test func `keeps streams apart, and knows whose they are`() throws {
    let found = try Self.streams([
      ("jr_1", "a"), ("jr_1_g-9f", "b"), ("jr_1", "c"), ("jr_1-driver", "d"), ("jr_1-2", "e"),
      ("", "f"),
    ])
    #expect(found == ["driver:a\nc\n", "executor:b\n", "driver:d\n", "executor:e\n", "-:f\n"])
  }

  @Test func `puts a line together that an event was too small for`() throws {
    let full = String(repeating: "x", count: 1 << 14)
    #expect(try Self.streams([("jr", full), ("jr", "y"), ("jr", "z")]) == ["driver:\(full)y\nz\n"])
  }

  @Test func `puts a line together where the writer ends its lines itself`() throws {
    let found = try Self.streams([
      ("jr", "1 ERROR a: Out"), ("jr", "OfMemory\n"), ("jr", "2 WARN b"), ("jr", "3 INFO c\n"),
    ])
    #expect(found == ["driver:1 ERROR a: OutOfMemory\n2 WARN b\n3 INFO c\n"])
  }

  @Test func `takes every event for a line where none ends with one`() throws {
    #expect(try Self.streams([("jr", "a"), ("jr", "b")]) == ["driver:a\nb\n"])
  }
}

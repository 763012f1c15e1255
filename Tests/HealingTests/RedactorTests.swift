import Foundation
import Testing

@testable import Healing

/// Four hundred planted secrets and more, ordinary words that look like them, and the marks.
@Suite struct RedactorTests {
  private static let data = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "data")
  private static let key = [UInt8](repeating: 7, count: 32)

  struct Plant: Decodable {
    let id: String
    let secrets: [String]
    let text: String
  }

  static func plants() throws -> [Plant] {
    try String(contentsOf: data.appending(path: "secrets.jsonl"), encoding: .utf8)
      .split(separator: "\n").map { try JSONDecoder().decode(Plant.self, from: Data($0.utf8)) }
  }

  @Test func `leaves no part of a planted secret`() throws {
    let plants = try Self.plants()
    #expect(plants.count > 400)
    let redactor = Redactor(key: Self.key)
    let leaks = plants.filter { plant in
      let clean = redactor.redacted(plant.text)
      return plant.secrets.contains { clean.contains($0) }
    }
    #expect(leaks.map(\.id) == [])
  }

  @Test func `changes nothing in ordinary words about secrets`() throws {
    let text = try String(contentsOf: Self.data.appending(path: "ordinary.txt"), encoding: .utf8)
    let changed = text.split(separator: "\n").filter {
      Redactor().redacted(String($0)) != String($0)
    }
    #expect(changed == [])
  }

  @Test func `says the same of what was redacted before`() throws {
    for redactor in [Redactor(), Redactor(key: Self.key)] {
      let changed = try Self.plants().filter { plant in
        let once = redactor.redacted(plant.text)
        return redactor.redacted(once) != once
      }
      #expect(changed.map(\.id) == [])
    }
  }

  @Test func `keeps line ends where they are`() throws {
    for plant in try Self.plants() {
      let clean = Redactor(key: Self.key).redacted(plant.text)
      #expect(clean.utf8.count { $0 == 10 } == plant.text.utf8.count { $0 == 10 }, "\(plant.id)")
    }
  }

  /// A log is read a line at a time; what the lines around one say of it must not be lost.
  @Test(arguments: [0, 3, 100], ["\n", "\r\n"])
  func `says of a line by itself what it says of it in its text`(
    spaced: Int, end: String
  ) throws {
    let redactor = Redactor()
    let filler = "INFO task done"
    let between = [String](repeating: filler, count: spaced)
    // Every third, so that all kinds are among them.
    let texts = try Self.plants().enumerated().filter { $0.offset % 3 == 0 }.map(\.element.text)
    let plain = texts.flatMap { [$0] + between }.joined(separator: "\n")
    let text = Array(plain.replacing("\n", with: end).utf8)
    let clean = redactor.redacted(text).split(separator: 10, omittingEmptySubsequences: false)
    var changed = 0
    text.withUnsafeBufferPointer { text in
      let lines = text.split(separator: 10, omittingEmptySubsequences: false)
      for (var line, var clean) in zip(lines, clean) {
        // A line is told without its carriage return.
        if line.last == 13 { line = line.dropLast() }
        if clean.last == 13 { clean = clean.dropLast() }
        if line.elementsEqual(filler.utf8) { continue }
        let own = redactor.redacted(line.startIndex..<line.endIndex, of: text)
        #expect(own ?? Array(line) == Array(clean))
        changed += own == nil ? 0 : 1
      }
    }
    #expect(changed > 140)
  }

  @Test func `gives equal secrets equal marks under one key, and others under another`() {
    let redactor = Redactor(key: Self.key)
    let one = redactor.redacted("password=hunter2secret")
    #expect(one.hasPrefix("password=[secret ") && one.count == "password=[secret 12345678]".count)
    #expect(redactor.redacted("pwd=hunter2secret").suffix(17) == one.suffix(17))
    #expect(redactor.redacted("pwd=hunter3secret").suffix(17) != one.suffix(17))
    let other = Redactor(key: [UInt8](repeating: 8, count: 32))
    #expect(other.redacted("pwd=hunter2secret").suffix(17) != one.suffix(17))
    #expect(Redactor().redacted("pwd=hunter2secret") == "pwd=[secret]")
  }

  @Test(arguments: [
    ("--db-password", "x", true), ("--password", "******", false), ("--day", "2013-04-18", false),
    ("--api-key", "0123456789abcdef", true), ("connection.password", "a b", true),
    ("--secret-arn", "arn:aws:secretsmanager:x", false), ("--url", "s3://b/k", false),
    ("--url", "redis://:pa55word@h", true), ("--secret", "", false),
    ("--token", "arn:aws:secretsmanager:x:y", false), ("--input", "AKIAQWERTYUIOPASDFGH", true),
  ])
  func `takes a name's word for its value`(name: String, value: String, isSecret: Bool) {
    let clean = Redactor().redacted([name: value])
    #expect((clean[name] != value) == isSecret)
    #expect(Redactor().redacted(clean) == clean)
  }

  @Test func `restores arguments from the run they are of, and from no other`() throws {
    let redactor = Redactor(key: Self.key)
    let origin = ["--password": "hunter2", "--day": "1", "--url": "ftp://u:pw4@h", "--other": "x"]
    var clean = redactor.redacted(origin)
    #expect(clean["--password"] != "hunter2")
    #expect(redactor.restored(clean, from: origin) == origin)
    clean["--other"] = nil
    clean["--workers"] = "4"
    let restored = try #require(redactor.restored(clean, from: origin))
    #expect(restored["--workers"] == "4" && restored["--password"] == "hunter2")
    let changed = origin.merging(["--password": "hunter3"]) { $1 }
    #expect(redactor.restored(clean, from: changed) == nil)
    #expect(redactor.restored(clean, from: ["--day": "1"]) == nil)
  }

  @Test func `reads anything, however it is broken`() {
    var generator = Seeded(state: 20)
    let pieces = [
      "password=", "\u{1B}[", "%", "%4", "\\u00", "://", ":", "@", "-----BEGIN", "-----END", "eyJ",
      "\"", "\\\"", "\n", "\r\n", " ", "AKIA", "=", "&#", "<", ">", "Bearer ", "[secret ", "]",
      "-u ",
      "\u{202E}", "\0", "ä", "thin:", "/", "IDENTIFIED BY '", "--", ",", "token",
    ]
    for _ in 0..<4_000 {
      let count = Int.random(in: 0..<24, using: &generator)
      var text = (0..<count).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
      if Bool.random(using: &generator) { text += "a1B2c3D4e5" }
      let once = Redactor().redacted(text)
      #expect(once.utf8.count { $0 == 10 } == text.utf8.count { $0 == 10 })
      _ = Redactor().redacted(once)
    }
    var bytes = (0..<20_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    bytes += [0x25, 0x1B, 0xE2, 0x80]
    #expect(Redactor().redacted(bytes).count { $0 == 10 } == bytes.count { $0 == 10 })
  }
}

private struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

import Foundation

/// One row of `expect.jsonl`: a document, and what a loader must make of it.
struct EdgeCase: Decodable, Sendable {
  let id: String
  let why: String
  let file: String?
  let build: [Part]?
  let verdict: Verdict
  let value: JSONValue?
  let codes: [String]?
  let line: Int?
  let column: Int?
  let firstLine: Int?
  let lastLine: Int?
  let path: [String]?
  let string: String?
  let usesAnchors: Bool?

  /// What is expected of the document.
  enum Verdict: String, Decodable, Sendable {
    case accept, reject
    case stringOrReject = "string-or-reject"
  }

  /// A stretch of a document that is too large for a file.
  struct Part: Decodable, Sendable {
    let text: String
    let times: Int?
  }

  enum CodingKeys: String, CodingKey {
    case id, why, file, build, verdict, value, codes, line, column, path, string
    case firstLine = "line_from"
    case lastLine = "line_to"
    case usesAnchors = "uses_anchors"
  }

  static let all: [EdgeCase] = {
    guard
      let bytes = try? Samples.bytes(
        Samples.data.appendingPathComponent("edge-cases/expect.jsonl"))
    else { return [] }
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap {
      try? JSONDecoder().decode(EdgeCase.self, from: Data($0))
    }
  }()

  /// The document, byte for byte.
  func bytes() throws -> [UInt8] {
    if let file {
      return try Samples.bytes(Samples.data.appendingPathComponent("edge-cases/\(file)"))
    }
    return (build ?? []).flatMap { part in
      Array(String(repeating: part.text, count: part.times ?? 1).utf8)
    }
  }
}

extension EdgeCase: CustomStringConvertible {
  var description: String { "\(id): \(why)" }
}

/// One line that a loader prints: the tree, or the first mistake.
struct LoaderLine: Decodable, Sendable {
  let accept: JSONValue?
  let reject: String?
  let line: Int?
  let column: Int?

  init(_ text: String) throws {
    self = try JSONDecoder().decode(LoaderLine.self, from: Data(text.utf8))
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    // A null tree is a tree too.
    accept = fields.contains(.accept) ? try fields.decode(JSONValue.self, forKey: .accept) : nil
    reject = try fields.decodeIfPresent(String.self, forKey: .reject)
    line = try fields.decodeIfPresent(Int.self, forKey: .line)
    column = try fields.decodeIfPresent(Int.self, forKey: .column)
  }

  enum CodingKeys: String, CodingKey {
    case accept, reject, line, column
  }
}

/// A JSON tree; numbers compare by value, as `check.py` does.
enum JSONValue: Decodable, Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let flag = try? container.decode(Bool.self) {
      self = .bool(flag)
    } else if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([JSONValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  subscript(key: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields[key]
  }
}

import AWS
import Foundation
import Incidents

@testable import Clouds

/// DynamoDB of moto in a process of its own, for all tests of this one; it ends with it.
final class TableServer: Sendable {
  private let process: Process
  private let input = Pipe()
  private let endpoint: String

  static let shared = Result { try TableServer() }

  struct Unstarted: Error, CustomStringConvertible {
    let description = "moto does not start: `make python` installs it"
  }

  private init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", folder.appending(path: "data/tables.py").path]
    process.standardInput = input
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw Unstarted()
    }
    endpoint = "http://127.0.0.1:\(port)"
  }

  /// A client of it.
  func client() throws -> AWSClient {
    try AWSClient(
      settings: AWSSettings(environment: [
        "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint, "AWS_CONFIG_FILE": "/nowhere/config",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials",
      ]))
  }
}

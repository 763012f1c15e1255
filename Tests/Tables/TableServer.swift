package import AWS
import Foundation

/// DynamoDB of moto in a process of its own, for all tests of this one; it ends with it.
package final class TableServer: Sendable {
  private let process: Process
  private let input = Pipe()
  private let endpoint: String

  package static let shared = Result { try TableServer() }

  package struct Unstarted: Error, CustomStringConvertible {
    package let description = "moto does not start: see `scripts/aws/python`"
  }

  private init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    process = Process()
    process.executableURL = folder.appending(path: "../../scripts/aws/python").standardized
    process.arguments = [folder.appending(path: "tables.py").path]
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
  package func client() throws -> AWSClient {
    try AWSClient(
      settings: AWSSettings(environment: [
        "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
        "AWS_ENDPOINT_URL_DYNAMODB": endpoint, "AWS_CONFIG_FILE": "/nowhere/config",
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials",
      ]))
  }
}

package import AWS
import Synchronization

/// The way to DynamoDB, counted, and cut where a test wants it: a call that really happens and
/// whose answer is lost, or one that never gets there.
package final class TestCalls: DynamoDBCalls {
  package enum Fault: Sendable {
    case answerLost, unsent, denied
  }

  /// One call: the so manieth of its operation, and of all.
  package struct Call: Sendable {
    package let operation: String
    package let number: Int
    package let total: Int
  }

  private let client: AWSClient
  private let fault: @Sendable (Call) -> Fault?
  private let counts = Mutex<[String: Int]>([:])

  /// `fault` is asked for each call; they are numbered from 1.
  package init(
    _ client: AWSClient, fault: @escaping @Sendable (Call) -> Fault? = { _ in nil }
  ) {
    self.client = client
    self.fault = fault
  }

  /// How many calls there were of each operation.
  package var calls: [String: Int] { counts.withLock { $0 } }

  package func call<Output: Decodable & Sendable>(
    _ operation: String, _ input: some Encodable & Sendable
  ) async throws(AWSError) -> Output {
    let call = counts.withLock { counts in
      counts[operation, default: 0] += 1
      return Call(
        operation: operation, number: counts[operation] ?? 0,
        total: counts.values.reduce(0, +))
    }
    func error(_ kind: AWSError.Kind, _ code: String = "") -> AWSError {
      AWSError(
        service: "DynamoDB", operation: operation, code: code, message: "as the test wants it",
        kind: kind)
    }
    switch fault(call) {
    case nil: return try await client.call(operation, input)
    case .unsent?: throw error(.lost)
    case .denied?: throw error(.refused, "AccessDeniedException")
    case .answerLost?:
      // Whatever came of it, good or bad, nobody hears of it.
      _ = try? await client.call(operation, input) as Output
      throw error(.lost)
    }
  }
}

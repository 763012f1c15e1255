import AWS
import Synchronization

/// The way to DynamoDB, counted, and cut where a test wants it: a call that really happens and whose
/// answer is lost, or one that never gets there.
final class TestCalls: DynamoDBCalls {
  enum Fault: Sendable {
    case answerLost, unsent, denied
  }

  private let client: AWSClient
  private let fault: @Sendable (_ operation: String, _ number: Int) -> Fault?
  private let counts = Mutex<[String: Int]>([:])

  /// `fault` is asked for each call of an operation, which are numbered from 1.
  init(
    _ client: AWSClient,
    fault: @escaping @Sendable (_ operation: String, _ number: Int) -> Fault? = { _, _ in nil }
  ) {
    self.client = client
    self.fault = fault
  }

  /// How many calls there were of each operation.
  var calls: [String: Int] { counts.withLock { $0 } }

  func call<Output: Decodable & Sendable>(
    _ operation: String, _ input: some Encodable & Sendable
  ) async throws(AWSError) -> Output {
    let number = counts.withLock { counts in
      counts[operation, default: 0] += 1
      return counts[operation] ?? 0
    }
    let fault = fault(operation, number)
    func error(_ kind: AWSError.Kind, _ code: String = "") -> AWSError {
      AWSError(
        service: "DynamoDB", operation: operation, code: code, message: "as the test wants it",
        kind: kind)
    }
    switch fault {
    case .unsent?: throw error(.lost)
    case .denied?: throw error(.refused, "AccessDeniedException")
    case .answerLost?, nil: break
    }
    guard case .answerLost? = fault else { return try await client.call(operation, input) }
    // Whatever came of it, good or bad, nobody hears of it.
    _ = try? await client.call(operation, input) as Output
    throw error(.lost)
  }
}

import AWS
import Foundation
import Synchronization
import Testing

/// One table of DynamoDB, with answers that are written here.
@Suite struct DynamoDBClientTests {
  /// Gives one answer after the other, and keeps what was asked.
  private final class Answers: DynamoDBCalls {
    private let rest: Mutex<[Result<String, AWSError>]>
    private let inputs = Mutex<[String]>([])

    init(_ answers: [Result<String, AWSError>]) { rest = Mutex(answers) }

    var asked: [String] { inputs.withLock { $0 } }

    func call<Output: Decodable & Sendable>(
      _ operation: String, _ input: some Encodable & Sendable
    ) async throws(AWSError) -> Output {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let text = (try? encoder.encode(input)).map { String(decoding: $0, as: UTF8.self) } ?? ""
      inputs.withLock { $0.append("\(operation) \(text)") }
      let answer = rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      guard let answer else { throw DynamoDBClientTests.error("NoMore") }
      let body = Data(try answer.get().utf8)
      do { return try JSONDecoder().decode(Output.self, from: body) } catch {
        throw DynamoDBClientTests.error("\(error)")
      }
    }
  }

  private static func error(_ code: String, _ body: String = "") -> AWSError {
    AWSError(
      service: "DynamoDB", operation: "", code: code, message: "", kind: .refused,
      body: Array(body.utf8))
  }

  private static let key: Item = ["pk": .string("p"), "sk": .string("s")]

  private func table(_ answers: [Result<String, AWSError>]) -> (DynamoDBClient, Answers) {
    let calls = Answers(answers)
    return (DynamoDBClient(table: "t", calls: calls), calls)
  }

  @Test func `keeps every kind of value as it is`() throws {
    let item: Item = [
      "s": .string("\u{0}\u{1F9E9}"), "n": .number("123456789012345678901234567890.5"),
      "b": .binary([0, 255]), "t": .boolean(true), "z": .null, "l": .list([.number(1)]),
      "m": .map(["k": .string("")]),
    ]
    let text = try JSONEncoder().encode(item)
    #expect(try JSONDecoder().decode(Item.self, from: text) == item)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Item.self, from: Data(#"{"a": {"SS": ["x"]}}"#.utf8))
    }
  }

  @Test func `reads all pages, and empty ones between them`() async throws {
    let (table, calls) = table([
      .success(#"{"Items": [{"a": {"N": "1"}}], "LastEvaluatedKey": {"sk": {"S": "1"}}}"#),
      .success(#"{"Items": [], "LastEvaluatedKey": {"sk": {"S": "2"}}}"#),
      .success(#"{"Items": [{"a": {"N": "2"}}]}"#),
    ])
    let items = try await table.items(TableQuestion(partition: "p", prefix: "x"))
    #expect(items == [["a": .number("1")], ["a": .number("2")]])
    #expect(calls.asked.count == 3)
    #expect(
      calls.asked.allSatisfy { $0.hasPrefix("Query ") && $0.contains("ConsistentRead\":true") })
    #expect(calls.asked[2].contains(#""ExclusiveStartKey":{"sk":{"S":"2"}}"#))
  }

  @Test func `does not read one page for ever`() async throws {
    let page = #"{"Items": [], "LastEvaluatedKey": {"sk": {"S": "1"}}}"#
    let (table, calls) = table([.success(page), .success(page), .success(page)])
    await #expect(throws: AWSError.self) {
      _ = try await table.items(TableQuestion(partition: "p"))
    }
    #expect(calls.asked.count == 2)
  }

  @Test func `does not take half of the pages for all of them`() async throws {
    let page = #"{"Items": [], "LastEvaluatedKey": {"sk": {"S": "1"}}}"#
    let (table, _) = table([.success(page), .failure(Self.error("InternalServerError"))])
    await #expect(throws: AWSError.self) { _ = try await table.items(TableQuestion()) }
  }

  @Test func `says what was there where a condition did not hold`() async throws {
    let body = #"{"Item": {"name": {"S": "other"}}, "message": "The conditional request failed"}"#
    let (table, calls) = table([
      .failure(Self.error("ConditionalCheckFailedException", body)),
      .failure(Self.error("ConditionalCheckFailedException", "{}")),
      .failure(Self.error("AccessDeniedException")),
    ])
    let write = ItemWrite.put(Self.key, if: .isNew)
    #expect(try await table.write(write) == .refused(by: ["name": .string("other")]))
    #expect(try await table.write(write) == .refused(by: nil))
    await #expect(throws: AWSError.self) { _ = try await table.write(write) }
    #expect(calls.asked[0].contains(#""ReturnValuesOnConditionCheckFailure":"ALL_OLD""#))
  }

  @Test func `says of each write of a transaction why it was cancelled`() async throws {
    let body = """
      {"CancellationReasons": [{"Code": "None"}, {"Code": "ConditionalCheckFailed",
        "Item": {"writer": {"S": "w"}}, "Message": "The conditional request failed"}]}
      """
    let (table, calls) = table([
      .failure(Self.error("TransactionCanceledException", body)), .success("{}"),
      .failure(Self.error("TransactionCanceledException", #"{"CancellationReasons": []}"#)),
    ])
    let writes: [ItemWrite] = [.put(Self.key), .delete(["pk": .string("q"), "sk": .string("s")])]
    guard case .cancelled(let reasons) = try await table.transact(writes, token: "a.1") else {
      Issue.record("it was cancelled")
      return
    }
    #expect(reasons.map(\.code) == ["None", "ConditionalCheckFailed"])
    #expect(reasons[1].item == ["writer": .string("w")])
    #expect(try await table.transact(writes, token: "a.1") == .written)
    // Reasons for other writes than these say nothing about these.
    await #expect(throws: AWSError.self) { _ = try await table.transact(writes, token: "a.1") }
    #expect(calls.asked.allSatisfy { $0.contains(#""ClientRequestToken":"a.1""#) })
  }

  @Test func `counts and sets in one call, with names that are no words of the service`()
    async throws
  {
    let (table, calls) = table([.success("{}")])
    try await table.count("count", of: Self.key, setting: ["last": .number(3)])
    #expect(calls.asked[0].contains(##""UpdateExpression":"SET #s0 = :s0 ADD #count :one""##))
    #expect(calls.asked[0].contains(##""#s0":"last""##))
  }
}

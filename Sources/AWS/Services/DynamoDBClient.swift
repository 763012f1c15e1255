internal import FoundationEssentials

/// One table of DynamoDB.
///
/// Every read is consistent: what was written before it is seen, or the read fails. Every write can
/// be sent again after a lost answer: single writes say the whole item, transactions have a token.
public struct DynamoDBClient: Sendable {
  public let table: String
  private let calls: any DynamoDBCalls

  public init(table: String, calls: any DynamoDBCalls) {
    self.table = table
    self.calls = calls
  }

  /// The item with a key; `nil` when there is none.
  public func item(_ key: Item) async throws(AWSError) -> Item? {
    let answer: ItemAnswer = try await calls.call(
      "GetItem", GetInput(table: table, key: key))
    return answer.item
  }

  /// All items that a question is about, in the order of their sort keys; of all pages.
  public func items(_ question: TableQuestion) async throws(AWSError) -> [Item] {
    var found: [Item] = []
    var start: Item?
    repeat {
      let page: PageAnswer = try await calls.call(
        question.partition == nil ? "Scan" : "Query",
        PageInput(table: table, question: question, start: start))
      found += page.items
      // A page may be empty and not be the last; one that starts where it ended never ends.
      if let start, start == page.last {
        throw AWSError(
          service: "DynamoDB", operation: "Query", code: "", message: "a page ends where it began",
          kind: .lost)
      }
      start = page.last
      if let most = question.most, found.count >= most { return Array(found.prefix(most)) }
    } while start != nil
    return found
  }

  /// Writes or deletes one item, where its condition holds.
  public func write(_ write: ItemWrite) async throws(AWSError) -> WriteAnswer {
    do throws(AWSError) {
      let _: NoAnswer = try await calls.call(
        write.operation + "Item", TableWrite(table: table, write: write))
      return .written
    } catch {
      guard error.code == "ConditionalCheckFailedException" else { throw error }
      return .refused(
        by: try? JSONDecoder().decode(ItemAnswer.self, from: Data(error.body)).item)
    }
  }

  /// Makes all of the writes or none of them.
  ///
  /// `token` is this transaction's own: DynamoDB does one with the same token once within ten
  /// minutes. At most 100 writes, each of another item, of 4 MB together.
  public func transact(
    _ writes: [ItemWrite], token: String
  ) async throws(AWSError) -> TransactionAnswer {
    do throws(AWSError) {
      let _: NoAnswer = try await calls.call(
        "TransactWriteItems",
        TransactionInput(
          items: writes.map { TransactionInput.Entry(table: table, write: $0) }, token: token))
      return .written
    } catch {
      guard error.code == "TransactionCanceledException",
        let said = try? JSONDecoder().decode(Cancellation.self, from: Data(error.body)),
        said.reasons.count == writes.count
      else { throw error }
      return .cancelled(said.reasons)
    }
  }

  /// Sets attributes of an item, where its condition holds; gives the item as it is then, and `nil`
  /// where the condition does not hold.
  public func set(
    _ values: Item, of key: Item, if condition: ItemCondition
  ) async throws(AWSError) -> Item? {
    var input = UpdateInput(table: table, key: key, setting: values)
    input.condition = condition
    do throws(AWSError) {
      let answer: AttributesAnswer = try await calls.call("UpdateItem", input)
      return answer.attributes
    } catch {
      if error.code == "ConditionalCheckFailedException" { return nil }
      throw error
    }
  }

  /// Adds one to an attribute of an item, and sets others; the item is made where there is none.
  ///
  /// A lost answer that is asked for again may count twice: only for what is no more than told.
  public func count(
    _ attribute: String, of key: Item, setting values: Item
  ) async throws(AWSError) {
    var input = UpdateInput(table: table, key: key, setting: values)
    input.counted = attribute
    let _: NoAnswer = try await calls.call("UpdateItem", input)
  }
}

// The table itself, for tests and for whoever sets one up.
extension DynamoDBClient {
  /// Makes the table, with string keys `pk` and `sk`, paid by use.
  public func create() async throws(AWSError) {
    let _: NoAnswer = try await calls.call("CreateTable", CreateInput(table: table))
  }

  /// How the table stands, as `ACTIVE`.
  public func status() async throws(AWSError) -> String {
    let answer: TableAnswer = try await calls.call("DescribeTable", TableInput(table: table))
    return answer.table.status
  }
}

/// What carries calls of DynamoDB to it: the client, or something in front of it.
public protocol DynamoDBCalls: Sendable {
  /// One call, which may be sent again after a lost answer.
  func call<Output: Decodable & Sendable>(
    _ operation: String, _ input: some Encodable & Sendable
  ) async throws(AWSError) -> Output
}

extension AWSClient: DynamoDBCalls {
  public func call<Output: Decodable & Sendable>(
    _ operation: String, _ input: some Encodable & Sendable
  ) async throws(AWSError) -> Output {
    try await json(.dynamoDB, operation, input, .safe)
  }
}

/// Which items are read.
public struct TableQuestion: Sendable {
  /// The items of one partition; `nil` for those of the whole table, in no order.
  public var partition: String?
  /// What their sort keys begin with.
  public var prefix: String?
  /// The sort key that they come after.
  public var after: String?
  /// What else is held against them, by the service.
  public var filter: ItemCondition?
  /// How many at the most.
  public var most: Int?

  public init(
    partition: String? = nil, prefix: String? = nil, after: String? = nil,
    filter: ItemCondition? = nil, most: Int? = nil
  ) {
    precondition(prefix == nil || after == nil, "sort keys are bounded one way")
    self.partition = partition
    self.prefix = prefix
    self.after = after
    self.filter = filter
    self.most = most
  }
}

/// A condition in the service's words, as `expires < :now`.
public struct ItemCondition: Sendable, Hashable {
  public let expression: String
  public let names: [String: String]
  public let values: Item

  public init(_ expression: String, names: [String: String] = [:], values: Item = [:]) {
    self.expression = expression
    self.names = names
    self.values = values
  }

  /// There is no such item.
  public static let isNew = ItemCondition("attribute_not_exists(pk)")
}

/// One item put or deleted, and the condition for it.
public struct ItemWrite: Sendable, Hashable {
  public enum Change: Sendable, Hashable {
    case put(Item)
    case delete(Item)
  }

  public let change: Change
  public let condition: ItemCondition?

  public static func put(_ item: Item, if condition: ItemCondition? = nil) -> ItemWrite {
    ItemWrite(change: .put(item), condition: condition)
  }

  public static func delete(_ key: Item, if condition: ItemCondition? = nil) -> ItemWrite {
    ItemWrite(change: .delete(key), condition: condition)
  }

  fileprivate var operation: String { if case .put = change { "Put" } else { "Delete" } }
}

/// What came of one write.
public enum WriteAnswer: Sendable, Hashable {
  case written
  /// Its condition did not hold; with the item that is there.
  case refused(by: Item?)
}

/// What came of a transaction.
public enum TransactionAnswer: Sendable, Hashable {
  case written
  /// Nothing was written; why, for each of its writes.
  case cancelled([CancellationReason])
}

/// What one write had to do with it that a transaction was cancelled.
public struct CancellationReason: Sendable, Hashable, Decodable {
  /// `None` where the write was in order, `ConditionalCheckFailed`, `TransactionConflict`, and so
  /// on.
  public let code: String
  /// The item that is there, where a condition did not hold.
  public let item: Item?

  private enum CodingKeys: String, CodingKey {
    case code = "Code"
    case item = "Item"
  }
}

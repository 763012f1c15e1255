// What goes over the wire, in the service's names.

struct GetInput: Encodable, Sendable {
  let table: String
  let key: Item
  let isConsistent = true

  enum CodingKeys: String, CodingKey {
    case table = "TableName"
    case key = "Key"
    case isConsistent = "ConsistentRead"
  }
}

struct ItemAnswer: Decodable, Sendable {
  let item: Item?

  enum CodingKeys: String, CodingKey { case item = "Item" }
}

struct NoAnswer: Decodable, Sendable {}

/// A page of a query, or of a scan where no partition is named.
struct PageInput: Encodable, Sendable {
  let table: String
  let question: TableQuestion
  let start: Item?

  enum CodingKeys: String, CodingKey {
    case table = "TableName"
    case isConsistent = "ConsistentRead"
    case key = "KeyConditionExpression"
    case filter = "FilterExpression"
    case names = "ExpressionAttributeNames"
    case values = "ExpressionAttributeValues"
    case start = "ExclusiveStartKey"
    case limit = "Limit"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(table, forKey: .table)
    try container.encode(true, forKey: .isConsistent)
    var values = question.filter?.values ?? [:]
    if let partition = question.partition {
      var expression = "pk = :partition"
      values[":partition"] = .string(partition)
      if let prefix = question.prefix {
        expression += " AND begins_with(sk, :prefix)"
        values[":prefix"] = .string(prefix)
      }
      if let after = question.after {
        expression += " AND sk > :after"
        values[":after"] = .string(after)
      }
      try container.encode(expression, forKey: .key)
    }
    try container.encodeIfPresent(question.filter?.expression, forKey: .filter)
    if let names = question.filter?.names, !names.isEmpty {
      try container.encode(names, forKey: .names)
    }
    if !values.isEmpty { try container.encode(values, forKey: .values) }
    try container.encodeIfPresent(start, forKey: .start)
    // A limit counts what is looked at, so with a filter it would bound the wrong number.
    if question.filter == nil { try container.encodeIfPresent(question.most, forKey: .limit) }
  }
}

struct PageAnswer: Decodable, Sendable {
  let items: [Item]
  let last: Item?

  enum CodingKeys: String, CodingKey {
    case items = "Items"
    case last = "LastEvaluatedKey"
  }
}

/// One write, alone or as a part of a transaction.
struct TableWrite: Encodable, Sendable {
  let table: String
  let write: ItemWrite

  enum CodingKeys: String, CodingKey {
    case table = "TableName"
    case item = "Item"
    case key = "Key"
    case condition = "ConditionExpression"
    case names = "ExpressionAttributeNames"
    case values = "ExpressionAttributeValues"
    case told = "ReturnValuesOnConditionCheckFailure"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(table, forKey: .table)
    switch write.change {
    case .put(let item): try container.encode(item, forKey: .item)
    case .delete(let key): try container.encode(key, forKey: .key)
    }
    guard let condition = write.condition else { return }
    try container.encode(condition.expression, forKey: .condition)
    if !condition.names.isEmpty { try container.encode(condition.names, forKey: .names) }
    if !condition.values.isEmpty { try container.encode(condition.values, forKey: .values) }
    try container.encode("ALL_OLD", forKey: .told)
  }
}

struct TransactionInput: Encodable, Sendable {
  let items: [Entry]
  let token: String

  enum CodingKeys: String, CodingKey {
    case items = "TransactItems"
    case token = "ClientRequestToken"
  }

  struct Entry: Encodable, Sendable {
    let table: String
    let write: ItemWrite

    enum CodingKeys: String, CodingKey {
      case put = "Put"
      case delete = "Delete"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      let key: CodingKeys = if case .put = write.change { .put } else { .delete }
      try container.encode(TableWrite(table: table, write: write), forKey: key)
    }
  }
}

struct Cancellation: Decodable, Sendable {
  let reasons: [CancellationReason]

  enum CodingKeys: String, CodingKey { case reasons = "CancellationReasons" }
}

/// Attributes of an item set, and one of them counted up.
struct UpdateInput: Encodable, Sendable {
  let table: String
  let key: Item
  let setting: Item
  var counted: String?
  var condition: ItemCondition?

  enum CodingKeys: String, CodingKey {
    case table = "TableName"
    case key = "Key"
    case expression = "UpdateExpression"
    case condition = "ConditionExpression"
    case names = "ExpressionAttributeNames"
    case values = "ExpressionAttributeValues"
    case told = "ReturnValues"
  }

  init(table: String, key: Item, setting: Item) {
    self.table = table
    self.key = key
    self.setting = setting
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(table, forKey: .table)
    try container.encode(key, forKey: .key)
    var names = condition?.names ?? [:]
    var values = condition?.values ?? [:]
    let sorted = setting.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (index, (name, value)) in sorted.enumerated() {
      names["#s\(index)"] = name
      values[":s\(index)"] = value
    }
    var expression = "SET " + sorted.indices.map { "#s\($0) = :s\($0)" }.joined(separator: ", ")
    if let counted {
      expression += " ADD #count :one"
      names["#count"] = counted
      values[":one"] = .number(1)
    }
    try container.encode(expression, forKey: .expression)
    try container.encodeIfPresent(condition?.expression, forKey: .condition)
    try container.encode(names, forKey: .names)
    try container.encode(values, forKey: .values)
    try container.encode("ALL_NEW", forKey: .told)
  }
}

struct AttributesAnswer: Decodable, Sendable {
  let attributes: Item

  enum CodingKeys: String, CodingKey { case attributes = "Attributes" }
}

struct TableInput: Encodable, Sendable {
  let table: String

  enum CodingKeys: String, CodingKey { case table = "TableName" }
}

struct CreateInput: Encodable, Sendable {
  let table: String
  let keys = [
    Key(name: "pk", kind: "HASH"), Key(name: "sk", kind: "RANGE"),
  ]
  let attributes = [Attribute(name: "pk"), Attribute(name: "sk")]
  let billing = "PAY_PER_REQUEST"

  enum CodingKeys: String, CodingKey {
    case table = "TableName"
    case keys = "KeySchema"
    case attributes = "AttributeDefinitions"
    case billing = "BillingMode"
  }

  struct Key: Encodable, Sendable {
    let name: String
    let kind: String

    enum CodingKeys: String, CodingKey {
      case name = "AttributeName"
      case kind = "KeyType"
    }
  }

  struct Attribute: Encodable, Sendable {
    let name: String
    let type = "S"

    enum CodingKeys: String, CodingKey {
      case name = "AttributeName"
      case type = "AttributeType"
    }
  }
}

struct TableAnswer: Decodable, Sendable {
  let table: Status

  enum CodingKeys: String, CodingKey { case table = "Table" }

  struct Status: Decodable, Sendable {
    let status: String

    enum CodingKeys: String, CodingKey { case status = "TableStatus" }
  }
}

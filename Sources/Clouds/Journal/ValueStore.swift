public import AWS
public import Decisions
public import Healing
internal import Incidents

/// Learned values in a table of DynamoDB: a cell an item, changed only over what was read.
///
/// Any number of workers learn at once. Every outcome counts once, whoever tells it and however
/// often: the cell moves in one transaction with the outcome's own mark.
public struct ValueStore: Sendable {
  private let table: DynamoDBClient
  private let partition: String
  private let clock: JournalClock

  /// `policy` names what the states and actions are of: values of another one are others.
  public init(_ table: DynamoDBClient, policy: String, clock: JournalClock = .machine) {
    self.table = table
    partition = "values#\(JournalKey.bounded(policy))"
    self.clock = clock
  }

  /// The values of a state, by action; empty where nothing was learned.
  public func cells(of state: String) async throws(JournalError) -> [String: ActionValues.Cell] {
    let prefix = Self.head(of: state)
    let items: [Item]
    do {
      items = try await table.items(TableQuestion(partition: partition, prefix: prefix))
    } catch {
      throw .cannotRead(what: Self.what, reason: error.description)
    }
    var cells: [String: ActionValues.Cell] = [:]
    for item in items {
      guard let action = item["action"]?.text, item["state"]?.text == state else {
        throw .damaged(what: Self.what, reason: "a cell is of another state")
      }
      cells[action] = try StoredCell(item).cell
    }
    return cells
  }

  /// Moves one cell by an outcome; gives it as it is then, and `nil` where the outcome counted
  /// before.
  ///
  /// `move` is done again where another worker moved the cell meanwhile.
  public func learn(
    state: String, action: String, outcome: String,
    _ move: @Sendable (ActionValues.Cell?) -> ActionValues.Cell
  ) async throws(JournalError) -> ActionValues.Cell? {
    let key = JournalKey.item(partition, Self.head(of: state) + JournalKey.bounded(action))
    var mark = JournalKey.item("outcomes", JournalKey.bounded(outcome))
    let writer = String(UInt64.random(in: 0 ... .max), radix: 36)
    mark["writer"] = .string(writer)
    var attempt = 0
    while true {
      attempt += 1
      let known = try await stored(key)
      let cell = move(known?.cell)
      let next = StoredCell(cell: cell, version: (known?.version ?? 0) + 1)
      let item = next.item(key, state: state, action: action)
      do throws(AWSError) {
        let answer = try await table.transact(
          [.put(mark, if: .isNew), .put(item, if: known?.isStill ?? .isNew)],
          token: "\(writer).\(attempt)")
        guard case .cancelled(let reasons) = answer else { return cell }
        if let first = reasons[0].item?["writer"]?.text {
          // Its own mark is there where the answer to an earlier sending was lost.
          return first == writer ? known?.cell : nil
        }
      } catch {
        // Tried again, it is refused by its own mark where it was done.
        guard error.kind != .refused else {
          throw .cannotWrite(what: Self.what, reason: error.description)
        }
      }
      if attempt >= DynamoDBJournal.patience {
        throw .cannotWrite(what: Self.what, reason: "it was tried \(attempt) times")
      }
      let most = min(400, 10 << min(attempt, 6))
      try? await clock.pause(.milliseconds(Int.random(in: most / 4...most)))
    }
  }

  private func stored(_ key: Item) async throws(JournalError) -> StoredCell? {
    let item: Item?
    do { item = try await table.item(key) } catch {
      throw .cannotRead(what: Self.what, reason: error.description)
    }
    guard let item else { return nil }
    return try StoredCell(item)
  }

  private static let what = "what was learned"

  /// What the keys of a state's cells begin with: by its length, so that no state begins another.
  private static func head(of state: String) -> String {
    "\(state.utf8.count)#\(state.utf8.count > 400 ? JournalKey.digest(state) : state)#"
  }
}

/// A cell as it is kept. Figures are text: the service's numbers are decimal.
private struct StoredCell {
  let cell: ActionValues.Cell
  let version: Int

  init(cell: ActionValues.Cell, version: Int) {
    self.cell = cell
    self.version = version
  }

  init(_ item: Item) throws(JournalError) {
    guard let value = item["value"]?.text.flatMap({ Double($0) }), value.isFinite,
      let spread = item["spread"]?.text.flatMap({ Double($0) }), spread >= 0,
      let visits = item["visits"]?.integer, let updated = item["updated"]?.integer,
      let version = item["version"]?.integer
    else { throw .damaged(what: "what was learned", reason: "a cell cannot be read") }
    cell = ActionValues.Cell(value: value, visits: visits, spread: spread, updated: updated)
    self.version = version
  }

  func item(_ key: Item, state: String, action: String) -> Item {
    key.merging([
      "state": .string(state), "action": .string(action), "value": .string("\(cell.value)"),
      "spread": .string("\(cell.spread)"), "visits": .number(cell.visits),
      "updated": .number(cell.updated), "version": .number(version),
    ]) { $1 }
  }

  /// Nobody has moved it.
  var isStill: ItemCondition {
    ItemCondition(
      "#version = :version", names: ["#version": "version"],
      values: [":version": .number(version)])
  }
}

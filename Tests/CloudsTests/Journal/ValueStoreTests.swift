import AWS
import Decisions
import Healing
import Tables
import Testing

@testable import Clouds

/// Learned values that many workers move at once.
@Suite struct ValueStoreTests {
  /// A mean over all outcomes, in which a lost or doubled one shows.
  private static func moved(_ cell: ActionValues.Cell?) -> ActionValues.Cell {
    ActionValues.Cell(
      value: (cell?.value ?? 0) + 0.1, visits: (cell?.visits ?? 0) + 1,
      updated: (cell?.updated ?? 0) + 1)
  }

  private func store(
    _ place: JournalPlace, _ calls: (any DynamoDBCalls)? = nil
  ) throws -> ValueStore {
    ValueStore(try place.dynamoDB(calls), policy: "p", clock: place.clock.journalClock)
  }

  @Test func `counts every outcome once, over any number of workers`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let stores = try (0..<4).map { _ in try store(place) }
    let counted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<24 {
        group.addTask {
          // Each outcome is told by two of them.
          try await stores[number % 4].learn(
            state: "s", action: "retry", outcome: "inc-\(number / 2)", Self.moved) != nil
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(counted == 12)
    let cells = try await store(place).cells(of: "s")
    #expect(cells.keys.sorted() == ["retry"] && cells["retry"]?.visits == 12)
    let sum = (0..<12).reduce(0.0) { sum, _ in sum + 0.1 }
    #expect(cells["retry"]?.value == sum)
  }

  @Test func `counts once what it has to send again`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let calls = TestCalls(try JournalPlace.client()) { call in
      call.operation == "TransactWriteItems" && call.number % 2 == 1 ? .answerLost : nil
    }
    let store = try store(place, calls)
    for number in 0..<3 {
      _ = try await store.learn(state: "s", action: "a", outcome: "\(number)", Self.moved)
    }
    #expect(try await store.cells(of: "s")["a"]?.visits == 3)
  }

  @Test func `keeps states apart, and values to the last bit`() async throws {
    let place = try await JournalPlace(.dynamoDB)
    let store = try store(place)
    let odd = ActionValues.Cell(value: 0.1 + 0.2, visits: 1, spread: 1e-300, updated: 7)
    for (state, action) in [("s", "a"), ("s#a", "b"), ("s", "b#c"), ("", "a")] {
      let cell = try await store.learn(
        state: state, action: action, outcome: state + "/" + action
      ) { _ in odd }
      #expect(cell == odd)
    }
    #expect(try await store.cells(of: "s") == ["a": odd, "b#c": odd])
    #expect(try await store.cells(of: "s#a") == ["b": odd])
    #expect(try await store.cells(of: "none").isEmpty)
  }
}

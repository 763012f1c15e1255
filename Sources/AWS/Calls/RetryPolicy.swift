internal import Synchronization

/// When a call is tried again: standard retries, with jitter that has a floor, and a budget that
/// all calls share.
///
/// The floor is there because jitter from zero lets a throttled fleet come back at once; the budget
/// because retries of an outage are an outage of their own.
public final class RetryPolicy: Sendable {
  /// How often one call is sent, the first time included.
  public let attempts: Int
  private let tokens: Mutex<Double>
  private let jitter: @Sendable () -> Double

  /// What retries may cost together before they stop; every answer that is good gives one back.
  private static let budget = 500.0
  /// The longest pause before a retry.
  static let longestPause = Duration.seconds(20)

  /// `jitter` gives numbers in 0..<1.
  public init(
    attempts: Int = 5, jitter: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) {
    precondition(attempts > 0, "a call is sent at least once")
    self.attempts = attempts
    self.jitter = jitter
    tokens = Mutex(Self.budget)
  }

  /// The pause before the next attempt; `nil` where there is none.
  ///
  /// `told` is what the service itself asked for.
  func pause(
    after attempt: Int, isThrottled: Bool, told: Duration?
  ) -> Duration? {
    guard attempt < attempts else { return nil }
    let price = isThrottled ? 5.0 : 10.0
    let isAffordable = tokens.withLock { tokens in
      guard tokens >= price else { return false }
      tokens -= price
      return true
    }
    guard isAffordable else { return nil }
    let base = isThrottled ? 0.4 : 0.1
    let most = min(Self.longestPause, .seconds(base * Double(1 << min(attempt, 10))))
    let own = most * (0.5 + 0.5 * jitter())
    return min(Self.longestPause, max(own, told ?? .zero))
  }

  /// Notes an answer that was good.
  func succeed() { tokens.withLock { $0 = min(Self.budget, $0 + 1) } }
}

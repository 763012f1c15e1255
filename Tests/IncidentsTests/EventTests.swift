import Incidents
import Testing

@Suite struct EventTests {
  private func event(_ account: String, _ region: String, _ job: String, _ run: String) -> Event {
    Event(
      id: "x", account: account, region: region, time: Samples.start, job: job, run: run,
      state: .failed, message: "")
  }

  @Test func `gives two deliveries of one run one key`() {
    let first = event("1", "eu", "job", "run")
    #expect(first.incidentKey == event("1", "eu", "job", "run").incidentKey)
    #expect(first.incidentKey == "1:1/2:eu/3:job/3:run")
  }

  @Test func `keeps hostile names from running into one another`() {
    let keys = [
      event("1", "eu", "a/1:b", "c"), event("1", "eu", "a", "1:b/1:c"), event("1", "eu", "a", "b"),
      event("1", "eu", "ab", ""), event("1", "eu", "", "ab"), event("1e", "u", "a", "b"),
      event("1", "eu", "ä", "b"), event("1", "eu", "a\u{308}", "b"),
    ].map { Array($0.incidentKey.utf8) }
    #expect(Set(keys).count == keys.count)
  }

  @Test func `knows which states are over, and which are failures`() {
    let over = RunState.allCases.filter(\.isFinal)
    #expect(over == [.stopped, .succeeded, .failed, .timeout, .error, .expired])
    #expect(RunState.allCases.filter(\.isFailure) == [.failed, .timeout, .error, .expired])
    for state in RunState.allCases where state.isFailure { #expect(state.isFinal) }
  }
}

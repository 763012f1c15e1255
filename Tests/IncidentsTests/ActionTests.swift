import Incidents
import Testing

@Suite struct ActionTests {
  @Test func `calls each step by its name in the configuration`() {
    #expect(
      JournalEntryTests.steps.map(\.name) == [
        "run_job", "run_job", "set_schema", "restore_schema", "quarantine_objects",
        "return_objects", "reset_bookmark", "wait", "notify",
      ])
  }

  @Test func `locks what a step changes, jobs apart from tables`() {
    #expect(
      JournalEntryTests.steps.map(\.targets) == [
        ["job:j"], ["job:j"], ["table:d.t"], ["table:d.t"], ["table:d.t"], ["table:d.t"],
        ["job:j"], [], [],
      ])
  }
}

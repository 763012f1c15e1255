import Documents
import Testing

@testable import Configurations

@Suite struct ProjectTests {
  @Test func `finds the environment of an account and region, and the pipeline of a job`() throws {
    let project = try #require(ConfigurationLoader.load(Samples.everything).value?.project)
    #expect(project.environment(account: "123456789012", region: "eu-central-1") == "dev")
    #expect(project.environment(account: "333333333333", region: "eu-west-1") == "prod")
    #expect(project.environment(account: "333333333333", region: "eu-central-1") == nil)
    #expect(project.environment(account: "", region: "eu-west-1") == nil)
    #expect(project.pipeline(of: "j_nightly")?.owner == "team")
    #expect(project.pipeline(of: "k") == nil)
  }

  @Test(
    arguments: [
      ("sqlite:a/b.sqlite", .sqlite(path: "a/b.sqlite")), ("dynamodb:t", .dynamoDB(table: "t")),
    ] as [(String, Project.JournalPlace)])
  func `knows where the journal is`(_ text: String, _ place: Project.JournalPlace) {
    let files = Samples.everything("kintsugi.yaml", "dynamodb:kintsugi", by: text)
    #expect(ConfigurationLoader.load(files).value?.project.journal == place)
  }

  @Test func `keeps the journal in the project's folder where nothing is said`() {
    let files = Samples.everything("kintsugi.yaml", "journal: dynamodb:kintsugi\n", by: "")
    let journal = ConfigurationLoader.load(files).value?.project.journal
    #expect(journal == .sqlite(path: ".kintsugi/journal.sqlite"))
  }
}

import Documents
import Incidents
import Testing

@testable import Configurations

@Suite struct AuthorityConstraintTests {
  private static let actions = ["retry", "mend", "log"]

  private static func authority(
    _ fields: String, known: [String]? = actions
  ) -> Samples.Reading<AuthorityConstraint> {
    let key = DocumentParser.parse(SourceFile(path: "a", text: "dev: 1")).value?.root
    guard case .mapping(let entries)? = key?.content else {
      return Samples.Reading(value: nil, diagnostics: [])
    }
    return Samples.read(fields) {
      AuthorityConstraint(environment: entries[0].key, &$0, actions: known)
    }
  }

  @Test(arguments: [
    Judged("alone", Proposals.proposal("retry"), "-"),
    Judged("with a person", Proposals.proposal("mend"), "ask authority"),
    Judged("not listed", Proposals.proposal("log"), "-"),
    Judged("elsewhere", Proposals.proposal("mend", in: "prod"), "-"),
    Judged("in shadow", Proposals.proposal("tell"), "deny authority"),
    Judged("in shadow elsewhere", Proposals.proposal("tell", in: "prod"), "-"),
  ])
  func `judges`(_ judged: Judged) throws {
    let text = "{alone: [retry], ask: [mend], shadow: [tell]}"
    judged.check(try #require(Self.authority(text, known: nil).value))
  }

  @Test(arguments: [
    Judged("listed alone", Proposals.proposal("retry"), "-"),
    Judged("listed with a person", Proposals.proposal("mend"), "-"),
    Judged("not listed", Proposals.proposal("log"), "deny otherwise"),
    Judged("listed elsewhere", Proposals.proposal("retry", in: "prod"), "deny otherwise"),
  ])
  func `denies what nothing lists`(_ judged: Judged) throws {
    let authority = try #require(Self.authority("{alone: [retry], ask: [mend]}").value)
    judged.check(OtherwiseConstraint(authorities: [authority]))
  }

  @Test func `refuses an action that is not declared, and one that is listed twice`() {
    #expect(Self.authority("alone: [rety]").mistakes == ["1:9 unknown-action"])
    #expect(Self.authority("{alone: [log], ask: [log]}").mistakes == ["1:22 alone-and-ask"])
    #expect(Self.authority("{ask: [log], shadow: [log]}").mistakes == ["1:23 alone-and-ask"])
    #expect(Self.authority("{alone: [log], shadow: [log]}").mistakes == ["1:25 alone-and-ask"])
    #expect(Self.authority("alone: [rety]", known: nil).mistakes == [])
    #expect(Self.authority("alone: [escalate]").mistakes == [])
  }

  @Test func `lists nothing where nothing is said`() {
    #expect(Self.authority("{}").value?.alone == [])
  }
}

import Configurations
import Documents
import Foundation
import Goldens
import Testing

@testable import Decisions

/// z3 and cvc5 on the documents of claims: they say of each what the proof says. Where they are not
/// installed (`make test` installs them), nothing is compared.
@Suite struct SolverTests {
  static let solvers = ["z3", "cvc5"].compactMap { name in
    ["/usr/bin/", "/usr/local/bin/"].map { $0 + name }.first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  private static func answer(of solver: String, to text: String) throws -> String {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "claim-\(UInt64.random(in: 0 ... .max)).smt2")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: solver)
    process.arguments = [file.path]
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test(arguments: solvers)
  func `finds no case against what is proved`(solver: String) throws {
    let files = try WeakenedSafety.claimed() + [ProofTests.overlay]
    let proof = Proof(try WeakenedSafety.configuration(of: files))
    // In dev and staging, and in prod with its waivers.
    #expect(proof.smtDocuments().count == 2 * 12)
    for document in proof.smtDocuments() {
      #expect(try Self.answer(of: solver, to: document.text) == "unsat", "\(document.name)")
    }
  }

  @Test(arguments: WeakenedSafety.all)
  func `finds the case that a weaker guardrail lets through, and no other`(
    _ weakened: WeakenedSafety
  ) throws {
    let proof = Proof(try WeakenedSafety.configuration(of: weakened.files()))
    let names = [weakened.claim, "escalation-always-works", "deny-beats-all"]
    for document in proof.smtDocuments() where names.contains(document.name) {
      let wanted = document.name == weakened.claim ? "sat" : "unsat"
      for solver in Self.solvers {
        let answer = try Self.answer(of: solver, to: document.text)
        #expect(answer == wanted, "\(solver) on \(document.name)")
      }
    }
  }

  @Test func `leaves in doubt what is not taken apart`() throws {
    let files = try Repository.files().map { file in
      file.path == "safety/guardrails.yaml"
        ? SourceFile(
          path: file.path,
          text: String(decoding: file.bytes, as: UTF8.self)
            + "  - {id: more, title: More, verdict: [deny], "
            + "for_all: 'size(table.changes) > 3 && action.changes_catalog'}\n")
        : file
    }
    let proof = Proof(try WeakenedSafety.configuration(of: files))
    let document = try #require(proof.smtDocuments().first { $0.name == "more" })
    for solver in Self.solvers {
      #expect(try Self.answer(of: solver, to: document.text) == "sat")
    }
  }
}

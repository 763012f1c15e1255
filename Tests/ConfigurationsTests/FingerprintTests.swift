import Documents
import Testing

@testable import Configurations

@Suite struct FingerprintTests {
  private static let files = Samples.everything
  private static let standard = Fingerprint.of(files)

  @Test func `has sixteen digits, and does not depend on the order of the files`() {
    #expect(Self.standard.utf8.count == 16)
    #expect(Fingerprint.of(Self.files.reversed()) == Self.standard)
  }

  // The journal says which bytes decided, so a comment makes another configuration too.
  @Test func `changes with a value, a comment, a name and a place between files`() {
    let others = [
      Samples.everything("policy.yaml", "discount: 0.9", by: "discount: 0.8"),
      Samples.everything("policy.yaml", "discount: 0.9", by: "discount: 0.9 # note"),
      Self.files.map { SourceFile(path: "x/" + $0.path, bytes: $0.bytes) },
      Array(Self.files.dropLast()),
      [SourceFile(path: "ab", text: "c"), SourceFile(path: "d", text: "")],
      [SourceFile(path: "a", text: "bc"), SourceFile(path: "d", text: "")],
      [SourceFile(path: "a", text: "b"), SourceFile(path: "cd", text: "")],
      [],
    ]
    let all = others.map(Fingerprint.of) + [Self.standard]
    #expect(Set(all).count == all.count)
  }
}

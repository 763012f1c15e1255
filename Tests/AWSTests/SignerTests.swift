import Foundation
import Incidents
import Testing

@testable import AWS

/// Signatures against those that botocore makes (`scripts/aws/record_signatures.py`).
struct SignerTests {
  struct Recorded: Decodable {
    let accessKey: String
    let secret: String
    let cases: [Case]
  }

  struct Case: Decodable {
    let method: String
    let service: String
    let region: String
    let host: String
    let path: String
    let query: [[String]]
    let headers: [String: String]
    let body: String
    let token: String?
    let time: String
    let authorization: String
  }

  @Test func `signs as botocore does, whatever is in paths and queries`() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "data/signatures.json")
    let recorded = try JSONDecoder().decode(Recorded.self, from: Data(contentsOf: url))
    var wrong: [String] = []
    for one in recorded.cases {
      let address = HTTPAddress(
        scheme: "https", host: one.host, path: one.path.percentEncoded(keepingSlashes: true),
        query: one.query.map { .init($0[0], $0[1]) })
      var request = HTTPRequest(
        one.method, address, headers: one.headers.map { ($0.key, $0.value) },
        body: Array(one.body.utf8))
      let signer = RequestSigner(
        credentials: Credentials(
          accessKey: recorded.accessKey, secret: recorded.secret, token: one.token),
        region: one.region, service: one.service)
      signer.sign(&request, at: try #require(Timestamp(rfc3339: one.time)))
      // Signing again must not sign what the first time left.
      signer.sign(&request, at: try #require(Timestamp(rfc3339: one.time)))
      let made = request.headers.filter { $0.name == "authorization" }.map(\.value)
      if made != [one.authorization] { wrong.append("\(one.service) \(one.path) \(made)") }
    }
    #expect(recorded.cases.count == 200)
    #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(3))")
  }
}

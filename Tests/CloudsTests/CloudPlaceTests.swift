import AWS
import Healing
import Testing

@testable import Clouds

struct CloudPlaceTests {
  private struct Answering: HTTPTransport {
    let text: String

    func answer(to request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
      HTTPAnswer(status: 200, headers: [:], body: Array(text.utf8))
    }
  }

  @Test func `is where the token service says that the caller is`() async throws {
    let answer = """
      <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:role/healer</Arn>
      <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
      """
    let settings = try AWSSettings(environment: [
      "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
    ])
    let client = try AWSClient(settings: settings, transport: Answering(text: answer))
    let place = try await CloudPlace(client)
    #expect(place.identity.account == "123456789012" && place.identity.region == "eu-west-1")
    #expect(place.caller == "arn:aws:iam::123456789012:role/healer")
  }
}

import AWS
import Configurations
import Foundation
import Goldens
import Healing
import Incidents
import Synchronization
import Testing

@testable import Clouds

/// Steps in AWS, by the calls that they make.
struct CloudWorldTests {
  /// Answers each operation with a text, and keeps what it was asked.
  private final class Answering: HTTPTransport {
    private let answers: [String: String]
    private let calls = Mutex<[(operation: String, body: String)]>([])

    init(_ answers: [String: String]) { self.answers = answers }

    func bodies(of operation: String) -> [String] {
      calls.withLock { $0.filter { $0.operation == operation }.map(\.body) }
    }

    func answer(to request: HTTPRequest) async throws(TransportError) -> HTTPAnswer {
      let target = request.headers.first { $0.name == "x-amz-target" }?.value ?? ""
      let operation = target.split(separator: ".").last.map(String.init) ?? "form"
      let body = String(decoding: request.body, as: UTF8.self)
      calls.withLock { $0.append((operation, body)) }
      guard let answer = answers[operation] else {
        let refusal = #"{"__type":"EntityNotFoundException"}"#
        return HTTPAnswer(status: 400, headers: [:], body: Array(refusal.utf8))
      }
      return HTTPAnswer(status: 200, headers: [:], body: Array(answer.utf8))
    }
  }

  private static let caller = """
    <GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:role/r</Arn>
    <Account>1</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
    """

  private static let job = """
    {"Job":{"Name":"j","Command":{"Name":"glueetl","ScriptLocation":"s3://b/j.py"},
    "DefaultArguments":{"--extra-py-files":"s3://b/own.zip","--mode":"full"},
    "WorkerType":"G.1X","NumberOfWorkers":2}}
    """

  private static let run = """
    {"JobRun":{"Id":"jr_1","JobName":"j","JobRunState":"FAILED",
    "Arguments":{"--day":"2013-04-18","--conf":"spark.a=b"}}}
    """

  private static func world(_ transport: Answering) async throws -> CloudWorld {
    let settings = try AWSSettings(environment: [
      "AWS_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s",
      "HOME": "/nowhere",
    ])
    let client = try AWSClient(
      settings: settings, transport: transport, retries: RetryPolicy(attempts: 1))
    return CloudWorld(
      try await CloudPlace(client), project: try Repository.configuration().project)
  }

  @Test(arguments: [
    // What the run had, the default that nobody changed, and a worker type that an action chose.
    (["--day": "2013-04-18", "--conf": "spark.a=b", "--mode": "full"], true),
    (["--day": "2013-04-18", "--extra-py-files": "s3://b/own.zip"], true),
    (["--day": "2013-04-18", "--extra-py-files": "s3://evil/x.zip"], false),
    (["--day": "2013-04-18", "--conf": "spark.a=evil"], false),
    (["--scriptLocation": "s3://evil/x.py"], false),
    (["--additional-python-modules": "evil"], false),
  ])
  func `starts a run with code-deciding arguments only as they were`(
    arguments: [String: String], isStarted: Bool
  ) async throws {
    let transport = Answering([
      "form": Self.caller, "GetJob": Self.job, "GetJobRun": Self.run,
      "StartJobRun": #"{"JobRunId":"jr_2"}"#,
    ])
    let world = try await Self.world(transport)
    let intent = StepIntent(
      attempt: 1, index: 0, step: .runJob(job: "j", arguments: arguments, workerType: "G.2X"),
      isUndo: false, marker: "inc-1.1.0", run: "jr_1")
    let notice = Notice(incident: "inc-1", subject: "", lines: [])
    do {
      let result = try await world.perform(intent, notice: notice)
      #expect(isStarted && result == .startedRun(id: "jr_2"))
    } catch {
      guard case .refused(_, let reason) = error else { throw error }
      #expect(!isStarted && reason.contains("decides which code runs"))
    }
    let sent = transport.bodies(of: "StartJobRun")
    #expect(sent.count == (isStarted ? 1 : 0))
    for body in sent {
      #expect(body.contains(#""--kintsugi-attempt":"inc-1.1.0""#) && body.contains("G.2X"))
      // The job's own defaults are left to the job.
      #expect(!body.contains("--mode") && !body.contains("own.zip"))
    }
  }
}

internal import AWS
internal import Clouds
internal import Configurations
internal import Healing
internal import Incidents
internal import Reporting

/// Works as a function of AWS Lambda.
struct LambdaCommand: Command {
  static let name = "lambda"
  static let summary = "the loop of an AWS Lambda function: takes events and ticks, never waits"
  static let manual = """
    kintsugi lambda [-C DIR]

    -C DIR  the project, as it lies in the image, or s3://BUCKET/PREFIX/VERSION/

    KINTSUGI_PROJECT=s3://BUCKET/PREFIX/VERSION/ in the environment goes before -C: the project is
    read from there once, when the function starts. An incident that was opened under another
    version goes on with that one, which the journal has kept.

    Asks the Runtime API that AWS_LAMBDA_RUNTIME_API names for invocations: messages of a queue of
    SQS with events of Glue in them, such an event itself, or a tick of a schedule, which should
    come every minute. Each is carried as far as it goes without waiting. Messages whose incident
    could not be written down are given back. A line of figures for CloudWatch is printed for each
    invocation, in the namespace Kintsugi. See docs/aws.md and deploy/.
    """

  private let project: ProjectFolder

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
  }

  func run() async -> ExitCode {
    let transport = CurlTransport()
    guard let host = ProcessEnvironment.all["AWS_LAMBDA_RUNTIME_API"],
      let runtime = LambdaRuntime(host: host, transport: transport)
    else {
      return project.report(
        .message("AWS_LAMBDA_RUNTIME_API is not set: this command is started by AWS Lambda"))
    }
    StopRequest.listen()
    do throws(LoadFailure) {
      var project = project
      if let stored = try StoredProject(project) { project.path = try await stored.fetch() }
      let site = try await Site.open(project, .aws, gathering: Self.gathering)
      Terminal.err(
        "kintsugi: the project of \(project.path), configuration "
          + "\(site.configuration.fingerprint)\n")
      let handler = SiteHandler(site, try await site.journal.open())
      return await loop(runtime, site, handler)
    } catch {
      let code = project.report(error)
      try? await runtime.failToStart(type: "Configuration", message: error.words)
      return code
    }
  }

  /// How long evidence is gathered at the most.
  private static let gathering = Duration.seconds(20)
  /// How long before its end an invocation begins nothing any more: long enough to gather once more
  /// and to have one effect.
  private static let margin = Duration.seconds(30)

  private func loop(
    _ runtime: LambdaRuntime, _ site: Site, _ handler: SiteHandler
  ) async -> ExitCode {
    while !StopRequest.isMade {
      do throws(TransportError) {
        let invocation = try await runtime.next()
        try await handle(invocation, runtime, site, handler)
      } catch {
        // The place that hands out work is gone: so is whoever would want an answer.
        Terminal.err("kintsugi: \(Terminal.plain(error.reason))\n")
        return .worldFailed
      }
    }
    return .fine
  }

  private func handle(
    _ invocation: LambdaRuntime.Invocation, _ runtime: LambdaRuntime, _ site: Site,
    _ handler: SiteHandler
  ) async throws(TransportError) {
    let figures = FunctionFigures(environment: site.environment)
    let end = invocation.deadline.map { $0 - Self.margin }
    let function = FunctionHandler(
      healer: end.map { handler.healer.finishing(by: $0) } ?? handler.healer,
      journal: handler.journal, world: site.world
    ) { figures.hear($0) }
    let result: Result<[UInt8], any Error>
    do {
      result = .success(try await function.answer(to: try FunctionInput(invocation.body)))
    } catch {
      result = .failure(error)
    }
    switch result {
    case .success(let body):
      figures.print(isFailure: false, at: site.world.now())
      try await runtime.answer(invocation, with: body)
    case .failure(let error):
      Terminal.err("kintsugi: \(Terminal.plain("\(error)"))\n")
      figures.print(isFailure: true, at: site.world.now())
      try await runtime.fail(invocation, type: "Trouble", message: "\(error)")
    }
  }
}

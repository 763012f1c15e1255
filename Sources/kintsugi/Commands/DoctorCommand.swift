internal import Clouds
internal import Configurations
internal import Healing

/// Looks at an account before there is anything to heal in it.
struct DoctorCommand: Command {
  static let name = "doctor"
  static let summary = "what is missing in an AWS account for healing to work, in words"
  static let manual = """
    kintsugi doctor --aws [-o pretty|json]

    Looks at everything that a healing needs: who calls, the journal, the kill switch, the jobs and
    tables of the pipelines, the logs, the owners' channels, and what IAM denies. Changes nothing.
    Leaves with 0 where nothing is in the way, with 1 where something is.
    """

  private let project: ProjectFolder

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    guard arguments.flag("--aws") else { throw .missing("--aws", command: Self.name) }
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      let place = try await AWSAccess.place()
      let world = CloudWorld(place, project: configuration.project)
      var findings: [CloudDoctor.Finding] = []
      let identity = place.identity
      if configuration.project.environment(account: identity.account, region: identity.region)
        == nil
      {
        findings.append(
          CloudDoctor.Finding(
            "environment", .trouble,
            "no environment of the project has \(identity.account) in \(identity.region)",
            help: "add it to `environments` in kintsugi.yaml"))
      }
      findings += await CloudDoctor(world, configuration: configuration).findings()
      show(findings)
      return findings.contains { $0.state == .trouble } ? .problems : .fine
    } catch {
      return project.report(error)
    }
  }

  private func show(_ findings: [CloudDoctor.Finding]) {
    switch project.format {
    case .json: Terminal.json(findings)
    case .pretty:
      for finding in findings {
        let mark =
          switch finding.state {
          case .fine: "ok      "
          case .trouble: "trouble "
          case .unknown: "unknown "
          }
        Terminal.out(Terminal.plain("\(mark) \(finding.subject): \(finding.words)") + "\n")
        if finding.state != .fine, !finding.help.isEmpty {
          Terminal.out(Terminal.plain("         = help: \(finding.help)") + "\n")
        }
      }
    }
  }
}

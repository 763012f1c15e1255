internal import Clouds
internal import Configurations
internal import Healing

/// Prints the least that a role must be allowed.
struct PermissionsCommand: Command {
  static let name = "permissions"
  static let summary = "the IAM policy that the configured actions need, and nothing besides"
  static let manual = """
    kintsugi permissions [--env ENV] [--bucket NAME…]
    kintsugi permissions --aws

    --env     the environment whose first account and region the policy is for; the first one
              where none is named
    --bucket  a bucket that tables lie in; may be said several times
    --aws     account, region, role and buckets as they are: the catalog is asked

    Prints a policy as JSON, made of the pipelines, the steps of the actions, the owners' channels
    and the journal. Without buckets the name BUCKET stands in their place.
    """

  private let project: ProjectFolder
  private let buckets: [String]
  private let asksCatalog: Bool

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    project = try ProjectFolder(&arguments)
    asksCatalog = arguments.flag("--aws")
    var buckets: [String] = []
    while let bucket = try arguments.first("--bucket") { buckets.append(bucket) }
    self.buckets = buckets
  }

  func run() async -> ExitCode {
    do throws(LoadFailure) {
      let configuration = try project.configuration()
      let scope =
        asksCatalog
        ? try await CloudWorld(AWSAccess.place(), project: configuration.project).policyScope()
        : try declaredScope(configuration.project)
      Terminal.json(CloudPolicy(for: configuration, in: scope))
      return .fine
    } catch {
      return project.report(error)
    }
  }

  private func declaredScope(_ project: Project) throws(LoadFailure) -> CloudPolicy.Scope {
    let wanted = self.project.environment
    guard let environment = project.environments.first(where: { wanted ?? $0.name == $0.name }),
      let account = environment.accounts.first, let region = environment.regions.first
    else { throw .message("the project has no environment `\(wanted ?? "")` with an account") }
    if buckets.isEmpty {
      Terminal.err("kintsugi: write the tables' buckets for BUCKET, or say --bucket or --aws\n")
    }
    return CloudPolicy.Scope(
      account: account, region: region, buckets: buckets.isEmpty ? ["BUCKET"] : buckets)
  }
}

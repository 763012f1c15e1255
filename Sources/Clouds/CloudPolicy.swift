public import Configurations
internal import FoundationEssentials

/// The least that a role must be allowed for what a configuration may do: a policy of IAM.
public struct CloudPolicy: Sendable, Encodable {
  /// Some actions on some resources.
  public struct Statement: Sendable, Hashable, Encodable {
    public let name: String
    public let actions: [String]
    public let resources: [String]

    enum CodingKeys: String, CodingKey {
      case name = "Sid"
      case effect = "Effect"
      case actions = "Action"
      case resources = "Resource"
    }

    public func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(name, forKey: .name)
      try fields.encode("Allow", forKey: .effect)
      try fields.encode(actions, forKey: .actions)
      try fields.encode(resources, forKey: .resources)
    }
  }

  public let statements: [Statement]

  enum CodingKeys: String, CodingKey {
    case version = "Version"
    case statements = "Statement"
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode("2012-10-17", forKey: .version)
    try fields.encode(statements, forKey: .statements)
  }

  /// Where the policy is for.
  public struct Scope: Sendable {
    /// `arn:aws`, or that of another partition.
    public let arnHead: String
    public let account: String
    public let region: String
    /// The buckets that tables lie in; a placeholder where they are not known.
    public let buckets: [String]
    /// The ARN of the role itself, which may ask what it may; `nil` where it is not known.
    public let role: String?

    public init(
      arnHead: String = "arn:aws", account: String, region: String, buckets: [String],
      role: String? = nil
    ) {
      self.arnHead = arnHead
      self.account = account
      self.region = region
      self.buckets = buckets
      self.role = role
    }
  }

  /// The policy for a configuration in one account and region.
  public init(for configuration: Configuration, in scope: Scope) {
    let project = configuration.project
    let names = PolicyNames(project, scope)
    let steps = Set(configuration.policy.actions.flatMap(\.steps).map { type(of: $0).name })
    var statements = [
      Statement(
        name: "ReadRuns", actions: ["glue:GetJob", "glue:GetJobRun", "glue:GetJobRuns"],
        resources: names.jobs),
      Statement(name: "FindRuns", actions: ["glue:ListJobs"], resources: ["*"]),
      Statement(
        name: "ReadTables",
        actions: [
          "glue:GetTable", "glue:GetTableVersions", "glue:GetPartition",
          "glue:GetColumnStatisticsForPartition",
        ],
        resources: names.tables),
      Statement(
        name: "ReadLogs", actions: ["logs:FilterLogEvents", "logs:GetLogEvents"],
        resources: [names.regional("logs", "log-group:/aws-glue/*")]),
      Statement(name: "ListObjects", actions: ["s3:ListBucket"], resources: names.buckets),
      Statement(name: "ReadObjects", actions: ["s3:GetObject"], resources: names.objects),
      Statement(
        name: "ReadSwitch", actions: ["ssm:GetParameter"],
        resources: [names.regional("ssm", "parameter" + CloudWorld.switchParameter)]),
    ]
    if let role = scope.role {
      statements.append(
        Statement(
          name: "AskWhatIsAllowed", actions: ["iam:SimulatePrincipalPolicy"], resources: [role]))
    }
    statements += Self.acting(steps, names)
    statements += Self.telling(project, names)
    if case .dynamoDB(let table) = project.journal {
      statements.append(
        Statement(
          name: "KeepTheJournal",
          actions: [
            "dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:DescribeTable",
            "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:Scan",
            "dynamodb:UpdateItem",
          ], resources: [names.regional("dynamodb", "table/\(table)")]))
    }
    self.statements = statements.filter { !$0.resources.isEmpty }
  }

  /// What the steps of the configured actions need.
  private static func acting(_ steps: Set<String>, _ names: PolicyNames) -> [Statement] {
    var statements: [Statement] = []
    if steps.contains("run_job") {
      statements.append(
        Statement(name: "RunJobs", actions: ["glue:StartJobRun"], resources: names.jobs))
    }
    if steps.contains("reset_bookmark") {
      statements.append(
        Statement(name: "ResetBookmarks", actions: ["glue:ResetJobBookmark"], resources: names.jobs)
      )
    }
    let moves = !steps.isDisjoint(with: ["quarantine_objects", "return_objects"])
    if moves || !steps.isDisjoint(with: ["set_schema", "restore_schema"]) {
      statements.append(
        Statement(name: "WriteTables", actions: ["glue:UpdateTable"], resources: names.tables))
    }
    if moves {
      statements.append(
        Statement(
          name: "MoveObjects", actions: ["s3:DeleteObject", "s3:PutObject"],
          resources: names.objects))
    }
    return statements
  }

  /// What the channels of the owners need.
  private static func telling(_ project: Project, _ names: PolicyNames) -> [Statement] {
    let channels = project.owners.flatMap(\.notify)
    let topics = Set(channels.filter { $0.hasPrefix("sns:") }.map { String($0.dropFirst(4)) })
    var statements: [Statement] = []
    if !topics.isEmpty {
      statements.append(
        Statement(name: "TellTopics", actions: ["sns:Publish"], resources: topics.sorted()))
    }
    if channels.contains(where: { $0.hasPrefix("opsitem:") }) {
      statements.append(
        Statement(
          name: "OpenItems", actions: ["ssm:CreateOpsItem"],
          resources: [names.regional("ssm", "opsitem/*")]))
    }
    return statements
  }
}

/// The names of what a project touches, as ARNs.
struct PolicyNames {
  let jobs: [String]
  let tables: [String]
  let buckets: [String]
  let objects: [String]
  private let scope: CloudPolicy.Scope

  init(_ project: Project, _ scope: CloudPolicy.Scope) {
    self.scope = scope
    func regional(_ service: String, _ name: String) -> String {
      "\(scope.arnHead):\(service):\(scope.region):\(scope.account):\(name)"
    }
    jobs = Set(project.pipelines.flatMap(\.jobs).map { regional("glue", "job/\($0.text)") })
      .sorted()
    let names = Set(project.pipelines.flatMap { $0.reads + $0.writes }).sorted()
      .compactMap { GlueClient.TableName($0) }
    // A table is allowed only together with its database and the catalog.
    tables =
      names.isEmpty
      ? []
      : [regional("glue", "catalog")]
        + Set(names.map { regional("glue", "database/\($0.database)") }).sorted()
        + names.map { regional("glue", "table/\($0.database)/\($0.name)") }
    buckets = scope.buckets.map { "\(scope.arnHead):s3:::\($0)" }
    objects = scope.buckets.map { "\(scope.arnHead):s3:::\($0)/*" }
  }

  func regional(_ service: String, _ name: String) -> String {
    "\(scope.arnHead):\(service):\(scope.region):\(scope.account):\(name)"
  }
}

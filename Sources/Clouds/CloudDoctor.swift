internal import AWS
public import Configurations
internal import Healing
internal import Incidents

/// Looks at an account with the eyes of a healing, before there is one: what is missing, in words.
public struct CloudDoctor: Sendable {
  private let world: CloudWorld
  private let configuration: Configuration

  public init(_ world: CloudWorld, configuration: Configuration) {
    self.world = world
    self.configuration = configuration
  }

  private var project: Project { configuration.project }

  /// One thing that was looked at.
  public struct Finding: Sendable, Hashable, Encodable {
    /// What was looked at, as `table flights.raw_flights`.
    public let subject: String
    public let state: State
    /// What was found.
    public let words: String
    /// What to do about it; empty where nothing is to be done.
    public let help: String

    /// How it is.
    public enum State: String, Sendable, Hashable, Encodable {
      case fine, trouble
      /// Nobody knows: it may not be asked.
      case unknown
    }

    public init(_ subject: String, _ state: State, _ words: String, help: String = "") {
      self.subject = subject
      self.state = state
      self.words = words
      self.help = help
    }
  }

  /// Everything, in the order in which a healing needs it.
  public func findings() async -> [Finding] {
    var findings = [
      Finding(
        "account", .fine,
        "\(world.identity.account) in \(world.identity.region), as \(world.place.caller)")
    ]
    findings.append(await journal())
    findings.append(await killSwitch())
    findings += await jobs()
    for table in Set(project.pipelines.flatMap { $0.reads + $0.writes }).sorted() {
      findings.append(await self.table(table))
    }
    findings += await logs()
    findings += await channels()
    findings += await permissions()
    return findings
  }

  private func journal() async -> Finding {
    guard case .dynamoDB(let table) = project.journal else {
      return Finding(
        "journal", .fine, "a file on this machine",
        help: "functions and several workers need `journal: dynamodb:TABLE`")
    }
    do throws(AWSError) {
      let status = try await DynamoDBClient(table: table, calls: world.place.client).status()
      return status == "ACTIVE"
        ? Finding("journal", .fine, "the table \(table) is there")
        : Finding("journal", .trouble, "the table \(table) is \(status)")
    } catch {
      return trouble(
        "journal", error, missing: "there is no table \(table)",
        help: "deploy deploy/template.yaml; the first heal of a caller who may makes it, too")
    }
  }

  private func killSwitch() async -> Finding {
    switch await world.killSwitch() {
    case .off: Finding("kill switch", .fine, "off")
    case .on(let reason): Finding("kill switch", .trouble, reason, help: "nothing is healed")
    case .unreadable(let reason):
      Finding(
        "kill switch", .trouble, "it cannot be read, so it counts as pulled: \(reason)",
        help: "allow ssm:GetParameter on parameter\(CloudWorld.switchParameter)")
    }
  }

  private func jobs() async -> [Finding] {
    do throws(AWSError) {
      let names = try await world.glue.jobs()
      return project.pipelines.flatMap(\.jobs).map { pattern in
        let count = names.count { pattern.matches($0) }
        return count > 0
          ? Finding("job \(pattern.text)", .fine, count == 1 ? "it is there" : "\(count) are there")
          : Finding(
            "job \(pattern.text)", .trouble, "no job of the account has that name",
            help: "correct `jobs` in kintsugi.yaml")
      }
    } catch {
      return [trouble("jobs", error, missing: "there is none", help: "allow glue:ListJobs")]
    }
  }

  private func table(_ name: String) async -> Finding {
    let subject = "table \(name)"
    do throws(AWSError) {
      guard let location = try await world.catalog.versions(of: name)?.versions.first?.location
      else {
        return Finding(
          subject, .trouble, "the catalog has no such table",
          help: "correct `reads` and `writes` in kintsugi.yaml, as database.table")
      }
      guard let place = S3Place(location), !place.prefix.isEmpty else {
        return Finding(
          subject, .trouble, "its location `\(location)` is no folder of its own in S3",
          help: "its objects are not looked at and never moved")
      }
      _ = try await world.storage.objects(in: place.bucket, below: place.prefix, atMost: 1)
      return Finding(subject, .fine, location)
    } catch {
      return trouble(
        subject, error, missing: "its bucket is not there",
        help: "allow glue:GetTableVersions and s3:ListBucket")
    }
  }

  private func logs() async -> [Finding] {
    var findings: [Finding] = []
    for group in ["/aws-glue/jobs/error", "/aws-glue/jobs/output"] {
      do throws(AWSError) {
        _ = try await LogsClient(world.place.client).events(
          in: group, streams: "kintsugi-doctor", atMost: 1)
        findings.append(Finding("log \(group)", .fine, "it can be read"))
      } catch {
        findings.append(
          error.isMissing
            ? Finding("log \(group)", .unknown, "no job has written to it yet")
            : trouble("log \(group)", error, missing: "", help: "allow logs:FilterLogEvents"))
      }
    }
    return findings
  }

  private func channels() async -> [Finding] {
    project.owners.map { owner in
      owner.notify.isEmpty
        ? Finding(
          "owner \(owner.name)", .trouble, "nobody can be told",
          help: "write `notify: [\"sns:ARN\"]` in kintsugi.yaml")
        : Finding(
          "owner \(owner.name)", .fine, "told through \(owner.notify.joined(separator: ", "))")
    }
  }

  /// What IAM denies of what the configuration may do, on things that are there.
  private func permissions() async -> [Finding] {
    let principal = IdentitiesClient.principal(behind: world.place.caller)
    let policy = CloudPolicy(for: configuration, in: await world.policyScope())
    let examples = await examples()
    var findings: [Finding] = []
    for statement in policy.statements {
      for resource in statement.resources.compactMap({ examples[$0] ?? $0 })
      where !resource.contains("*") {
        do throws(AWSError) {
          let denied = try await IdentitiesClient(world.place.client).denied(
            of: statement.actions, to: principal, on: resource)
          for action in denied.sorted() {
            findings.append(
              Finding(
                "permission", .trouble, "\(action) on \(resource) is denied",
                help: "kintsugi permissions prints the policy that allows it"))
          }
        } catch {
          return [
            Finding(
              "permissions", .unknown, "IAM cannot be asked: \(error)",
              help:
                "allow iam:SimulatePrincipalPolicy on \(principal), or be told by the act itself")
          ]
        }
      }
    }
    return findings.isEmpty
      ? [Finding("permissions", .fine, "IAM denies nothing that the configuration needs")]
      : findings
  }

  /// Something that is there, for names with a `*` in them: a job, and a place in each bucket.
  private func examples() async -> [String: String] {
    var examples: [String: String] = [:]
    let head = world.place.arnHead
    for name in (try? await world.glue.jobs()) ?? [] {
      guard let pipeline = project.pipeline(of: name) else { continue }
      let identity = world.identity
      let jobs = "\(head):glue:\(identity.region):\(identity.account):job/"
      for pattern in pipeline.jobs where pattern.matches(name) {
        examples[jobs + pattern.text] = jobs + name
      }
    }
    for table in Set(project.pipelines.flatMap { $0.reads + $0.writes }).sorted() {
      let versions = try? await world.catalog.versions(of: table)
      guard let place = (versions?.versions.first?.location).flatMap({ S3Place($0) }) else {
        continue
      }
      let bucket = "\(head):s3:::\(place.bucket)/"
      examples[bucket + "*"] = bucket + place.prefix + "kintsugi-doctor"
    }
    return examples
  }

  private func trouble(
    _ subject: String, _ error: AWSError, missing: String, help: String
  ) -> Finding {
    if error.isMissing { return Finding(subject, .trouble, missing, help: help) }
    return Finding(subject, error.isDenied ? .trouble : .unknown, error.description, help: help)
  }
}

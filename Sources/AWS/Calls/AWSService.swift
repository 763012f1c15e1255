/// A service of AWS that is called: its names, and how it is spoken to.
public struct AWSService: Sendable, Hashable {
  /// The name for people and for errors.
  public let name: String
  /// The name in its host, as `logs` in `logs.eu-west-1.amazonaws.com`.
  let host: String
  /// The name that signatures are made for.
  let signingName: String
  /// The name in `AWS_ENDPOINT_URL_…` and in `services` sections.
  let settingName: String
  /// The head of `X-Amz-Target`, for services that speak JSON.
  let target: String
  /// The version of JSON (`1.0` or `1.1`), or the date of a query API.
  let version: String
  /// Whether it is one for the whole partition, in its first region.
  let isGlobal: Bool

  private init(
    _ name: String, host: String, setting: String, target: String = "", version: String,
    signing: String? = nil, isGlobal: Bool = false
  ) {
    self.name = name
    self.host = host
    settingName = setting
    self.target = target
    self.version = version
    signingName = signing ?? host
    self.isGlobal = isGlobal
  }

  public static let glue = AWSService(
    "Glue", host: "glue", setting: "glue", target: "AWSGlue", version: "1.1")
  public static let logs = AWSService(
    "CloudWatch Logs", host: "logs", setting: "cloudwatch_logs", target: "Logs_20140328",
    version: "1.1")
  public static let dynamoDB = AWSService(
    "DynamoDB", host: "dynamodb", setting: "dynamodb", target: "DynamoDB_20120810", version: "1.0")
  public static let queues = AWSService(
    "SQS", host: "sqs", setting: "sqs", target: "AmazonSQS", version: "1.0")
  public static let systems = AWSService(
    "Systems Manager", host: "ssm", setting: "ssm", target: "AmazonSSM", version: "1.1")
  public static let storage = AWSService("S3", host: "s3", setting: "s3", version: "2006-03-01")
  public static let topics = AWSService("SNS", host: "sns", setting: "sns", version: "2010-03-31")
  public static let tokens = AWSService("STS", host: "sts", setting: "sts", version: "2011-06-15")
  public static let identities = AWSService(
    "IAM", host: "iam", setting: "iam", version: "2010-05-08", isGlobal: true)

  /// Where the service is in a region.
  func address(in region: String) -> HTTPAddress {
    let partition = Partition(region: region)
    let name = isGlobal ? "\(host).\(partition.suffix)" : "\(host).\(region).\(partition.suffix)"
    return HTTPAddress(scheme: "https", host: name)
  }

  /// The region that signatures are made for.
  func signingRegion(in region: String) -> String {
    isGlobal ? Partition(region: region).firstRegion : region
  }
}

/// A part of AWS with accounts and names of its own.
struct Partition: Sendable, Hashable {
  /// The partition in ARNs.
  let name: String
  let suffix: String
  let firstRegion: String

  init(region: String) {
    switch region {
    case _ where region.hasPrefix("cn-"):
      (name, suffix, firstRegion) = ("aws-cn", "amazonaws.com.cn", "cn-north-1")
    case _ where region.hasPrefix("us-gov-"):
      (name, suffix, firstRegion) = ("aws-us-gov", "amazonaws.com", "us-gov-west-1")
    default: (name, suffix, firstRegion) = ("aws", "amazonaws.com", "us-east-1")
    }
  }
}

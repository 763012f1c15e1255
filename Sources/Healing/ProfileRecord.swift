public import Incidents

/// The profile of one batch with its place among the others: a line of the profile format.
///
/// `docs/profile.md` has the format. What a line does not say is unknown.
public struct ProfileRecord: Sendable, Hashable {
  /// Whose batch it is; empty where nobody says.
  public var table: String
  /// The order of the batches of a table.
  public var index: Int?
  /// Anything that the caller wants to see again.
  public var id: String?
  /// The name of the batch, as `day=2013-04-18`.
  public var batch: String?
  /// When the batch arrived.
  public var time: Timestamp?
  /// The size of the batch's objects as stored.
  public var bytes: Int?
  /// What tells its content from any other.
  public var digest: String?
  /// Whether a person took it out of all baselines.
  public var isExcluded: Bool
  public var profile: TableProfile

  public init(
    table: String, index: Int? = nil, id: String? = nil, batch: String? = nil,
    time: Timestamp? = nil, bytes: Int? = nil, digest: String? = nil, isExcluded: Bool = false,
    profile: TableProfile
  ) {
    self.table = table
    self.index = index
    self.id = id
    self.batch = batch
    self.time = time
    self.bytes = bytes
    self.digest = digest
    self.isExcluded = isExcluded
    self.profile = profile
  }

  /// The version of the format that is read and written.
  static let format = "profile/v1"

  /// The profile with what the line says of its batch.
  public var batchProfile: TableProfile {
    TableProfile(
      rows: profile.rows, columns: profile.columns, duplicateRows: profile.duplicateRows,
      origin: BatchOrigin(name: batch, arrived: time, bytes: bytes, digest: digest))
  }
}

public import Incidents

/// Who asks: an access key, its secret, and a token where they are for a time only.
public struct Credentials: Sendable, Hashable {
  public let accessKey: String
  let secret: String
  let token: String?
  /// When they end; never where nobody says.
  public let expires: Timestamp?

  public init(
    accessKey: String, secret: String, token: String? = nil, expires: Timestamp? = nil
  ) {
    self.accessKey = accessKey
    self.secret = secret
    self.token = token
    self.expires = expires
  }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible {
  /// The key's last letters: nothing of the secret is ever printed.
  public var description: String { "credentials …\(accessKey.suffix(4))" }
  public var debugDescription: String { description }
}

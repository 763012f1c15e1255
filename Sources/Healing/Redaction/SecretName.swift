/// Whether a name says that its value is secret: `db_password` does, `password_policy` does not.
enum SecretName {
  /// How sure the name makes one.
  enum Family: Sendable {
    /// A password: any value is one.
    case password
    /// A key, token or signature: a value that looks like one.
    case token
    /// A header whose whole value is secret.
    case header
  }

  /// The family of a name of letters, digits, `_`, `-`, `.` and spaces; `nil` for ordinary names.
  static func family(of name: some Collection<UInt8>) -> Family? {
    guard name.count <= 256 else { return nil }
    var words = words(of: name)
    while words.count > 1, let last = words.last, fillers.contains(last) { words.removeLast() }
    guard let last = words.last else { return nil }
    let before = words.count > 1 ? words[words.count - 2] : ""
    if isPassword(last) { return .password }
    if ["authorization", "cookie"].contains(last) { return .header }
    if isToken(last, after: before) { return .token }
    if last == "id", words.count > 2, before == "key", words[words.count - 3] == "access" {
      return .token
    }
    if words.contains(where: { $0.hasSuffix("password") || $0 == "passwd" }),
      !ordinaryEnds.contains(last), !last.hasSuffix("policy")
    {
      return .password
    }
    // `fs.azure.account.key.STORE.dfs.core.windows.net`.
    let isAccountKey = zip(words, words.dropFirst()).contains { $0 == "account" && $1 == "key" }
    return isAccountKey ? .token : nil
  }

  private static func isPassword(_ word: String) -> Bool {
    if ["password", "passwd", "passphrase", "passcode", "pwd", "passwort"].contains(where: {
      word.hasSuffix($0)
    }) {
      return true
    }
    return word.hasSuffix("pass") && word.utf8.count <= 10 && !passes.contains(word)
  }

  private static func isToken(_ last: String, after before: String) -> Bool {
    if last.hasSuffix("token") {
      let owner = last == "token" ? before : String(last.dropLast(5))
      return !cursors.contains(owner)
    }
    if last.hasSuffix("secret") || ["credential", "credentials", "creds"].contains(last) {
      return true
    }
    if last == "auth" || last == "sig" || last.hasSuffix("signature") { return true }
    if last == "key" { return keys.contains(before) }
    return last.hasSuffix("key") && keys.contains(String(last.dropLast(3)))
  }

  /// The words of a name in small letters, without the digits at their ends; they end at a mark
  /// and where a capital follows a small letter.
  private static func words(of name: some Collection<UInt8>) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    func isDone() {
      while word.last?.isDigit == true { word.removeLast() }
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word = []
    }
    var before: UInt8 = 0
    for byte in name {
      if !byte.isAlphanumeric {
        isDone()
      } else {
        if byte.isCapital, before.isSmall { isDone() }
        word.append(byte.small)
      }
      before = byte
    }
    isDone()
    return words
  }

  private static let passes: Set<String> = [
    "bypass", "compass", "encompass", "trespass", "surpass", "overpass", "underpass", "onepass",
    "twopass", "firstpass", "lastpass",
  ]
  /// Of whom a key is secret.
  private static let keys: Set<String> = [
    "api", "access", "secret", "private", "account", "shared", "sharedaccess", "encryption",
    "encrypt", "signing", "sign", "master", "auth", "ssh", "rsa", "pgp", "gpg", "tls", "ssl",
    "storage", "subscription", "consumer", "app", "application", "service", "admin", "deploy",
    "hmac", "aes", "xapi", "secretaccess", "license", "webhook", "jwt", "session", "host",
  ]
  /// Of whom a token is a place in a list, or a word of a language.
  private static let cursors: Set<String> = [
    "next", "nextpage", "page", "pagination", "continuation", "start", "starting", "end", "resume",
    "clientrequest", "request", "idempotency", "unexpected", "unrecognized", "invalid", "string",
    "current", "last", "first", "previous", "max", "min", "expected", "missing", "sync", "prev",
  ]
  /// Words at the end that leave the meaning alone.
  private static let fillers: Set<String> = [
    "value", "val", "plain", "plaintext", "text", "hash", "base", "b", "enc", "encoded",
    "encrypted", "raw", "new", "old", "prod", "dev", "test", "stage", "primary", "secondary",
    "string", "env", "var", "header",
  ]
  /// Words at the end that make of a password something about passwords.
  private static let ordinaryEnds: Set<String> = [
    "policy", "file", "path", "length", "len", "min", "max", "expiry", "expires", "expired", "age",
    "field", "column", "type", "id", "name", "required", "enabled", "reset", "provider", "callback",
    "class", "hint", "url", "manager", "encoder", "count", "attempts", "authentication", "store",
    "location", "arn", "set", "changed", "format", "regex", "rotation", "version", "prompt",
    "update", "exception", "error", "invalid", "incorrect", "failed", "failure", "java", "py",
    "scala", "authenticator", "login", "module", "user", "username", "host", "port", "database",
  ]
}

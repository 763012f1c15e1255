/// Letters with which something secret may begin, or that are part of a name that says so.
struct SecretOpener: Sendable {
  let letters: [UInt8]
  let kind: Kind

  /// What is to be looked at where the letters stand.
  enum Kind: Sendable {
    /// Part of a name: `db_password`, `apiKey`, `--token`.
    case word
    /// The beginning of a token of a known form, which goes on with so many letters at least.
    case token(atLeast: Int, TokenLetters)
    /// `scheme://user:password@host`.
    case address
    /// `jdbc:oracle:thin:user/password@host`.
    case oracle
    /// A block between `-----BEGIN` and `-----END`.
    case block
    /// `Bearer` or `Basic`, and what follows.
    case scheme
    /// `eyJ`: three parts with dots between them.
    case webToken
    /// `-u user:password`, `--user user:password`.
    case login
    /// `IDENTIFIED BY 'x'`.
    case grant
  }

  /// Of what letters a token is made.
  enum TokenLetters: Sendable {
    /// Capitals and digits.
    case capitals
    /// Letters and digits, `_` and `-`.
    case names
    /// Those, and `/`, `+`, `=` and `.`.
    case base64
  }

  private init(_ text: String, _ kind: Kind) {
    letters = Array(text.utf8)
    self.kind = kind
  }

  static let block = SecretOpener("-----BEGIN", .block)

  /// Everything that opens a secret, words in small letters.
  static let all: [SecretOpener] =
    ["pass", "pwd", "secret", "token", "key", "cred", "auth", "signature", "sig=", "cookie"]
    .map { SecretOpener($0, .word) }
    + ["AKIA", "ASIA", "ABIA", "ACCA"].map { SecretOpener($0, .token(atLeast: 12, .capitals)) }
    + ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-"]
    .map { SecretOpener($0, .token(atLeast: 16, .names)) }
    + ["xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxe-", "xoxc-", "xoxd-", "xapp-"]
    .map { SecretOpener($0, .token(atLeast: 10, .names)) }
    + ["sk_live_", "sk_test_", "rk_live_", "rk_test_", "pk_live_", "pk_test_", "whsec_"]
    .map { SecretOpener($0, .token(atLeast: 10, .names)) }
    + ["AIza", "npm_", "pypi-", "dapi", "shpat_", "shpss_", "shpca_", "shppa_", "dop_v1_"]
    .map { SecretOpener($0, .token(atLeast: 28, .names)) }
    + ["sk-", "hf_", "glsa_", "NRAK-", "lin_api_", "sq0atp-", "sq0csp-", "EAAA", "key-", "SK"]
    .map { SecretOpener($0, .token(atLeast: $0 == "SK" ? 32 : 22, .names)) }
    + ["SG.", "ya29.", "hvs.", "hvb.", "ATATT3", "dp.pt.", "AGE-SECRET-KEY-1", "hooks.slack.com/"]
    .map { SecretOpener($0, .token(atLeast: 18, .base64)) }
    + ["IQoJb3", "FwoGZX", "FQoGZX", "AQoDYX", "AQoEXA", "MIIE", "MIIC", "MIIJ", "MIIB"]
    .map { SecretOpener($0, .token(atLeast: 50, .base64)) }
    + [
      SecretOpener("://", .address), SecretOpener("thin:", .oracle),
      block, SecretOpener("bearer", .scheme),
      SecretOpener("basic", .scheme), SecretOpener("eyJ", .webToken),
      SecretOpener("identified", .grant), SecretOpener(" -u ", .login),
      SecretOpener("--user ", .login), SecretOpener("-user ", .login),
    ]

  /// Whether the case of letters does not matter: words and schemes are written in any way.
  var isAnyCase: Bool {
    switch kind {
    case .word, .scheme, .oracle, .grant: true
    case .token, .address, .block, .webToken, .login: false
    }
  }
}

/// The openers by their first three letters: one look at each byte of a text tells those that may
/// begin there.
struct OpenerIndex: Sendable {
  /// For each byte, the groups that have it at the first, second, third place; bits are groups.
  private let first: [UInt64]
  private let second: [UInt64]
  private let third: [UInt64]
  private let groups: [[SecretOpener]]

  static let standard = OpenerIndex(SecretOpener.all)

  /// An index of openers of two letters or more; the third of shorter ones is any.
  init(_ openers: [SecretOpener]) {
    var tables = [[UInt64]](repeating: [UInt64](repeating: 0, count: 256), count: 3)
    var groups = [[SecretOpener]](repeating: [], count: 64)
    for (number, opener) in openers.enumerated() {
      let group = number % 64
      groups[group].append(opener)
      for place in 0..<3 {
        let letters = opener.letters.dropFirst(place).first.map { [$0] } ?? Array(0...255)
        for letter in letters {
          tables[place][Int(letter)] |= 1 << UInt64(group)
          if opener.isAnyCase {
            tables[place][Int(letter.capital)] |= 1 << UInt64(group)
          }
        }
      }
    }
    (first, second, third) = (tables[0], tables[1], tables[2])
    self.groups = groups
  }

  /// Calls `body` with each opener and its place, from the left. Cost: three looks a byte.
  func forEach(
    in text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>,
    _ body: (SecretOpener, Int) -> Void
  ) {
    guard range.count >= 3 else { return }
    first.withUnsafeBufferPointer { first in
      second.withUnsafeBufferPointer { second in
        third.withUnsafeBufferPointer { third in
          for place in range.lowerBound..<(range.upperBound - 2) {
            var mask =
              first[Int(text[place])] & second[Int(text[place + 1])] & third[Int(text[place + 2])]
            while mask != 0 {
              let group = mask.trailingZeroBitCount
              mask &= mask - 1
              for opener in groups[group]
              where Self.stands(opener, at: place, in: text, range.upperBound) {
                body(opener, place)
              }
            }
          }
        }
      }
    }
  }

  private static func stands(
    _ opener: SecretOpener, at place: Int, in text: UnsafeBufferPointer<UInt8>, _ end: Int
  ) -> Bool {
    guard place + opener.letters.count <= end else { return false }
    for (index, letter) in opener.letters.enumerated() {
      let byte = text[place + index]
      guard byte == letter || (opener.isAnyCase && byte.small == letter) else { return false }
    }
    return true
  }
}

extension UInt8 {
  /// The small letter of a capital; anything else as it is.
  var small: UInt8 { (0x41...0x5A).contains(self) ? self + 0x20 : self }
  /// The capital of a small letter; anything else as it is.
  var capital: UInt8 { (0x61...0x7A).contains(self) ? self - 0x20 : self }
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isCapital: Bool { (0x41...0x5A).contains(self) }
  var isSmall: Bool { (0x61...0x7A).contains(self) }
  var isAlphanumeric: Bool { isDigit || isCapital || isSmall }
  /// A space or a tab.
  var isBlank: Bool { self == 0x20 || self == 0x09 }
  var isQuote: Bool { self == 0x22 || self == 0x27 || self == 0x60 }
}

extension SecretOpener.TokenLetters {
  func contains(_ byte: UInt8) -> Bool {
    switch self {
    case .capitals: byte.isCapital || byte.isDigit
    case .names: byte.isAlphanumeric || byte == 0x5F || byte == 0x2D
    case .base64:
      byte.isAlphanumeric || byte == 0x5F || byte == 0x2D || byte == 0x2F || byte == 0x2B
        || byte == 0x3D || byte == 0x2E
    }
  }
}

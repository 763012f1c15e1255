internal import Conditions

/// `table.has_tag("legal-hold")`: whether governance put the tag on the table.
enum TableTag {
  static let field = "tags"
  static let method = Method(
    name: "has_tag", parameters: [.string], result: .bool, hiddenField: field,
    hiddenType: .list(.string), lookup: .contains)
}

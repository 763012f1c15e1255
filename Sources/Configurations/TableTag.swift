internal import Conditions

/// `table.has_tag("legal-hold")`: whether governance put the tag on the table.
enum TableTag {
  static let field = "tags"
  static let hidden = Field(
    name: field, type: .list(.string), documentation: "Its tags.", maximumSize: 100,
    isHidden: true)
  static let method = RecordMethod(
    name: "has_tag", field: field, answer: .membership,
    documentation: "Whether the table has the tag.")
}

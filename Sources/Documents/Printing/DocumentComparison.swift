/// Compares two documents: trees up to the order of keys that a layout moves, and comments.
public struct DocumentComparison: Sendable {
  private let conditions: any ConditionBreaking

  public init(conditions: any ConditionBreaking) {
    self.conditions = conditions
  }

  /// Whether both say the same, with the same comments.
  public func isSame(_ left: Document, _ right: Document, _ layout: any NodeLayout) -> Bool {
    Comment.all(in: left).map(\.text).sorted() == Comment.all(in: right).map(\.text).sorted()
      && isSame(left.root, right.root, layout)
  }

  /// Whether two trees are the same.
  ///
  /// Where a layout has no order of keys, as for the names of actions, the order has a meaning.
  public func isSame(_ left: Node, _ right: Node, _ layout: any NodeLayout) -> Bool {
    switch (left.content, right.content) {
    case (.scalar(let left), .scalar(let right)):
      let role = layout.scalarRole
      return left.value == right.value
        && (left.text == right.text
          || (role == .condition && left.value == .string
            && conditions.isSame(left.text, right.text)))
    case (.sequence(let left), .sequence(let right)):
      return left.count == right.count
        && zip(left, right).allSatisfy { isSame($0, $1, layout.itemLayout) }
    case (.mapping(let left), .mapping(let right)):
      let keys = ordered(left, layout)
      guard keys.map(\.key.text) == ordered(right, layout).map(\.key.text) else { return false }
      return zip(keys, ordered(right, layout)).allSatisfy {
        isSame($0.value, $1.value, layout.layout(ofKey: $0.key.text))
      }
    case (.scalar, _), (.sequence, _), (.mapping, _): return false
    }
  }

  private func ordered(_ entries: [Node.Entry], _ layout: any NodeLayout) -> [Node.Entry] {
    let order = layout.keyOrder
    return order.flatMap { key in entries.filter { $0.key.text == key } }
      + entries.filter { !order.contains($0.key.text) }
  }
}

extension NodeLayout {
  /// What a lone text is that may stand for a list of such texts.
  var scalarRole: TextRole { textRole == .text ? itemLayout.textRole : textRole }
}

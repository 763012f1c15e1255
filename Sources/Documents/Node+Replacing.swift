/// The way from a node down to a part of it: keys of mappings and places in lists.
public enum NodeStep: Sendable, Hashable {
  case key(String)
  case item(Int)
}

extension Node {
  /// The part at the end of a way; `nil` where the way leads nowhere.
  public func part(at way: [NodeStep]) -> Node? {
    guard let first = way.first else { return self }
    let next: Node? =
      switch (first, content) {
      case (.key(let key), .mapping): self[key]
      case (.item(let index), .sequence(let items)):
        items.indices.contains(index) ? items[index] : nil
      case (.key, _), (.item, _): nil
      }
    return next?.part(at: Array(way.dropFirst()))
  }

  /// The node with the part at the end of a way exchanged; unchanged where the way leads nowhere.
  ///
  /// The new part keeps its own places, so that messages point to where it was written.
  public func replacing(_ way: [NodeStep], with part: Node) -> Node {
    guard let first = way.first else { return part }
    let rest = Array(way.dropFirst())
    switch (first, content) {
    case (.key(let key), .mapping(let entries)):
      let changed = entries.map { entry in
        entry.key.text == key
          ? Entry(key: entry.key, value: entry.value.replacing(rest, with: part)) : entry
      }
      return Node(content: .mapping(changed), span: span)
    case (.item(let index), .sequence(var items)):
      guard items.indices.contains(index) else { return self }
      items[index] = items[index].replacing(rest, with: part)
      return Node(content: .sequence(items), span: span)
    case (.key, _), (.item, _): return self
    }
  }
}

extension Document {
  /// The document with a part of its tree exchanged; its file stays the one that it came from.
  public func replacing(_ way: [NodeStep], with part: Node) -> Document {
    Document(source: source, root: root.replacing(way, with: part))
  }
}

internal import CExpat

/// An element of an answer in XML: name, text and children. Names are without their prefixes.
public struct XMLElement: Sendable, Hashable {
  public let name: String
  /// The text within, that of children aside.
  public fileprivate(set) var text = ""
  public fileprivate(set) var children: [XMLElement] = []

  fileprivate init(name: String) {
    self.name = String(name.split(separator: ":").last ?? "")
  }

  /// Reads a document of at most 64 levels and without a document type; `nil` where it is none.
  ///
  /// A document type could declare entities that grow or that read files.
  public init?(_ bytes: [UInt8]) {
    let builder = XMLBuilder()
    guard !bytes.isEmpty, let parser = XML_ParserCreate("UTF-8") else { return nil }
    defer { XML_ParserFree(parser) }
    XML_SetUserData(parser, Unmanaged.passUnretained(builder).toOpaque())
    XML_SetElementHandler(
      parser,
      { context, name, _ in
        guard let context, let name else { return }
        XMLBuilder.of(context).begin(String(cString: name))
      },
      { context, _ in
        guard let context else { return }
        XMLBuilder.of(context).end()
      })
    XML_SetCharacterDataHandler(parser) { context, text, count in
      guard let context, let text else { return }
      let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
      XMLBuilder.of(context).add(String(decoding: bytes, as: UTF8.self))
    }
    XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
      guard let context else { return }
      XMLBuilder.of(context).isRefused = true
    }
    let status = withExtendedLifetime(builder) {
      bytes.withUnsafeBytes { raw in
        XML_Parse(parser, raw.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), 1)
      }
    }
    guard status == XML_STATUS_OK, !builder.isRefused, let root = builder.root else { return nil }
    self = root
  }

  /// The first child of a name.
  public func first(named name: String) -> XMLElement? { children.first { $0.name == name } }

  /// All children of a name, in order.
  public func all(named name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// The text of the first child of a name.
  public func text(of name: String) -> String? { first(named: name)?.text }
}

/// What is being read. A class, since the parser hands a pointer to it back.
private final class XMLBuilder {
  private var open: [XMLElement] = []
  private var depth = 0
  var root: XMLElement?
  var isRefused = false

  private static let deepest = 64

  static func of(_ context: UnsafeMutableRawPointer) -> XMLBuilder {
    Unmanaged<XMLBuilder>.fromOpaque(context).takeUnretainedValue()
  }

  func begin(_ name: String) {
    depth += 1
    if depth > Self.deepest { isRefused = true }
    if !isRefused { open.append(XMLElement(name: name)) }
  }

  func add(_ text: String) {
    if !open.isEmpty { open[open.count - 1].text += text }
  }

  func end() {
    depth -= 1
    guard !isRefused, let done = open.popLast() else { return }
    if open.isEmpty { root = done } else { open[open.count - 1].children.append(done) }
  }
}

internal import Configurations
internal import Reporting

/// Prints the JSON Schema of a kind of file, for editors.
struct SchemaCommand: Command {
  static let name = "schema"
  static let summary = "the JSON Schema of a kind of file, for editors"
  static let manual = """
    kintsugi schema [KIND]

    KIND is project, rules, policy, safety, overlay or tests; without one, a schema for all of them,
    which chooses by the header `kintsugi: KIND/v1`. Draft 2020-12, closed, without references to
    other files. In an editor with yaml-language-server, write above the first line of a file

      # yaml-language-server: $schema=kintsugi.schema.json

    or name the file of the schema in the settings, under yaml.schemas.
    """

  private let shapes: [DocumentShape]

  init(_ arguments: inout ArgumentReader) throws(UsageError) {
    _ = try ProjectFolder(&arguments)
    let words = try arguments.operands()
    if words.count > 1 { throw .unexpectedWord(words[1], command: Self.name) }
    guard let kind = words.first else {
      shapes = DocumentShape.all
      return
    }
    shapes = DocumentShape.all.filter { $0.name == kind }
    guard !shapes.isEmpty else {
      let known = DocumentShape.all.map(\.name).joined(separator: ", ")
      throw .badValue("KIND", kind, wanted: known)
    }
  }

  func run() async -> ExitCode {
    let document = shapes.count == 1 ? JSONSchemaDocument(shapes[0]) : JSONSchemaDocument(shapes)
    Terminal.out(document.text)
    return .fine
  }
}

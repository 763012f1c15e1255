public struct DiagnosticRenderer { public init(sources: [SourceFile], color: Bool) {}; public func text(_ d: Diagnostic) -> String { "\(d.span.path):\(d.span.start.line):\(d.span.start.column): \(d.severity): \(d.message) [\(d.code)]\n" + d.help.map{"  = help: \($0)\n"}.joined() } }
public enum NearestName { public static func suggestion(for name: String, among known: [String]) -> String? { nil } }
public enum DocumentJSON { public static func line(for d: Checked<Document>) -> String { "" } }

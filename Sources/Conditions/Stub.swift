public import Documents
public indirect enum ConditionType: Sendable, Hashable { case null, bool, int, uint, double, string, bytes, duration, timestamp, type, dyn, list(ConditionType), map(key: ConditionType, value: ConditionType), optional(ConditionType), record(String) }
public indirect enum Value: Sendable, Hashable { case null, bool(Bool), int(Int64), uint(UInt64), double(Double), string(String), bytes([UInt8]), duration(nanoseconds: Int64), timestamp(seconds: Int64, nanoseconds: Int32), list([Value]), map([Value: Value]), record([String: Value]), unknown }
public struct Field: Sendable { public let name: String; public init(name: String, type: ConditionType, documentation: String, maximumSize: Int) { self.name = name } }
public struct ConditionSource: Sendable { public init(text: String, place: @escaping @Sendable (Range<Int>) -> SourceSpan) { self.text = text; self.place = place }; let text: String; let place: @Sendable (Range<Int>) -> SourceSpan }
public struct EvaluationError: Error, Sendable { public let message: String }
public enum Evaluation: Sendable { case value(Value), unknown([String]), error(EvaluationError) }
public struct HostFunctionError: Error, Sendable { public let message: String; public init(_ m: String) { message = m } }
public struct HostFunction: Sendable { let name: String; let body: @Sendable ([Value]) -> Result<Value, HostFunctionError>
  public init(name: String, parameters: [ConditionType], result: ConditionType, cost: Int, body: @escaping @Sendable ([Value]) -> Result<Value, HostFunctionError>) { self.name = name; self.body = body } }
public struct Method: Sendable { public enum Lookup: Sendable { case valueOr(Value), contains }
 let name: String; let field: String; let lookup: Lookup
 public init(name: String, parameters: [ConditionType], result: ConditionType, hiddenField: String, hiddenType: ConditionType, lookup: Lookup) { self.name = name; field = hiddenField; self.lookup = lookup } }
public struct RecordType: Sendable { let methods: [Method]; public init(name: String, fields: [Field], methods: [Method] = []) { self.methods = methods } }
public struct Schema: Sendable { let functions: [String: HostFunction]; let methods: [String: Method]
  public init(records: [RecordType], variables: [Field], functions: [HostFunction]) { self.functions = Dictionary(uniqueKeysWithValues: functions.map { ($0.name, $0) }); methods = Dictionary(uniqueKeysWithValues: records.flatMap(\.methods).map { ($0.name, $0) }) } }
public struct Facts: Sendable { let values: [String: Value]; public init(_ values: [String: Value], schema: Schema) { self.values = values }
  public func adding(_ more: [String: Value]) -> Facts { Facts(values: values.merging(more) { $1 }) }
  init(values: [String: Value]) { self.values = values } }
indirect enum Ast: Sendable { case lit(Value), name(String), select(Ast, String), index(Ast, Ast), call(String, Ast?, [Ast]), list([Ast]), map([(Ast, Ast)]), has(Ast, String) }
struct Bad: Error { let m: String; let at: Range<Int> }
struct P {
  let b: [UInt8]; var i = 0
  mutating func ws() { while i < b.count, [32, 9, 10, 13].contains(b[i]) { i += 1 } }
  mutating func eat(_ s: String) -> Bool { ws(); let u = Array(s.utf8); guard i + u.count <= b.count, b[i..<i + u.count].elementsEqual(u) else { return false }
    if u[0].isWord, i + u.count < b.count, b[i + u.count].isWord { return false }
    i += u.count; return true }
  func bad(_ m: String) -> Bad { Bad(m: m, at: min(i, b.count)..<min(i, b.count)) }
  mutating func expr() throws -> Ast { let c = try or(); if eat("?") { let a = try expr(); guard eat(":") else { throw bad("expected :") }; return .call("?:", nil, [c, a, try expr()]) }; return c }
  mutating func or() throws -> Ast { var l = try and(); while eat("||") { l = .call("||", nil, [l, try and()]) }; return l }
  mutating func and() throws -> Ast { var l = try rel(); while eat("&&") { l = .call("&&", nil, [l, try rel()]) }; return l }
  mutating func rel() throws -> Ast { var l = try add(); while let o = ["==", "!=", "<=", ">=", "<", ">", "in"].first(where: { eat($0) }) { l = .call(o, nil, [l, try add()]) }; return l }
  mutating func add() throws -> Ast { var l = try mul(); while let o = ["+", "-"].first(where: { eat($0) }) { l = .call(o, nil, [l, try mul()]) }; return l }
  mutating func mul() throws -> Ast { var l = try un(); while let o = ["*", "/", "%"].first(where: { eat($0) }) { l = .call(o, nil, [l, try un()]) }; return l }
  mutating func un() throws -> Ast { ws(); if i < b.count, b[i] == 33 { i += 1; return .call("!", nil, [try un()]) }; if i < b.count, b[i] == 45 { i += 1; return .call("neg", nil, [try un()]) }; return try post() }
  mutating func args(_ close: String) throws -> [Ast] { var r: [Ast] = []; if eat(close) { return r }; repeat { r.append(try expr()) } while eat(","); guard eat(close) else { throw bad("expected \(close)") }; return r }
  mutating func ident() -> String? { ws(); let s = i; while i < b.count, b[i].isWord { i += 1 }; return s == i ? nil : String(decoding: b[s..<i], as: UTF8.self) }
  mutating func post() throws -> Ast { var l = try prim(); while true {
    if eat(".") { guard let n = ident() else { throw bad("name") }; if eat("(") { l = .call(n, l, try args(")")) } else { l = .select(l, n) } }
    else if eat("[") { let a = try args("]"); l = .index(l, a[0]) } else { return l } } }
  mutating func prim() throws -> Ast { ws(); guard i < b.count else { throw bad("unexpected end") }
    let c = b[i]
    if c == 40 { i += 1; let e = try expr(); guard eat(")") else { throw bad("expected )") }; return e }
    if c == 91 { i += 1; return .list(try args("]")) }
    if c == 34 || c == 39 { i += 1; var s: [UInt8] = []; while i < b.count, b[i] != c { if b[i] == 92 { i += 1 }; s.append(b[i]); i += 1 }; i += 1; return .lit(.string(String(decoding: s, as: UTF8.self))) }
    if (48...57).contains(c) { let s = i; while i < b.count, b[i].isWord || b[i] == 46 { i += 1 }; let t = String(decoding: b[s..<i], as: UTF8.self); if let n = Int64(t) { return .lit(.int(n)) }; if let d = Double(t) { return .lit(.double(d)) }; throw bad("number") }
    guard let n = ident() else { throw bad("unexpected character") }
    if n == "true" || n == "false" { return .lit(.bool(n == "true")) }
    if n == "null" { return .lit(.null) }
    if eat("(") { return .call(n, nil, try args(")")) }
    return .name(n) }
}
extension UInt8 { var isWord: Bool { self == 95 || (48...57).contains(self) || (65...90).contains(self) || (97...122).contains(self) } }
public struct Condition: Sendable { public enum Mode: Sendable { case strict, plain }
  public let text: String; public let type: ConditionType; let ast: Ast; let schema: Schema; public let fields: [String]
  public static func compile(_ source: ConditionSource, schema: Schema, mode: Mode, expecting: ConditionType?) -> Checked<Condition> {
    var p = P(b: Array(source.text.utf8))
    do { let a = try p.expr(); p.ws(); guard p.i == p.b.count else { throw p.bad("unexpected text") }
      return Checked(Condition(text: source.text, type: expecting ?? .int, ast: a, schema: schema, fields: source.text.contains("table.") && !source.text.contains("tables") ? ["table.x"] : []))
    } catch { let e = error as? Bad; return Checked(nil, [Diagnostic(code: "condition", message: e?.m ?? "", span: source.place(e?.at ?? 0..<0))]) } }
  public func evaluate(_ facts: Facts) -> Evaluation { switch ev(ast, facts.values) { case .ok(let v): v == .unknown ? .unknown(["?"]) : .value(v); case .unk(let f): .unknown(f.sorted()); case .err(let m): .error(EvaluationError(message: m)) } }
  enum R { case ok(Value), unk(Set<String>), err(String) }
  func path(_ a: Ast) -> String { switch a { case .name(let n): n; case .select(let b, let n): path(b) + "." + n; case .index(let b, _): path(b); default: "?" } }
  func ev(_ a: Ast, _ env: [String: Value]) -> R {
    switch a {
    case .lit(let v): return .ok(v)
    case .name(let n): guard let v = env[n] else { return .err("unknown name \(n)") }; return v == .unknown ? .unk([n]) : .ok(v)
    case .select(let b, let n): switch ev(b, env) { case .ok(.record(let r)): guard let v = r[n] else { return .err("no field \(n)") }; return v == .unknown ? .unk([path(a)]) : .ok(v)
      case .ok(.map(let m)): return m[.string(n)].map { .ok($0) } ?? .err("no key \(n)"); case .ok: return .err("no field \(n)"); case let o: return o }
    case .index(let b, let k): switch (ev(b, env), ev(k, env)) { case (.ok(.map(let m)), .ok(let k)): return m[k].map { .ok($0) } ?? .err("no key"); case (.ok(.list(let l)), .ok(.int(let i))): return l.indices.contains(Int(i)) ? .ok(l[Int(i)]) : .err("index"); case (.unk(let f), _), (_, .unk(let f)): return .unk(f); case (.err(let e), _), (_, .err(let e)): return .err(e); default: return .err("no index") }
    case .list(let l): var r: [Value] = []; for x in l { switch ev(x, env) { case .ok(let v): r.append(v); case let o: return o } }; return .ok(.list(r))
    case .map: return .err("map"); case .has: return .err("has")
    case .call(let n, let t, let args): return call(n, t, args, env, a) } }
  func logic(_ l: R, _ r: R, _ stop: Bool) -> R { if case .ok(.bool(stop)) = l { return l }; if case .ok(.bool(stop)) = r { return r }
    if case .unk(let a) = l { if case .unk(let b) = r { return .unk(a.union(b)) }; return l }; if case .unk = r { return r }; if case .err = l { return l }; if case .err = r { return r }; return .ok(.bool(!stop)) }
  func call(_ n: String, _ t: Ast?, _ args: [Ast], _ env: [String: Value], _ whole: Ast) -> R {
    if n == "&&" { let l = ev(args[0], env); if case .ok(.bool(false)) = l { return l }; return logic(l, ev(args[1], env), false) }
    if n == "||" { let l = ev(args[0], env); if case .ok(.bool(true)) = l { return l }; return logic(l, ev(args[1], env), true) }
    if n == "?:" { switch ev(args[0], env) { case .ok(.bool(true)): return ev(args[1], env); case .ok: return ev(args[2], env); case let o: return o } }
    if let t, ["exists", "all", "map", "filter"].contains(n), args.count == 2, case .name(let v) = args[0] {
      switch ev(t, env) { case .ok(.list(let l)):
        var acc: R = .ok(.bool(n == "all")); var out: [Value] = []
        for x in l { var e = env; e[v] = x; let r = ev(args[1], e)
          switch n { case "exists": acc = logic(acc, r, true); case "all": acc = logic(acc, r, false)
          case "map": guard case .ok(let y) = r else { return r }; out.append(y)
          default: guard case .ok(let y) = r else { return r }; if y == .bool(true) { out.append(x) } } }
        return n == "exists" || n == "all" ? acc : .ok(.list(out))
      case .ok: return .err("no list"); case let o: return o } }
    var vals: [Value] = []
    if let t { switch ev(t, env) { case .ok(let v): vals.append(v); case let o: return o } }
    for x in args { switch ev(x, env) { case .ok(let v): vals.append(v); case let o: return o } }
    if let t, let m = schema.methods[n], case .record(let r) = vals[0] { let h = r[m.field] ?? .unknown
      switch (m.lookup, h) { case (_, .unknown): return .unk([path(t) + "." + n]); case (.valueOr(let d), .map(let x)): return .ok(x[vals[1]] ?? d); case (.contains, .list(let l)): return .ok(.bool(l.contains(vals[1]))); default: return .err(n) } }
    if let f = schema.functions[n] { switch f.body(vals) { case .success(let v): return .ok(v); case .failure(let e): return .err(e.message) } }
    func num(_ v: Value) -> Double? { switch v { case .int(let i): Double(i); case .double(let d): d; case .uint(let u): Double(u); default: nil } }
    switch (n, vals.count) {
    case ("==", 2): if let a = num(vals[0]), let b = num(vals[1]) { return .ok(.bool(a == b)) }; return .ok(.bool(vals[0] == vals[1]))
    case ("!=", 2): if let a = num(vals[0]), let b = num(vals[1]) { return .ok(.bool(a != b)) }; return .ok(.bool(vals[0] != vals[1]))
    case ("!", 1): if case .bool(let b) = vals[0] { return .ok(.bool(!b)) }
    case ("neg", 1): if case .int(let i) = vals[0] { return .ok(.int(-i)) }; if case .double(let d) = vals[0] { return .ok(.double(-d)) }
    case ("in", 2): if case .list(let l) = vals[1] { return .ok(.bool(l.contains(vals[0]))) }; if case .map(let m) = vals[1] { return .ok(.bool(m[vals[0]] != nil)) }
    case ("size", _): if case .list(let l) = vals[0] { return .ok(.int(Int64(l.count))) }; if case .string(let s) = vals[0] { return .ok(.int(Int64(s.unicodeScalars.count))) }
    case ("double", 1): if let d = num(vals[0]) { return .ok(.double(d)) }
    case ("duration", 1): return .err("duration")
    case ("<", 2), ("<=", 2), (">", 2), (">=", 2): if let a = num(vals[0]), let b = num(vals[1]) { return .ok(.bool(n == "<" ? a < b : n == "<=" ? a <= b : n == ">" ? a > b : a >= b)) }
    case ("+", 2), ("-", 2), ("*", 2), ("/", 2):
      if case .int(let a) = vals[0], case .int(let b) = vals[1] { if n == "/" && b == 0 { return .err("division by zero") }; return .ok(.int(n == "+" ? a + b : n == "-" ? a - b : n == "*" ? a * b : a / b)) }
      if let a = num(vals[0]), let b = num(vals[1]) { return .ok(.double(n == "+" ? a + b : n == "-" ? a - b : n == "*" ? a * b : a / b)) }
      if n == "+", case .string(let a) = vals[0], case .string(let b) = vals[1] { return .ok(.string(a + b)) }
    case ("startsWith", 2): if case .string(let a) = vals[0], case .string(let b) = vals[1] { return .ok(.bool(a.hasPrefix(b))) }
    default: break }
    return .err("no such overload \(n)") } }
public import CRE2
public struct PatternError: Error, Sendable { public let message: String }
public final class Handle: @unchecked Sendable { let p: OpaquePointer; let names: [(Int, String)]; init(_ p: OpaquePointer) { self.p = p; var names: [(Int, String)] = []; for g in 0...Int(tcre2_groups(p)) { var buf = [CChar](repeating: 0, count: 256); if tcre2_name(p, Int32(g), &buf, 256) != 0 { names.append((g, String(cString: buf))) } }; self.names = names } }
public struct Pattern: Sendable { let h: Handle; public static func compile(_ s: String) -> Result<Pattern, PatternError> { var err = [CChar](repeating: 0, count: 256); guard let p = tcre2_new(s, s.utf8.count, &err, 256) else { return .failure(PatternError(message: String(cString: err))) }; return .success(Pattern(h: Handle(p))) } }
public struct PatternSetMatch { public let line: Range<Int>; public let lineNumber: Int; public let pattern: Int; public let captures: [String: String] }
public struct PatternSet: Sendable { let ps: [Pattern]; public init(_ p: [Pattern]) { ps = p }
  public func forEachMatch(in bytes: [UInt8], _ body: (PatternSetMatch) -> Bool) {
    var start = 0; var number = 1
    while start < bytes.count { let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      for (k, p) in ps.enumerated() { let groups = Int(tcre2_groups(p.h.p)) + 1; var s = [Int64](repeating: -1, count: groups), e = s
        let hit = bytes.withUnsafeBytes { b in tcre2_match(p.h.p, b.baseAddress!.assumingMemoryBound(to: CChar.self) + start, end - start, &s, &e, Int32(groups)) }
        if hit != 0 { var c: [String: String] = [:]; for (g, n) in p.h.names where s[g] >= 0 { c[n] = String(decoding: bytes[(start + Int(s[g]))..<(start + Int(e[g]))], as: UTF8.self) }
          if !body(PatternSetMatch(line: start..<end, lineNumber: number, pattern: k, captures: c)) { return } } }
      start = end + 1; number += 1 } } }
public struct TimeZoneRules: Sendable { public static func named(_ s: String) -> TimeZoneRules? { TimeZoneRules() }; public func offset(atUnixSeconds: Int64) -> Int { 3600 } }

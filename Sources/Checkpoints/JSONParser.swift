/// A strict reader of JSON (RFC 8259) for headers that come from outside.
///
/// Foundation's readers accept an object that names a key twice; here that is an error, because two readers that choose
/// differently see different files. Depth is bounded; the text must be UTF-8.
struct JSONParser {
  let text: [UInt8]
  var place = 0

  private static let deepest = 64

  /// Reads one value and nothing but white space around it.
  static func parse(_ text: [UInt8]) throws(JSONProblem) -> JSONValue {
    var parser = JSONParser(text: text)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.place == text.count else { throw parser.problem("the end of the header") }
    return value
  }

  private init(text: [UInt8]) { self.text = text }

  var next: UInt8? { place < text.count ? text[place] : nil }

  private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
    guard depth < Self.deepest else { throw problem("at most \(Self.deepest) levels") }
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
    var members: [JSONValue.Member] = []
    var names: Set<String> = []
    place += 1
    guard !accept("}") else { return .object([]) }
    repeat {
      skipSpace()
      let offset = place
      let name = try string()
      // Compared by their bytes: Swift's own equality joins composed and decomposed letters.
      guard names.insert(Self.exact(name)).inserted else {
        throw JSONProblem(offset: offset, expected: "each name once", found: "\"\(name.prefix(60))\" again")
      }
      guard accept(":") else { throw problem("':'") }
      members.append(.init(name: name, value: try value(depth: depth + 1), offset: offset))
    } while accept(",")
    guard accept("}") else { throw problem("',' or '}'") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
    var values: [JSONValue] = []
    place += 1
    guard !accept("]") else { return .array([]) }
    repeat { values.append(try value(depth: depth + 1)) } while accept(",")
    guard accept("]") else { throw problem("',' or ']'") }
    return .array(values)
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
    guard text[place...].starts(with: word.utf8) else { throw problem("a value") }
    place += word.utf8.count
    return value
  }

  /// Skips white space, then the character if it is the next one.
  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  func problem(_ expected: String) -> JSONProblem {
    let found = next.map { (0x21...0x7E).contains($0) ? "'\(Unicode.Scalar($0))'" : "byte \($0)" }
    return JSONProblem(offset: place, expected: expected, found: found ?? "the end of the header")
  }

  private static func exact(_ name: String) -> String {
    name.utf8.map { String($0, radix: 16) }.joined(separator: " ")
  }
}

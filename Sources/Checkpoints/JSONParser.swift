/// A strict reader of JSON (RFC 8259) for headers that come from outside.
///
/// Foundation's readers accept an object that names a key twice; here that is an error, because two readers that choose
/// differently see different files. Depth is bounded; the text must be UTF-8.
struct JSONParser {
  private let text: [UInt8]
  private var place = 0

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

  private var next: UInt8? { place < text.count ? text[place] : nil }

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

  private func problem(_ expected: String) -> JSONProblem {
    let found = next.map { (0x21...0x7E).contains($0) ? "'\(Unicode.Scalar($0))'" : "byte \($0)" }
    return JSONProblem(offset: place, expected: expected, found: found ?? "the end of the header")
  }

  private static func exact(_ name: String) -> String {
    name.utf8.map { String($0, radix: 16) }.joined(separator: " ")
  }
}

extension JSONParser {
  private mutating func number() throws(JSONProblem) -> JSONValue {
    let start = place
    if next == UInt8(ascii: "-") { place += 1 }
    let first = next
    let whole = digits()
    guard whole > 0, whole == 1 || first != UInt8(ascii: "0") else { throw problem("a value") }
    if next == UInt8(ascii: ".") {
      place += 1
      guard digits() > 0 else { throw problem("a digit") }
    }
    if let byte = next, byte | 0x20 == UInt8(ascii: "e") {
      place += 1
      if let sign = next, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(sign) { place += 1 }
      guard digits() > 0 else { throw problem("a digit") }
    }
    return .number(String(decoding: text[start..<place], as: UTF8.self))
  }

  /// Passes over digits and says how many they were.
  private mutating func digits() -> Int {
    let start = place
    while let byte = next, (48...57).contains(byte) { place += 1 }
    return place - start
  }

  private mutating func string() throws(JSONProblem) -> String {
    guard next == UInt8(ascii: "\"") else { throw problem("a string") }
    place += 1
    var bytes: [UInt8] = []
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw problem("no control characters in a string") }
      place += 1
      if byte == UInt8(ascii: "\\") { try escape(into: &bytes) } else { bytes.append(byte) }
    }
    guard next != nil else { throw problem("'\"'") }
    guard let string = String(validating: bytes, as: UTF8.self) else { throw problem("UTF-8 before this") }
    place += 1
    return string
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JSONProblem) {
    let escapes: [UInt8: UInt8] = [0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9]
    guard let letter = next else { throw problem("a character after '\\'") }
    if let plain = escapes[letter] {
      place += 1
      bytes.append(plain)
    } else if letter == UInt8(ascii: "u") {
      bytes += Array(String(Character(try scalar())).utf8)
    } else {
      throw problem("an escape")
    }
  }

  /// The character of `uXXXX`, or of a pair of them.
  private mutating func scalar() throws(JSONProblem) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard (0xD800..<0xDC00).contains(unit), next == UInt8(ascii: "\\") else { throw problem("a pair of surrogates") }
    place += 1
    let low = try codeUnit()
    guard (0xDC00..<0xE000).contains(low),
      let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
    else { throw problem("a pair of surrogates") }
    return scalar
  }

  private mutating func codeUnit() throws(JSONProblem) -> UInt16 {
    guard next == UInt8(ascii: "u"), place + 5 <= text.count else { throw problem("\\u and four digits") }
    var unit: UInt16 = 0
    for byte in text[(place + 1)..<(place + 5)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw problem("four hexadecimal digits") }
      unit = unit << 4 | UInt16(digit)
    }
    place += 5
    return unit
  }
}

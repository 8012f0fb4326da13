/// Numbers and strings, byte by byte; what holds others is read by the parser itself.
extension JSONParser {
  mutating func number() throws(JSONProblem) -> JSONValue {
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

  mutating func string() throws(JSONProblem) -> String {
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

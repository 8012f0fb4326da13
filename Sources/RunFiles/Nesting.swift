/// How deep a TOML text nests, seen before it is parsed.
///
/// The parser bounds the depth of brackets and braces, but not of `a.b.c`, nor of both together: each part of a key, each table and
/// each array is one more level of its stack and of ours. What is seen here is right up to the first error of syntax, where the
/// parser stops.
struct Nesting {
  /// The most levels: parts of keys, tables and arrays, one inside the other.
  static let most = 128

  private let text: [UInt8]
  private var place = 0
  private var (line, lineStart) = (1, 0)
  private var levels = 0
  /// Dots of the last key, as far as what follows is inside it.
  private var dots = 0
  /// For each bracket or brace that is open, the dots of the key before it.
  private var open: [Int] = []

  private init(_ text: [UInt8]) { self.text = text }

  /// Where there are too many levels first.
  static func firstTooDeep(in text: [UInt8]) -> Place? {
    var nesting = Nesting(text)
    while let byte = nesting.next {
      nesting.place += 1
      nesting.take(byte)
      if nesting.levels >= most {
        return .file(line: nesting.line, column: nesting.place - nesting.lineStart)
      }
    }
    return nil
  }

  private var next: UInt8? { place < text.count ? text[place] : nil }

  private mutating func take(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): passString(byte)
    case UInt8(ascii: "#"): while let byte = next, byte != UInt8(ascii: "\n") { place += 1 }
    case UInt8(ascii: "\n"): beginLine()
    case UInt8(ascii: ","): endKey()
    case UInt8(ascii: "."): (dots, levels) = (dots + 1, levels + 1)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      open.append(dots)
      (dots, levels) = (0, levels + 1)
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      guard let outer = open.popLast() else { return }
      (dots, levels) = (outer, levels - dots - 1)
    default: break
    }
  }

  private mutating func beginLine() {
    (line, lineStart) = (line + 1, place)
    endKey()
  }

  private mutating func endKey() {
    (dots, levels) = (0, levels - dots)
  }

  /// Passes over a string whose first quote was taken. One of a single line ends with it at the latest.
  private mutating func passString(_ quote: UInt8) {
    let quotes = pass(quote, most: 2)
    let isLong = quotes == 2
    guard quotes != 1 else { return }
    while let byte = next, isLong || byte != UInt8(ascii: "\n") {
      place += 1
      switch byte {
      case UInt8(ascii: "\n"): (line, lineStart) = (line + 1, place)
      case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""): passEscaped()
      case quote where !isLong: return
      // Up to two quotes may stand before the three that end it.
      case quote: if pass(quote, most: 4) >= 2 { return }
      default: break
      }
    }
  }

  /// A line that ends here is counted later.
  private mutating func passEscaped() {
    if let byte = next, byte != UInt8(ascii: "\n") { place += 1 }
  }

  /// Passes over so many of these bytes at most, and says how many there were.
  private mutating func pass(_ byte: UInt8, most: Int) -> Int {
    let start = place
    while place - start < most, next == byte { place += 1 }
    return place - start
  }
}

/// The parser bounds the depth of brackets and braces, not of `a.b.c`: each part is one more level of its stack and of ours.
struct DottedKeys {
  /// The most parts of a key.
  static let most = 128

  private var (line, column) = (1, 0)
  /// Dots outside strings and comments since the last character that ends a key.
  private var dots = 0
  /// The mark of the string that is open, on this line.
  private var quote: UInt8?
  private var isEscaped = false
  private var isComment = false

  /// The place of the first key of too many parts.
  static func firstTooLong(in text: [UInt8]) -> Place? {
    var keys = DottedKeys()
    for byte in text {
      keys.take(byte)
      if keys.dots >= most { return .file(line: keys.line, column: keys.column) }
    }
    return nil
  }

  private mutating func take(_ byte: UInt8) {
    column += 1
    if byte == UInt8(ascii: "\n") { return beginLine() }
    guard !isComment else { return }
    guard let quote else { return takeOutside(byte) }
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
      isEscaped = true
    } else if byte == quote {
      self.quote = nil
    }
  }

  private mutating func takeOutside(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
    case UInt8(ascii: "#"): isComment = true
    case UInt8(ascii: "."): dots += 1
    case UInt8(ascii: ","), UInt8(ascii: "="), UInt8(ascii: "["), UInt8(ascii: "{"): dots = 0
    default: break
    }
  }

  private mutating func beginLine() {
    (line, column, dots, quote, isEscaped, isComment) = (line + 1, 0, 0, nil, false, false)
  }
}

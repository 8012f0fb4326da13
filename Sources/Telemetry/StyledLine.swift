/// One line of text in parts of different colours, whose width is known before it is coloured.
struct StyledLine: Sendable, Equatable, ExpressibleByStringLiteral {
  struct Part: Sendable, Equatable {
    var text: String
    var tint: Tint
  }

  var parts: [Part] = []

  init() {}

  init(_ text: String, _ tint: Tint = .plain) {
    append(text, tint)
  }

  init(stringLiteral value: String) {
    self.init(value)
  }

  /// Columns on the screen, one for each character.
  var width: Int { parts.reduce(0) { $0 + $1.text.count } }

  /// Control characters become `?`: a path must not steer somebody's terminal.
  mutating func append(_ text: String, _ tint: Tint = .plain) {
    let safe =
      text.unicodeScalars.contains { $0.properties.generalCategory == .control }
      ? String(text.map { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } ? "?" : $0 })
      : text
    parts.append(Part(text: safe, tint: tint))
  }

  mutating func append(_ line: StyledLine) {
    parts += line.parts
  }

  func padded(to width: Int) -> StyledLine {
    var line = self
    if self.width < width { line.append(String(repeating: " ", count: width - self.width)) }
    return line
  }

  /// Cut to a width, with the ellipsis where something is gone.
  func truncated(to width: Int, ellipsis: String) -> StyledLine {
    guard self.width > width else { return self }
    guard width > ellipsis.count else { return StyledLine(String(ellipsis.prefix(max(0, width)))) }
    var line = StyledLine()
    var left = width - ellipsis.count
    for part in parts where left > 0 {
      line.append(String(part.text.prefix(left)), part.tint)
      left -= part.text.count
    }
    line.append(ellipsis)
    return line
  }

  /// The text with its escape sequences, or without any where colours are off.
  func rendered(_ style: TerminalStyle) -> String {
    parts.map { part in
      guard style.isColored, let code = part.tint.code else { return part.text }
      return "\u{1B}[\(code)m\(part.text)\u{1B}[0m"
    }.joined()
  }
}

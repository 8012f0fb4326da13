/// What a terminal can show: how wide it is, and whether it knows colours and line-drawing characters.
package struct TerminalStyle: Sendable, Equatable {
  package var width: Int
  package var isColored: Bool
  /// Lines and arrows from Unicode; plain ASCII otherwise.
  package var isUnicode: Bool

  package init(width: Int = 80, isColored: Bool = false, isUnicode: Bool = true) {
    self.width = width
    self.isColored = isColored
    self.isUnicode = isUnicode
  }

  /// From the environment, by its customs: `NO_COLOR` (no-color.org) and `TERM=dumb` turn colours off, the locale's
  /// character set decides about Unicode.
  package init(width: Int, environment: [String: String]) {
    let isColored = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    let charset = locale.lowercased()
    self.init(
      width: width, isColored: isColored, isUnicode: charset.contains("utf-8") || charset.contains("utf8"))
  }

  var times: String { isUnicode ? "×" : "x" }
  var arrow: String { isUnicode ? "→" : "->" }
  var ellipsis: String { isUnicode ? "…" : "~" }
}

/// A colour by what it is for.
enum Tint: Sendable {
  case plain, strong, faint, title, good, bad, accent

  /// The parameters of the escape sequence (ECMA-48, SGR); the eight basic colours, since themes adapt those.
  var code: String? {
    switch self {
    case .plain: nil
    case .strong: "1"
    case .faint: "2"
    case .title: "1;36"
    case .good: "32"
    case .bad: "1;31"
    case .accent: "36"
    }
  }
}

/// A frame around lines, with a title in its upper edge.
///
/// As wide as its widest line and never wider than the terminal: longer lines are cut. On a terminal too narrow for
/// a frame the lines stand alone.
struct Box {
  var title: StyledLine
  var lines: [StyledLine]

  /// Below this width a frame costs more than it gives.
  static let narrowest = 36
  /// Two for the frame, four for the margins.
  private static let margins = 6

  func rendered(_ style: TerminalStyle) -> String {
    guard style.width >= Self.narrowest else { return frameless(style) }
    let wanted = max(title.width + 2, lines.map(\.width).max() ?? 0)
    let inner = min(wanted, style.width - Self.margins)
    let edges = Edges(style)
    let rows = lines.map { row($0, inner: inner, edges: edges, style: style) }
    return ([top(inner: inner, edges: edges, style: style)] + rows + [bottom(inner: inner, edges: edges, style: style)])
      .map { $0.rendered(style) + "\n" }.joined()
  }

  private func frameless(_ style: TerminalStyle) -> String {
    ([title] + lines).map { $0.truncated(to: style.width, ellipsis: style.ellipsis).rendered(style) + "\n" }.joined()
  }

  private func top(inner: Int, edges: Edges, style: TerminalStyle) -> StyledLine {
    let shown = title.truncated(to: inner - 2, ellipsis: style.ellipsis)
    var line = StyledLine(edges.topLeft + edges.across + " ", .faint)
    line.append(shown)
    let rest = String(repeating: edges.across, count: inner + 1 - shown.width)
    line.append(" " + rest + edges.topRight, .faint)
    return line
  }

  private func bottom(inner: Int, edges: Edges, style: TerminalStyle) -> StyledLine {
    StyledLine(edges.bottomLeft + String(repeating: edges.across, count: inner + 4) + edges.bottomRight, .faint)
  }

  private func row(_ content: StyledLine, inner: Int, edges: Edges, style: TerminalStyle) -> StyledLine {
    var line = StyledLine(edges.side, .faint)
    line.append("  ")
    line.append(content.truncated(to: inner, ellipsis: style.ellipsis).padded(to: inner))
    line.append("  ")
    line.append(edges.side, .faint)
    return line
  }
}

/// The characters that a frame is made of.
private struct Edges {
  let topLeft, topRight, bottomLeft, bottomRight, across, side: String

  init(_ style: TerminalStyle) {
    let drawn = style.isUnicode ? ["╭", "╮", "╰", "╯", "─", "│"] : ["+", "+", "+", "+", "-", "|"]
    (topLeft, topRight, bottomLeft) = (drawn[0], drawn[1], drawn[2])
    (bottomRight, across, side) = (drawn[3], drawn[4], drawn[5])
  }
}

/// Rows of cells set under each other.
enum Columns {
  enum Alignment { case left, right }

  /// Each column as wide as its widest cell, three spaces between columns.
  static func aligned(_ rows: [[StyledLine]], _ alignments: [Alignment]) -> [StyledLine] {
    let widths = alignments.indices.map { column in
      rows.map { column < $0.count ? $0[column].width : 0 }.max() ?? 0
    }
    return rows.map { row in
      var line = StyledLine()
      for (column, cell) in row.enumerated() {
        if column > 0 { line.append("   ") }
        line.append(set(cell, in: widths[column], alignments[column]))
      }
      return line
    }
  }

  private static func set(_ cell: StyledLine, in width: Int, _ alignment: Alignment) -> StyledLine {
    guard alignment == .right, cell.width < width else { return cell.padded(to: width) }
    var line = StyledLine(String(repeating: " ", count: width - cell.width))
    line.append(cell)
    return line
  }
}

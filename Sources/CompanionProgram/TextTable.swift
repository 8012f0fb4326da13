import Cluster

/// Rows of words set under each other.
struct TextTable {
  enum Alignment { case left, right }

  let alignments: [Alignment]
  private var rows: [[String]] = []

  private static let longestCell = 4_000

  init(_ alignments: Alignment...) {
    self.alignments = alignments
  }

  mutating func add(_ cells: String...) {
    precondition(cells.count == alignments.count, "TextTable: \(cells.count) cells in \(alignments.count) columns")
    // A name from a file, or from another host, must not steer somebody's terminal.
    rows.append(cells.map { $0.printable(Self.longestCell) })
  }

  /// A line a row, without spaces at its end.
  var text: String {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { Self.set(row[$0], in: widths[$0], alignments[$0]) }
      let line = cells.joined(separator: "   ")
      return line.prefix(line.count - line.reversed().prefix { $0 == " " }.count) + "\n"
    }.joined()
  }

  private static func set(_ text: String, in width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: width - text.count)
    return alignment == .left ? text + space : space + text
  }
}

/// A table of numbers from a text file: fields between commas, a row a line.
///
/// A first line with a field that is no number is the header. Lines end with LF or CRLF; empty ones are skipped; fields may stand
/// in double quotes (RFC 4180). The file is read in pieces; gzip is unpacked.
package struct CSVTable: Sendable, Equatable {
  package let path: String
  /// The names in the first line, when it is a header.
  package let header: [String]?
  package let columns: Int
  /// Row after row.
  package let numbers: [Float]

  package var rows: Int { columns == 0 ? 0 : numbers.count / columns }

  /// - Throws: ``DatasetError`` with file, line and column of the first field that is no finite number, or of the first line
  ///   with more or fewer fields than the first.
  package init(reading path: String) throws {
    var builder = CSVTableBuilder(file: path)
    try CSVLines(file: path, source: try openByteSource(path, acceptsPipes: true)).forEach { try builder.add($0) }
    guard builder.columns > 0, !builder.numbers.isEmpty else {
      throw DatasetError.malformedText(
        file: path, line: 1, column: 1, expected: "at least one row of numbers", found: "none")
    }
    self.path = path
    (header, columns, numbers) = (builder.header, builder.columns, builder.numbers)
  }
}

extension Dataset {
  /// The rows of a table as inputs alone, as for a prediction, scaled as those of the training set were.
  package convenience init(csvInputs path: String, scaling: Scaling) throws {
    let table = try CSVTable(reading: path)
    self.init(
      inputs: .floats(table.numbers), sampleShape: [table.columns], targets: .absent, scaling: scaling,
      origin: Origin(inputs: path))
  }
}

/// Takes lines in, and gives a header and numbers.
private struct CSVTableBuilder {
  let file: String
  private(set) var header: [String]?
  private(set) var columns = 0
  private(set) var numbers: [Float] = []

  init(file: String) { self.file = file }

  mutating func add(_ line: CSVLine) throws {
    if columns == 0 {
      columns = line.fields.count
      if line.fields.contains(where: { Self.number($0.text) == nil }) {
        header = line.fields.map(\.text)
        return
      }
    }
    try checkWidth(of: line)
    for field in line.fields {
      guard let number = Self.number(field.text), number.isFinite else {
        throw malformed(line, field.column, "a finite number", "'\(field.text.prefix(40))'")
      }
      numbers.append(number)
    }
  }

  private func checkWidth(of line: CSVLine) throws {
    guard line.fields.count != columns else { return }
    let column = line.fields.count > columns ? line.fields[columns].column : line.end
    throw malformed(line, column, "\(columns) fields, as in the first line", "\(line.fields.count)")
  }

  private func malformed(_ line: CSVLine, _ column: Int, _ expected: String, _ found: String) -> DatasetError {
    .malformedText(file: file, line: line.number, column: column, expected: expected, found: found)
  }

  private static func number(_ text: String) -> Float? {
    var characters = text[...]
    while characters.first?.isWhitespace == true { characters.removeFirst() }
    while characters.last?.isWhitespace == true { characters.removeLast() }
    return Float(characters)
  }
}

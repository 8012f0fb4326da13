import Datasets

/// Tables of numbers as CSV, plain and packed.
enum Tables {
  static func check(_ input: [UInt8]) throws {
    let scratch = try ScratchDirectory()
    let plain = try read(input, "table.csv", scratch)
    if let plain { try checkNumbers(plain, scratch) }
    guard !isPacked(input) else { return }
    let unpacked = try read(packed(input), "table.csv.gz", scratch)
    try require(
      unpacked?.numbers == plain?.numbers && unpacked?.header == plain?.header, "another table when the file is packed")
  }

  private static func read(_ bytes: [UInt8], _ name: String, _ scratch: ScratchDirectory) throws -> CSVTable? {
    let path = try scratch.write(bytes, to: name)
    do { return try CSVTable(reading: path) } catch {
      try Datasets.checkWords(error, in: scratch, of: nil)
      return nil
    }
  }

  private static func checkNumbers(_ table: CSVTable, _ scratch: ScratchDirectory) throws {
    try require(table.numbers.count == table.rows * table.columns && table.rows > 0, "\(table.rows) rows")
    try require(table.numbers.allSatisfy(\.isFinite), "numbers that are not finite")
    try require(table.header.map { $0.count == table.columns } ?? true, "another header")
    let rows = (0..<table.rows).map { row in
      table.numbers[row * table.columns..<(row + 1) * table.columns].map { "\($0)" }.joined(separator: ",") + "\n"
    }
    let again = try CSVTable(reading: try scratch.write(Array(rows.joined().utf8), to: "again.csv"))
    try require(
      again.numbers.map(\.bitPattern) == table.numbers.map(\.bitPattern) && again.columns == table.columns,
      "other numbers when they are written again")
  }
}

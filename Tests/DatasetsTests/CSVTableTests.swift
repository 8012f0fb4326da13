import TestKit
import Testing

@testable import Datasets

@Suite struct CSVTableTests {
  static func read(_ text: String) throws -> CSVTable {
    let scratch = try Scratch()
    return try CSVTable(reading: scratch.write(Array(text.utf8), to: "a.csv"))
  }

  @Test(
    "numbers are read, with or without a header",
    arguments: [
      ("1,2\n3,4\n", nil), ("a,b\n1,2\n3,4", ["a", "b"]),
      ("\u{FEFF}x,\"y, or \"\"z\"\"\"\r\n1, 2\r\n\r\n3,4.0e0\r\n", ["x", "y, or \"z\""]),
      ("\n\n1,2\n3,\"4\"", nil),
    ] as [(String, [String]?)])
  func tables(text: String, header: [String]?) throws {
    let table = try Self.read(text)
    #expect(table.numbers == [1, 2, 3, 4])
    #expect((table.rows, table.columns) == (2, 2))
    #expect(table.header == header)
  }

  @Test(
    "mistakes are errors with line and column",
    arguments: [
      ("1,2\n3,x\n", 2, 3), ("1,2\n3\n", 2, 2), ("1,2\n3,4,5\n", 2, 5), ("a,b\n1,\n", 2, 3), ("1,2\n3,nan\n", 2, 3),
      ("1\n1e99\n", 2, 1), ("1,2\n\"3,4\n", 2, 5), ("1,2\n\"3\"4,5\n", 2, 3), ("", 1, 1), ("a,b\n", 1, 1),
    ])
  func mistakes(text: String, line: Int, column: Int) {
    let error = #expect(throws: DatasetError.self) { try Self.read(text) }
    guard case .malformedText(_, let foundLine, let foundColumn, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect((foundLine, foundColumn) == (line, column))
    #expect(error?.exitCode == 65)
  }

  @Test("packed tables are unpacked")
  func packed() throws {
    let scratch = try Scratch()
    let path = try scratch.write(IDX.gzip(Array("1,2\n".utf8)), to: "a")
    #expect(try CSVTable(reading: path).numbers == [1, 2])
  }

  @Test("random bytes never trap")
  func random() throws {
    var random = TestRandom(seed: 4)
    let alphabet = Array("0123456789.,,,\"\n\r-e x\u{FF}".utf8)
    let scratch = try Scratch()
    for _ in 0..<1000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).compactMap { _ in alphabet.randomElement(using: &random)
      }
      _ = try? CSVTable(reading: scratch.write(bytes, to: "a"))
    }
  }
}

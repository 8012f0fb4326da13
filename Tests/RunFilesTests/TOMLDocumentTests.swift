import Testing

@testable import RunFiles

@Suite struct TOMLDocumentTests {
  @Test("every key and value knows its line and column, and tables keep the order of the file")
  func places() throws {
    let root = try TOMLDocument.parse(Array("[zoo]\n\"ö\" = 'x' # note\n[ark.deck]\nrows = [1,\n  2.5]\n".utf8))
    let entries = try #require(root.entries)
    #expect(entries.map(\.key) == ["zoo", "ark"])
    let zoo = try #require(root["zoo"]?.entries?.first)
    #expect(zoo.key == "ö" && zoo.keyPlace == .file(line: 2, column: 1))
    #expect(zoo.node == TOMLNode(value: .string("x"), place: .file(line: 2, column: 7)))
    let rows = try #require(root["ark"]?["deck"]?["rows"])
    #expect(
      rows.value
        == .array([
          TOMLNode(value: .integer(1), place: .file(line: 4, column: 9)),
          TOMLNode(value: .number(2.5), place: .file(line: 5, column: 3)),
        ]))
  }

  @Test(
    "an error has a place",
    arguments: [
      ("a = ", 1), ("a = 1\na = 2", 2), ("[x", 1), ("a = 1\n\n[#b", 3), ("[ = 1", 1), ("a = 1\nb = \"\u{0}\"", 2),
    ])
  func errors(text: String, line: Int) {
    let error = #expect(throws: TOMLDocument.SyntaxError.self) { try TOMLDocument.parse(Array(text.utf8)) }
    guard case .file(let found, _)? = error?.place else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == line)
  }

  @Test(
    "a key of very many parts is an error, not a deep stack",
    arguments: ["\(Self.dots) = 1", "[\(Self.dots)]", "a = { \(Self.dots) = 1 }", "[[\(Self.dots)]]"])
  func dottedKeys(text: String) {
    let error = #expect(throws: TOMLDocument.SyntaxError.self) { try TOMLDocument.parse(Array("\n\(text)\n".utf8)) }
    guard case .file(2, _)? = error?.place else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  private static let dots = [String](repeating: "a", count: 1_000).joined(separator: ".")

  @Test("many numbers with dots are no such key")
  func manyNumbers() throws {
    let numbers = [String](repeating: "0.5", count: 1_000).joined(separator: ", ")
    #expect(try TOMLDocument.parse(Array("a = [\(numbers)]".utf8)).entries?.count == 1)
    let row = String(repeating: ".", count: 300)
    #expect(
      try TOMLDocument.parse(Array("# \(row)\na = '\(row)' # \(row)\nb = \"\\\"\(row)\"".utf8)).entries?.count == 2)
  }

  @Test("deep nesting is an error, not a deep stack")
  func depth() {
    let text = "a = " + String(repeating: "[", count: 100_000)
    #expect(throws: TOMLDocument.SyntaxError.self) { try TOMLDocument.parse(Array(text.utf8)) }
  }

  @Test("bytes that are not UTF-8 are an error")
  func encoding() {
    #expect(throws: TOMLDocument.SyntaxError.self) { try TOMLDocument.parse([0x61, 0x3D, 0x22, 0xFF, 0x22]) }
  }

  @Test("an empty file is an empty table")
  func empty() throws {
    #expect(try TOMLDocument.parse([]).entries == [])
  }
}

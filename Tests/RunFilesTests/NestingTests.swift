import Testing

@testable import RunFiles

@Suite struct NestingTests {
  private static let deep = keys(200)

  @Test(
    "levels are counted through brackets, and behind every string and comment",
    arguments: [
      String(repeating: "{ \(keys(20)) = ", count: 20), String(repeating: "[{ \(keys(20)) = ", count: 20),
      #"{ a = '''x'y''', \#(deep) = 1 }"#, #"{ a = """x"y""", \#(deep) = 1 }"#, #"{ a = '''x'''', \#(deep) = 1 }"#,
      #"{ a = """x\"""", \#(deep) = 1 }"#, #"{ a = """""", \#(deep) = 1 }"#, #"{ a = "", \#(deep) = 1 }"#,
      #"{ a = '', \#(deep) = 1 }"#, #"{ a = "\"", \#(deep) = 1 }"#, #"{ a = '\', \#(deep) = 1 }"#,
      "[ # it's\n { \(deep) = 1 }]", "{ a = '''\n# ''', \(deep) = 1 }", "[1, [2], { a = 3 }, { \(deep) = 1 }]",
    ])
  func tooDeep(text: String) {
    let error = #expect(throws: TOMLDocument.SyntaxError.self) {
      try TOMLDocument.parse(Array("x = \(text)\n".utf8))
    }
    #expect(error?.message.contains("more than 128 levels") == true, "\(String(describing: error))")
  }

  @Test("a level that has ended counts no more, and strings and comments have none")
  func notTooDeep() throws {
    let array = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    let text = #"""
      [\#(Self.keys(100))]
      a = [\#(array), \#(array), { b.\#(Self.keys(60)) = 1, c.\#(Self.keys(70)) = 0.5 }]
      b = '''
      \#(Self.deep) [[[ '''
      c = """\
      \#(Self.deep) {{{ \""""
      d = "\#(Self.deep)" # \#(Self.deep)
      """#
    #expect(try TOMLDocument.parse(Array(text.utf8)).entries?.count == 1)
  }

  @Test("the place is that of the first level too many")
  func place() {
    #expect(Nesting.firstTooDeep(in: Array("\(Self.deep)".utf8)) == .file(line: 1, column: 256))
    let text = "a = '''\n'''\nb = \"\"\"\\\n\"\"\"\n\n  [\(Self.deep)]"
    #expect(Nesting.firstTooDeep(in: Array(text.utf8)) == .file(line: 6, column: 257))
  }

  private static func keys(_ count: Int) -> String {
    [String](repeating: "a", count: count).joined(separator: ".")
  }
}

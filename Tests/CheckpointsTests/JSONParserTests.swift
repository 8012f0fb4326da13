import Foundation
import Testing

@testable import Checkpoints

@Suite struct JSONParserTests {
  @Test(
    "what RFC 8259 allows is read",
    arguments: [
      ("{}", JSONValue.object([])),
      (" [1, -2.5e+3 ,true,null]\n", .array([.number("1"), .number("-2.5e+3"), .bool(true), .null])),
      (#""a\n\"\\\/\u00e9\ud83d\ude00é""#, .string("a\n\"\\/é😀é")),
      (
        #"{"b":0,"a":[]}"#,
        .object([.init(name: "b", value: .number("0"), offset: 1), .init(name: "a", value: .array([]), offset: 7)])
      ),
    ])
  func valid(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
  }

  @Test(
    "what it does not allow is an error with the place",
    arguments: [
      ("", 0), ("{", 1), (#"{"a":1,}"#, 7), ("[1,]", 3), ("01", 0 + 2), ("1.", 2), ("-", 1), ("nul", 0), ("1 2", 2),
      (#"{"a":1,"a":2}"#, 7), (#""\x""#, 2), (#""\ud800""#, 7), ("\"a\tb\"", 2), ("{}\0", 2), ("\"abc", 4), ("+1", 0),
    ])
  func invalid(text: String, offset: Int) {
    let problem = #expect(throws: JSONProblem.self) { try JSONParser.parse(Array(text.utf8)) }
    #expect(problem?.offset == offset)
  }

  @Test("bytes that are not UTF-8 are an error")
  func notUTF8() {
    #expect(throws: JSONProblem.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
  }

  @Test("a million brackets are an error, not a deep stack")
  func deep() {
    #expect(throws: JSONProblem.self) { try JSONParser.parse([UInt8](repeating: 0x5B, count: 1_000_000)) }
  }

  @Test(
    "sizes are whole numbers written with digits alone",
    arguments: [("12", 12), ("0", 0), ("-0", nil), ("1.0", nil), ("1e2", nil), ("99999999999999999999", nil)])
  func sizes(text: String, size: Int?) {
    #expect(JSONValue.number(text).size == size)
  }
}

import Autograd
import Testing

@Suite("Rules of shapes")
struct ShapeRulesTests {
  @Test(
    "broadcasting aligns at the last axis",
    arguments: [
      ([2, 3], [3], [2, 3]), ([], [4], [4]), ([2, 1], [1, 5], [2, 5]), ([4, 1, 3], [2, 1], [4, 2, 3]),
      ([0, 3], [1, 3], [0, 3]), ([2, 3], [], [2, 3]),
    ] as [([Int], [Int], [Int])])
  func broadcast(_ left: [Int], _ right: [Int], _ result: [Int]) throws {
    #expect(try Shape.broadcast(Shape(left), Shape(right), in: "add") == Shape(result))
    #expect(try Shape.broadcast(Shape(right), Shape(left), in: "add") == Shape(result))
  }

  @Test("a mistake names the operation, the shapes, and what must agree", arguments: Mistake.all)
  func mistakes(_ mistake: Mistake) {
    #expect { try mistake.rule() } throws: { "\($0)" == mistake.message }
  }

  @Test("a mistake stops the program with its message")
  func stops() async throws {
    let result = try #require(
      await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
        _ = Tensor.zeros([32, 784]).matmul(.zeros([100, 10]))
      })
    let text = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(text.contains("matmul: left [32, 784], right [100, 10]: 784 and 100 must be equal"))
  }
}

struct Mistake: Sendable, CustomTestStringConvertible {
  let message: String
  let rule: @Sendable () throws -> Void

  init(_ message: String, _ rule: @escaping @Sendable () throws -> Void) {
    self.message = message
    self.rule = rule
  }

  var testDescription: String { message }

  static let all = [
    Mistake("add: left [32, 784], right [100, 10]: 784 and 10 (axis -1) must be equal, or one of them 1") {
      _ = try Shape.broadcast([32, 784], [100, 10], in: "add")
    },
    Mistake("multiply: left [2, 3, 4], right [5, 1]: 3 and 5 (axis -2) must be equal, or one of them 1") {
      _ = try Shape.broadcast([2, 3, 4], [5, 1], in: "multiply")
    },
    Mistake("matmul: left [32, 784], right [100, 10]: 784 and 100 must be equal") {
      _ = try Shape.matrixProduct([32, 784], [100, 10])
    },
    Mistake("matmul: left [], right [3, 4]: each must have at least 1 axis") {
      _ = try Shape.matrixProduct([], [3, 4])
    },
    Mistake(
      "matmul (axes of the batch): left [2], right [3]: 2 and 3 (axis -1) must be equal, or one of them 1"
    ) {
      _ = try Shape.matrixProduct([2, 4, 5], [3, 5, 6])
    },
    Mistake("reshape: from [2, 3] to [4]: 6 and 4 elements must be equal") {
      _ = try Shape([2, 3]).reshaped(to: [4])
    },
    Mistake("reshape: from [2, 3] to [4, -1]: 6 and 4 elements must divide without a rest") {
      _ = try Shape([2, 3]).reshaped(to: [4, -1])
    },
    Mistake("reshape: from [2, 3] to [-1, -1]: at most one size may be -1, and none less") {
      _ = try Shape([2, 3]).reshaped(to: [-1, -1])
    },
    Mistake("sum: axis 2 of [2, 3]: its axes are -2 to 1") {
      _ = try Shape([2, 3]).axis(2, in: "sum")
    },
    Mistake("max: axis 0 of []: a single number has no axes") {
      _ = try Shape([]).axis(0, in: "max")
    },
    Mistake("sum: axes [1, -1] of [2, 3]: each axis may stand only once") {
      _ = try Shape([2, 3]).axes([1, -1], in: "sum")
    },
    Mistake("transpose: axes [0] of [2, 3]: 1 and 2 axes must be equal") {
      _ = try Shape([2, 3]).permutation([0])
    },
    Mistake("transpose: axes [0, 0] of [2, 3]: each axis may stand only once") {
      _ = try Shape([2, 3]).permutation([0, 0])
    },
    Mistake("concatenate: [2, 3] and [2, 4]: all sizes but those of axis 0 must be equal") {
      _ = try Shape.concatenation([[2, 3], [2, 4]], along: 0)
    },
    Mistake("concatenate: no parts: at least one is needed") {
      _ = try Shape.concatenation([], along: 0)
    },
    Mistake("slice: 1..<4 along axis 1 of [2, 3]: the range must lie in 0..<3") {
      _ = try Shape([2, 3]).slice(1..<4, along: -1)
    },
    Mistake("backward: value [3], gradient [2]: the shapes must be equal") {
      try Shape([3]).gradient([2], in: "backward")
    },
  ]
}

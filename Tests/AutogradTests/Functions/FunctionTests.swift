import Autograd
import Kernels
import Testing

@Suite("Every Function")
struct FunctionTests {
  @Test("agrees with PyTorch, forward and backward", arguments: try ReferenceCase.all())
  func reference(_ reference: ReferenceCase) throws {
    let function = try #require(ReferenceCase.functions[reference.function])
    let inputs = reference.inputs.map { Variable($0.tensor, requiresGrad: true) }
    let output = function(inputs)
    expectClose(output.data, reference.output.tensor, "output")
    output.backward(reference.upstream.tensor)
    for (number, (input, gradient)) in zip(inputs, reference.gradients).enumerated() {
      expectClose(try #require(input.grad), gradient.tensor, "gradient \(number)")
    }
  }

  @Test("agrees with finite differences", arguments: try ReferenceCase.all().filter(\.smooth))
  func differences(_ reference: ReferenceCase) throws {
    let function = try #require(ReferenceCase.functions[reference.function])
    let report = gradientCheck(at: reference.inputs.map(\.tensor), of: function)
    #expect(report.passed, "\(report)")
  }

  @Test("adds a second gradient to the first", arguments: try ReferenceCase.all().filter(\.smooth))
  func accumulation(_ reference: ReferenceCase) throws {
    let function = try #require(ReferenceCase.functions[reference.function])
    let inputs = reference.inputs.map { Variable($0.tensor, requiresGrad: true) }
    (function(inputs) + function(inputs)).backward(reference.upstream.tensor)
    for (number, (input, gradient)) in zip(inputs, reference.gradients).enumerated() {
      expectClose(try #require(input.grad), gradient.tensor * 2, "gradient \(number)")
    }
  }

  @Test("gives no gradient to an input that needs none", arguments: try ReferenceCase.all())
  func unneeded(_ reference: ReferenceCase) throws {
    let function = try #require(ReferenceCase.functions[reference.function])
    for wanted in reference.inputs.indices {
      let inputs = reference.inputs.indices.map {
        Variable(reference.inputs[$0].tensor, requiresGrad: $0 == wanted)
      }
      function(inputs).backward(reference.upstream.tensor)
      for (number, input) in inputs.enumerated() {
        #expect((input.grad != nil) == (number == wanted))
      }
    }
  }

  @Test("has reference numbers")
  func complete() throws {
    let referenced = Set(try ReferenceCase.all().map(\.function))
    #expect(referenced == Set(ReferenceCase.functions.keys))
  }
}

/// Equal shapes, and elements that differ by at most a few units of Float's precision.
func expectClose(
  _ found: Tensor, _ expected: Tensor, _ what: String, within tolerance: Float = 4e-6,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.shape == expected.shape, "\(what)", sourceLocation: sourceLocation)
  let isClose = zip(found.scalars, expected.scalars).allSatisfy { abs($0 - $1) <= tolerance * (1 + abs($1)) }
  #expect(isClose, "\(what): \(found.scalars), expected \(expected.scalars)", sourceLocation: sourceLocation)
}

import Autograd
import Testing

@testable import NeuralNetworks

@Suite struct LinearTests {
  @Test(
    "gradients agree with finite differences",
    arguments: [nil, .relu, .leakyReLU(slope: 0.2), .leakyReLU(slope: -0.2), .sigmoid, .tanh, .gelu, .softmax]
      as [Activation?],
    [[1], [3], [2, 2]])
  func finiteDifferences(_ activation: Activation?, samples: [Int]) {
    let x = pattern(Shape(samples + [4]), scale: 0.7)
    let weight = pattern([3, 4], scale: 0.6)
    // Far from ReLU's kink.
    let bias = Tensor([3, -3, 3.5])
    for inputs in [[x, weight, bias], [x, weight]] where inputs.count == 3 || activation?.hasKink != true {
      let report = gradientCheck(at: inputs) { variables in
        let function = activation.flatMap { LinearFunction($0) } ?? LinearFunction()
        let output = function.apply(to: variables)
        guard let activation, LinearFunction(activation) == nil else { return output }
        return activation.apply(to: output)
      }
      #expect(report.passed, "\(report)")
    }
  }

  @Test("an input that needs no gradient gets none, and a used-twice weight gets both")
  func accumulation() {
    let linear = Linear(2, 2)
    let x = Variable(Tensor([1, 2], shape: [1, 2]))
    (linear(x).sum() + linear(x).sum()).backward()
    #expect(x.grad == nil)
    #expect(linear.weight.variable.grad?.scalars == [2, 4, 2, 4])
    #expect(linear.bias?.variable.grad?.scalars == [2, 2])
  }

  @Test("a layer alone has initial values, and a seed changes them")
  func alone() {
    let (one, other) = (Linear(5, 3), Linear(5, 3))
    #expect(one.flatWeights == other.flatWeights)
    other.initialize(seed: 1)
    #expect(one.flatWeights != other.flatWeights)
  }
}

extension Activation {
  fileprivate var hasKink: Bool {
    switch self {
    case .relu, .leakyReLU: true
    default: false
    }
  }
}

/// Numbers between -scale and scale without an order.
func pattern(_ shape: Shape, scale: Float) -> Tensor {
  Tensor((0..<shape.count).map { Float(($0 * 37 + 11) % 23) / 11.5 * scale - scale }, shape: shape)
}

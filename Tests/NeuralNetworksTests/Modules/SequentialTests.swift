import Autograd
import Kernels
import Testing

@testable import NeuralNetworks

@Suite struct SequentialTests {
  @Test("output, gradients and names are PyTorch's", arguments: try NetworkReference.all)
  func reference(_ reference: NetworkReference) {
    let module = reference.model.build()
    #expect(module.namedParameters.map(\.name) == reference.parameters.map(\.name))
    for (parameter, expected) in zip(module.parameters, reference.parameters) {
      parameter.variable.data = expected.value.tensor
    }
    let input = Variable(reference.input.tensor, requiresGrad: true)
    let output = module(input)
    expectClose(output.data, reference.output, tolerance: 5e-6, "output")
    output.backward(reference.upstream.tensor)
    expectClose(input.grad, reference.inputGradient, tolerance: 1e-5, "input")
    for (parameter, expected) in zip(module.parameters, reference.parameters) {
      expectClose(parameter.variable.grad, expected.gradient, tolerance: 1e-5, expected.name)
    }
  }

  @Test("bound to flat vectors, the gradients lie in their slices, over whatever lay there")
  func bound() throws {
    for reference in try NetworkReference.all {
      let module = reference.model.build()
      let layout = Layout(module)
      let weights = FloatVector(count: layout.count)
      let gradients = FloatVector(repeating: .nan, count: layout.count)
      for (slice, expected) in zip(layout.slices, reference.parameters) {
        for (place, value) in zip(slice.range, expected.value.scalars) { weights.pointer[place] = value }
      }
      module.bind(weights: weights.pointer, gradients: gradients.pointer)
      for parameter in module.parameters { parameter.variable.beginGradient() }
      withExtendedLifetime(weights) {
        module(Variable(reference.input.tensor)).backward(reference.upstream.tensor)
      }
      for parameter in module.parameters { parameter.variable.finishGradient() }
      for (slice, expected) in zip(layout.slices, reference.parameters) {
        let gradient = Tensor(Array(gradients.buffer[slice.range]), shape: Shape(slice.shape))
        expectClose(gradient, expected.gradient, tolerance: 1e-5, slice.name)
      }
    }
  }

  @Test("a fused activation gives the bits of the two modules apart", arguments: Activation.Name.allCases)
  func fusedBits(_ name: Activation.Name) {
    let input = Variable(Tensor((0..<40).map { Float($0 % 11) / 5 - 1 }, shape: [5, 8]))
    let linear = Linear(8, 16)
    let apart = Activation(name).apply(to: linear(input))
    #expect(Sequential(uninitialized: [linear, Activation(name).module()])(input).data == apart.data)
  }

  @Test("modules of one's own join with names of their own")
  func ownModule() {
    final class Residual: Module {
      let inner = Linear(4, 4)
      var children: [(name: String, module: any Module)] { [("inner", inner)] }
      func forward(_ input: Variable, _ pass: Pass) -> Variable { input + inner(input, pass).relu() }
    }
    let model = Sequential(Linear(3, 4), Residual(), Linear(4, 2, bias: false), seed: 3)
    #expect(
      model.namedParameters.map(\.name) == ["0.weight", "0.bias", "1.inner.weight", "1.inner.bias", "2.weight"])
    #expect(model(Variable(Tensor.ones([2, 3]))).shape == [2, 2])
  }
}

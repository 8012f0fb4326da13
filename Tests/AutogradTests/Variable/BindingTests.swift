import Autograd
import Kernels
import Testing

@Suite("A bound parameter")
struct BindingTests {
  let weights = FloatVector(repeating: 2, count: 6)
  let gradients = FloatVector(repeating: .nan, count: 6)
  let parameter = Variable(.zeros([2, 3]), requiresGrad: true)

  init() throws {
    parameter.bind(
      data: Tensor(viewing: weights.pointer, shape: [2, 3]),
      gradient: Tensor(viewing: gradients.pointer, shape: [2, 3]))
    parameter.beginGradient()
  }

  @Test("gets its gradient in the flat vector: the first contribution overwrites, later ones add")
  func overwritesThenAdds() {
    let x = Variable(.ones([4, 2]))
    (x.matmul(parameter).sum() + parameter.sum() + x.matmul(parameter).sum()).backward()
    #expect(Array(gradients.buffer) == [9, 9, 9, 9, 9, 9])
    parameter.beginGradient()
    (parameter * 3).sum().backward()
    parameter.finishGradient()
    #expect(Array(gradients.buffer) == [3, 3, 3, 3, 3, 3])
  }

  @Test("has zeros there when nothing wrote a gradient")
  func unwritten() {
    #expect(parameter.grad == nil)
    parameter.finishGradient()
    #expect(Array(gradients.buffer) == [0, 0, 0, 0, 0, 0])
  }

  @Test("shows the flat weights")
  func data() {
    weights.pointer[4] = 7
    #expect(parameter.data[1, 1] == 7)
  }

  @Test("moves to other slices")
  func rebind() {
    let other = FloatVector(count: 6)
    parameter.bind(data: parameter.data, gradient: Tensor(viewing: other.pointer, shape: [2, 3]))
    parameter.sum().backward()
    #expect(Array(other.buffer) == [1, 1, 1, 1, 1, 1])
    #expect(gradients.pointer[0].isNaN)
  }
}

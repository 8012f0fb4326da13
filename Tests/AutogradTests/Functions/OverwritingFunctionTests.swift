import Autograd
import Testing

/// x * 3, whose backward works in the memory of the gradient that it gets.
private struct Triple: Function {
  static var overwritesGradient: Bool { true }

  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (inputs[0] * 3, ())
  }

  func backward(_ gradient: Tensor, _ saved: Void) -> [Tensor?] {
    for position in 0..<gradient.count { gradient.pointer[position] *= 3 }
    return [gradient]
  }
}

@Suite("A Function that overwrites its gradient")
struct OverwritingFunctionTests {
  @Test("never writes into one that others see")
  func alone() {
    let x = Variable(Tensor([1, 2]), requiresGrad: true)
    let tripled = Triple()(x)
    tripled.retainsGrad = true
    // Add hands the very same gradient to both of its inputs.
    (Triple()(tripled) + Triple()(tripled) + x).backward(Tensor([1, 10]))
    #expect(tripled.grad?.scalars == [6, 60])
    #expect(x.grad?.scalars == [19, 190])
  }

  @Test("leaves the caller's gradient as it was")
  func given() {
    let x = Variable(Tensor([1, 2]), requiresGrad: true)
    let gradient = Tensor([1, 10])
    Triple()(x).backward(gradient)
    #expect(gradient.scalars == [1, 10])
    #expect(x.grad?.scalars == [3, 30])
  }
}

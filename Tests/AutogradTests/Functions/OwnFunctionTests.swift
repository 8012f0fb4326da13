import Autograd
import Testing

/// The example of Function's documentation: log(1 + e^x), written as a user of the library would.
struct Softplus: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    ((inputs[0].exp() + 1).log(), inputs[0])
  }

  func backward(_ gradient: Tensor, _ input: Tensor) -> [Tensor?] {
    [gradient * input.sigmoid()]
  }
}

/// The same with a wrong derivative.
private struct WrongSoftplus: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    Softplus().forward(inputs)
  }

  func backward(_ gradient: Tensor, _ input: Tensor) -> [Tensor?] {
    [gradient * input.tanh()]
  }
}

@Suite("A Function of one's own")
struct OwnFunctionTests {
  @Test("gives its result and its gradient")
  func softplus() {
    let x = Variable(Tensor([-1, 0, 2]), requiresGrad: true)
    let y = Softplus()(x)
    y.sum().backward()
    expectClose(y.data, Tensor([0.3132617, 0.6931472, 2.126928]), "softplus")
    expectClose(x.grad ?? Tensor(0), Tensor([0.2689414, 0.5, 0.8807971]), "its derivative")
  }

  @Test("passes the gradient check")
  func checked() {
    let report = gradientCheck(of: Softplus(), at: [Tensor([-1, 0, 0.5, 2], shape: [2, 2])])
    #expect(report.passed, "\(report)")
  }

  @Test("with a wrong derivative is found by the gradient check, element by element")
  func wrong() throws {
    let report = gradientCheck(of: WrongSoftplus(), at: [Tensor([-1, 2])])
    #expect(!report.passed)
    #expect(report.mismatches.map(\.element) == [0, 1])
    #expect(report.description.contains("input 0, element 1: backward gives "))
  }
}

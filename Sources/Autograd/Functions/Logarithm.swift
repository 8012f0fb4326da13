/// The natural logarithm. d/dx = 1 / x.
struct Logarithm: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    (inputs[0].log(), inputs[0])
  }

  func backward(_ gradient: Tensor, _ x: Tensor) -> [Tensor?] {
    [gradient / x]
  }
}

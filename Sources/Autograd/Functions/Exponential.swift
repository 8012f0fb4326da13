/// e^x, which is its own derivative.
struct Exponential: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].exp()
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient * output]
  }
}

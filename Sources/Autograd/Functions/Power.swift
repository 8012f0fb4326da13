/// x to a fixed power. d/dx = y x^(y - 1), and 0 for the power 0 also where x is 0.
struct Power: Function {
  let exponent: Float

  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    (inputs[0].power(exponent), inputs[0])
  }

  func backward(_ gradient: Tensor, _ x: Tensor) -> [Tensor?] {
    [exponent == 0 ? gradient.filledCopy(with: 0) : gradient * (x.power(exponent - 1) * exponent)]
  }
}

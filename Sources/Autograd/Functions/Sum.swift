/// The sum over some axes. Every element that went into a sum gets its gradient.
struct Sum: Function {
  let axes: [Int]
  let keepDimensions: Bool

  func forward(_ inputs: [Tensor]) -> (Tensor, Shape) {
    (inputs[0].sum(over: axes, keepDimensions: keepDimensions), inputs[0].shape)
  }

  func backward(_ gradient: Tensor, _ shape: Shape) -> [Tensor?] {
    let axes = agreed(try shape.axes(self.axes, in: "sum"))
    return [gradient.reshaped(to: shape.keeping(axes)).expanded(to: shape)]
  }
}

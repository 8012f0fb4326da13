/// The mean over some axes. Every element of n gets 1/n of the gradient.
struct Mean: Function {
  let axes: [Int]
  let keepDimensions: Bool

  func forward(_ inputs: [Tensor]) -> (Tensor, Shape) {
    (inputs[0].mean(over: axes, keepDimensions: keepDimensions), inputs[0].shape)
  }

  func backward(_ gradient: Tensor, _ shape: Shape) -> [Tensor?] {
    let axes = agreed(try shape.axes(self.axes, in: "mean"))
    let share = gradient / Float(shape.count(of: axes))
    return [share.reshaped(to: shape.keeping(axes)).expanded(to: shape)]
  }
}

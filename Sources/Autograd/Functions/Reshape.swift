/// The same elements under another shape. Nothing is copied, either way.
struct Reshape: Function {
  let shape: Shape

  func forward(_ inputs: [Tensor]) -> (Tensor, Shape) {
    (inputs[0].reshaped(to: shape), inputs[0].shape)
  }

  func backward(_ gradient: Tensor, _ shape: Shape) -> [Tensor?] {
    [gradient.reshaped(to: shape)]
  }
}

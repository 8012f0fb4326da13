import Kernels

/// |x|. The derivative is the sign of x, 0 at 0.
struct AbsoluteValue: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    (inputs[0].abs(), inputs[0])
  }

  func backward(_ gradient: Tensor, _ x: Tensor) -> [Tensor?] {
    [gradient.through(Kernels.table.pointee.abs_backward, with: x)]
  }
}

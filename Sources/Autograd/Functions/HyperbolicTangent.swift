import Kernels

/// t = tanh x. dt/dx = 1 - t^2.
struct HyperbolicTangent: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].tanh()
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient.through(Kernels.table.pointee.tanh_backward, with: output)]
  }
}

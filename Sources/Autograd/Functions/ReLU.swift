import Kernels

/// 0 below 0, x above; the derivative at 0 is 0.
struct ReLU: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].relu()
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient.through(Kernels.table.pointee.relu_backward, with: output)]
  }
}

import Kernels

/// s = 1 / (1 + exp(-x)). ds/dx = s (1 - s).
struct Sigmoid: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].sigmoid()
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient.through(Kernels.table.pointee.sigmoid_backward, with: output)]
  }
}

import Kernels

/// l = x - log of the sum of exp(x) over the last axis. dl/dx: g - exp(l) * sum of g.
struct LogSoftmax: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].alongRows(Kernels.table.pointee.log_softmax)
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient.alongRows(Kernels.table.pointee.log_softmax_backward, with: output)]
  }
}

import Kernels

/// The square root. d/dx = 1 / (2 sqrt x).
struct SquareRoot: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].sqrt()
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient.through(Kernels.table.pointee.sqrt_backward, with: output)]
  }
}

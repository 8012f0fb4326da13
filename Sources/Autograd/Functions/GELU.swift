import Kernels

/// x times the standard normal distribution function of x, by erf (PyTorch's default, not the tanh approximation).
/// Hendrycks and Gimpel, "Gaussian Error Linear Units", arXiv:1606.08415.
struct GELU: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    (inputs[0].through(Kernels.table.pointee.gelu), inputs[0])
  }

  func backward(_ gradient: Tensor, _ x: Tensor) -> [Tensor?] {
    [gradient.through(Kernels.table.pointee.gelu_backward, with: x)]
  }
}

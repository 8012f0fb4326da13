import Kernels

/// What `torch.nn.utils.clip_grad_norm_` multiplies gradients by: limit / (norm + 1e-6), and never more than 1.
///
/// The norm is taken over the gradient times `scale`, each product rounded to Float, as the update itself sees it.
func clipCoefficient(_ gradient: UnsafePointer<Float>, count: Int, scale: Float, limit: Double) -> Float {
  let norm = Kernels.table.pointee.sum_squares_scaled(gradient, scale, count).squareRoot()
  let coefficient = limit / (norm + 1e-6)
  return coefficient < 1 ? Float(coefficient) : 1
}

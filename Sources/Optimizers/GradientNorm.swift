import Kernels

/// What `torch.nn.utils.clip_grad_norm_` multiplies gradients by: limit / (norm + 1e-6), and never more than 1.
///
/// The norm is taken over the gradient times `scale`, each product rounded to Float, as the update itself sees it. It is summed in
/// blocks of 4,096, as the kernel does, so that the bits do not depend on how a vector is cut into pieces of whole blocks.
func clipCoefficient(_ pieces: [UnsafeBufferPointer<Float>], scale: Float, limit: Double) -> Float {
  var sum = 0.0
  for piece in pieces {
    for start in stride(from: 0, to: piece.count, by: block) {
      let part = UnsafeBufferPointer(rebasing: piece[start..<min(start + block, piece.count)])
      sum += Kernels.table.pointee.sum_squares_scaled(part.baseAddress, scale, part.count)
    }
  }
  let coefficient = limit / (sum.squareRoot() + 1e-6)
  return coefficient < 1 ? Float(coefficient) : 1
}

/// The numbers that the kernel's sums take at once.
private let block = 4096

extension [UnsafeBufferPointer<Float>] {
  /// The first `count` numbers.
  func prefixing(_ count: Int) -> Self {
    var rest = count
    let pieces = compactMap { piece -> UnsafeBufferPointer<Float>? in
      let part = Swift.min(rest, piece.count)
      rest -= part
      return part > 0 ? UnsafeBufferPointer(rebasing: piece[..<part]) : nil
    }
    precondition(rest == 0, "a gradient of \(count - rest) numbers for \(count) weights")
    return pieces
  }
}

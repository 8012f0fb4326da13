import Kernels

extension Tensor {
  /// The matrix product (..., m, k) . (..., k, n) = (..., m, n). The axes before the last two are a batch, and
  /// broadcast. Records nothing; `Variable.matmul` does.
  public func matmul(_ right: Tensor) -> Tensor {
    let shape = agreed(try Shape.matrixProduct(self.shape, right.shape))
    let result = Tensor(uninitialized: shape, like: self, right)
    Tensor.products(result, self, right, betas: 0)
    return result
  }

  /// left (..., m, k) . right (..., k, n), each by itself transposed on request, added to `beta` times the result.
  ///
  /// The batch of the operands broadcasts to that of the result, or the batch of the result is smaller than theirs and
  /// several products add up in one place: this is how gradients of a broadcast operand are summed without a detour.
  static func products(
    _ result: Tensor, _ left: Tensor, _ right: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false,
    betas beta: Float
  ) {
    let inner = left.shape[transposeLeft ? -2 : -1]
    let matrices = Matrices(result, left, right)
    if beta == 0 && (matrices.addUp || inner == 0) { result.fill(with: 0) }
    guard inner > 0, result.count > 0 else { return }
    matrices.forEachProduct { output, a, b in
      matrixProduct(
        output, a, b, transposeA: transposeLeft, transposeB: transposeRight,
        rows: result.shape[-2], columns: result.shape[-1], inner: inner, beta: matrices.addUp ? 1 : beta)
    }
  }
}

/// The matrices of three tensors whose batches broadcast to one another, side by side.
private struct Matrices {
  private let tensors: [Tensor]
  private let steps: [[Int]]
  private let batch: [Int]
  /// Whether several products go to one place of the result.
  let addUp: Bool

  init(_ result: Tensor, _ left: Tensor, _ right: Tensor) {
    tensors = [result, left, right]
    let rank = tensors.reduce(0) { max($0, $1.shape.rank - 2) }
    let batch = (0..<rank).map { axis in
      // An empty axis is 0, so the largest size will not do: it is whichever is not 1.
      [result, left, right].lazy.map { $0.shape.size(fromEnd: rank - axis + 2) }.first { $0 != 1 } ?? 1
    }
    self.batch = batch
    steps = tensors.map { Matrices.steps(of: $0.shape, over: batch) }
    addUp = batch.reduce(1, *) * result.shape[-2] * result.shape[-1] > result.count
  }

  /// How far a tensor moves for each step along each axis of the batch: 0 where it is stretched.
  private static func steps(of shape: Shape, over batch: [Int]) -> [Int] {
    var span = shape[-2] * shape[-1]
    var steps = [Int](repeating: 0, count: batch.count)
    for axis in batch.indices.reversed() {
      let size = shape.size(fromEnd: batch.count - axis + 2)
      if size != 1 { steps[axis] = span }
      span *= size
    }
    return steps
  }

  func forEachProduct(
    _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) {
    for position in 0..<batch.reduce(1, *) {
      var rest = position
      var offsets = (0, 0, 0)
      for axis in batch.indices.reversed() {
        let index = rest % batch[axis]
        rest /= batch[axis]
        offsets.0 += index * steps[0][axis]
        offsets.1 += index * steps[1][axis]
        offsets.2 += index * steps[2][axis]
      }
      body(tensors[0].pointer + offsets.0, tensors[1].pointer + offsets.1, tensors[2].pointer + offsets.2)
    }
  }
}

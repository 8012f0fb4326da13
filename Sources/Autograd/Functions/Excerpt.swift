import Kernels

/// A range of one axis. The gradient is 0 outside of it.
struct Excerpt: AccumulatingFunction {
  let range: Range<Int>
  let axis: Int

  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (inputs[0].slice(range, along: axis), ())
  }

  /// Only the range is written: many slices of one tensor cost no more than the tensor.
  func backward(_ gradient: Tensor, _ saved: Void, into inputs: [Accumulator]) {
    let (target, beta) = inputs[0].target()
    if beta == 0 { target.fill(with: 0) }
    let (outer, size, inner) = target.shape.split(at: axis < 0 ? axis + target.shape.rank : axis)
    let run = range.count * inner
    for block in 0..<outer {
      let part = target.pointer + (block * size + range.lowerBound) * inner
      Kernels.table.pointee.accumulate(part, gradient.pointer + block * run, run)
    }
  }
}

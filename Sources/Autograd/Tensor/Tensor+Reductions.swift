import Kernels

/// Sums, means and maxima over axes. They record nothing; `Variable` has the same names, which do.
extension Tensor {
  /// The sum of all elements, of shape `[]`.
  public func sum() -> Tensor {
    reshaped(to: [count]).reduced(1, count, 1, to: [])
  }

  /// The sum over some axes, which vanish, or stay with size 1. Sums run in sixteen accumulators, so their bits are the
  /// same on every instruction set.
  public func sum(over axes: [Int], keepDimensions: Bool = false) -> Tensor {
    let axes = agreed(try shape.axes(axes, in: "sum"))
    var result = self
    for group in Tensor.neighbours(axes).reversed() {
      let sizes = result.shape
      let reduced = Shape(sizes.sizes.enumerated().map { group.contains($0) ? 1 : $1 })
      result = result.reduced(
        sizes.count(of: 0..<group.lowerBound), sizes.count(of: group),
        sizes.count(of: group.upperBound..<sizes.rank), to: reduced)
    }
    return keepDimensions ? result : result.reshaped(to: shape.dropping(axes))
  }

  /// The mean of all elements, of shape `[]`.
  public func mean() -> Tensor { sum() / Float(count) }

  /// The mean over some axes, which vanish, or stay with size 1.
  public func mean(over axes: [Int], keepDimensions: Bool = false) -> Tensor {
    let sum = sum(over: axes, keepDimensions: keepDimensions)
    return sum / Float(shape.count(of: axes))
  }

  /// The largest along an axis, which vanishes, or stays with size 1. NaN when there is one.
  public func max(over axis: Int, keepDimensions: Bool = false) -> Tensor {
    let axis = agreed(try shape.axis(axis, in: "max"))
    let (outer, size, inner) = shape.split(at: axis)
    precondition(size > 0, "max: axis \(axis) of \(shape) is empty and has no largest element")
    let kept = Tensor(uninitialized: shape.replacing(axis: axis, by: 1), like: self)
    if inner == 1 {
      Kernels.table.pointee.max_rows(kept.pointer, pointer, outer, size)
    } else {
      for block in 0..<outer {
        let (output, input) = (kept.pointer + block * inner, pointer + block * size * inner)
        output.update(from: input, count: inner)
        for entry in 1..<Swift.max(1, size) {
          Kernels.table.pointee.maximum(output, output, input + entry * inner, inner)
        }
      }
    }
    return keepDimensions ? kept : kept.reshaped(to: shape.dropping([axis]))
  }

  /// self as (outer, size, inner), summed over the middle.
  private func reduced(_ outer: Int, _ size: Int, _ inner: Int, to shape: Shape) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self)
    if inner == 1 {
      Kernels.table.pointee.sum_rows(result.pointer, pointer, outer, size)
    } else {
      for block in 0..<outer {
        Kernels.table.pointee.sum_columns(
          result.pointer + block * inner, pointer + block * size * inner, 0, size, inner)
      }
    }
    return result
  }

  /// Ascending axes as ranges of neighbours, each of which is reduced at once.
  private static func neighbours(_ axes: [Int]) -> [Range<Int>] {
    axes.reduce(into: []) { ranges, axis in
      if let last = ranges.last, last.upperBound == axis {
        ranges[ranges.count - 1] = last.lowerBound..<axis + 1
      } else {
        ranges.append(axis..<axis + 1)
      }
    }
  }
}

extension Shape {
  /// The shape as (outer, size, inner) around an axis counted from the front.
  func split(at axis: Int) -> (outer: Int, size: Int, inner: Int) {
    (count(of: 0..<axis), sizes[axis], count(of: axis + 1..<rank))
  }

  /// Without these axes, which count from the front.
  func dropping(_ axes: [Int]) -> Shape {
    Shape(sizes.indices.filter { !axes.contains($0) }.map { sizes[$0] })
  }

  /// With size 1 in these axes.
  func keeping(_ axes: [Int]) -> Shape {
    Shape(sizes.enumerated().map { axes.contains($0) ? 1 : $1 })
  }

  /// The product of the sizes of these axes.
  func count(of axes: [Int]) -> Int {
    axes.reduce(1) { $0 * self[$1] }
  }
}

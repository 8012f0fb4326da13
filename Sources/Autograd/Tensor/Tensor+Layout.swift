import Kernels

/// Moving elements: transposing, joining and cutting out. They record nothing; `Variable` has the same names.
extension Tensor {
  /// The axes in another order: axis i of the result is axis `order[i]` of this tensor. Without an order, the last
  /// two exchanged.
  public func transposed(_ order: [Int]? = nil) -> Tensor {
    let order = order ?? shape.lastTwoExchanged
    let axes = agreed(try shape.permutation(order))
    let result = Tensor(uninitialized: Shape(axes.map { shape.sizes[$0] }), like: self)
    if axes == shape.lastTwoExchanged {
      transposeLastTwo(into: result)
    } else {
      permute(axes, into: result)
    }
    return result
  }

  private func transposeLastTwo(into result: Tensor) {
    let (rows, columns) = (shape[-2], shape[-1])
    guard rows * columns > 0 else { return }
    for matrix in 0..<count / (rows * columns) {
      let offset = matrix * rows * columns
      Kernels.table.pointee.transpose(result.pointer + offset, pointer + offset, rows, columns)
    }
  }

  private func permute(_ axes: [Int], into result: Tensor) {
    let sizes = result.shape.sizes
    let steps = shape.strides
    var index = [Int](repeating: 0, count: axes.count)
    var source = 0
    for position in 0..<count {
      result.pointer[position] = pointer[source]
      for axis in index.indices.reversed() {
        index[axis] += 1
        source += steps[axes[axis]]
        if index[axis] < sizes[axis] { break }
        source -= steps[axes[axis]] * sizes[axis]
        index[axis] = 0
      }
    }
  }

  /// The parts one after another along an axis.
  static func concatenate(_ parts: [Tensor], along axis: Int) -> Tensor {
    let shape = agreed(try Shape.concatenation(parts.map(\.shape), along: axis))
    let axis = axis < 0 ? axis + shape.rank : axis
    let result = Tensor(uninitialized: shape, in: parts.lazy.compactMap(\.pool).first)
    let (outer, size, inner) = shape.split(at: axis)
    var start = 0
    for part in parts {
      let run = part.shape.sizes[axis] * inner
      for block in 0..<outer {
        (result.pointer + block * size * inner + start).update(from: part.pointer + block * run, count: run)
      }
      start += run
    }
    return result
  }

  /// The entries of a range of one axis.
  public func slice(_ range: Range<Int>, along axis: Int) -> Tensor {
    let part = agreed(try shape.slice(range, along: axis))
    let (outer, size, inner) = shape.split(at: axis < 0 ? axis + shape.rank : axis)
    let result = Tensor(uninitialized: part, like: self)
    let run = range.count * inner
    for block in 0..<outer {
      let source = pointer + (block * size + range.lowerBound) * inner
      (result.pointer + block * run).update(from: source, count: run)
    }
    return result
  }
}

extension Shape {
  /// 0, 1, ... with the last two exchanged; as they are when there is but one.
  var lastTwoExchanged: [Int] {
    var order = Array(0..<rank)
    if rank >= 2 { order.swapAt(rank - 1, rank - 2) }
    return order
  }
}

/// Reductions, recorded. Axes vanish, or stay with size 1; negative ones count from the last.
extension Variable {
  /// The sum of all elements, of shape `[]`.
  public func sum() -> Variable { sum(over: Array(0..<shape.rank)) }

  public func sum(over axes: [Int], keepDimensions: Bool = false) -> Variable {
    Sum(axes: axes, keepDimensions: keepDimensions)(self)
  }

  public func sum(over axis: Int, keepDimensions: Bool = false) -> Variable {
    sum(over: [axis], keepDimensions: keepDimensions)
  }

  /// The mean of all elements, of shape `[]`.
  public func mean() -> Variable { mean(over: Array(0..<shape.rank)) }

  public func mean(over axes: [Int], keepDimensions: Bool = false) -> Variable {
    Mean(axes: axes, keepDimensions: keepDimensions)(self)
  }

  public func mean(over axis: Int, keepDimensions: Bool = false) -> Variable {
    mean(over: [axis], keepDimensions: keepDimensions)
  }

  /// The largest along an axis; the gradient goes to it, in equal parts where several are the largest.
  public func max(over axis: Int, keepDimensions: Bool = false) -> Variable {
    MaximumOverAxis(axis: axis, keepDimensions: keepDimensions)(self)
  }
}

/// Moving elements, recorded.
extension Variable {
  /// The same elements in order under another shape; one size may be -1 and is found from the others.
  public func reshaped(to sizes: [Int]) -> Variable {
    let shape = agreed(try self.shape.reshaped(to: sizes))
    return Reshape(shape: shape)(self)
  }

  /// The axes in another order: axis i of the result is axis `order[i]` of this.
  public func transposed(_ order: [Int]) -> Variable { Transpose(order: order)(self) }

  /// The last two axes exchanged.
  public func transposed() -> Variable { Transpose(order: nil)(self) }

  /// The entries of a range of one axis.
  public func slice(_ range: Range<Int>, along axis: Int = 0) -> Variable { Excerpt(range: range, axis: axis)(self) }
}

/// The parts one after another along an axis, recorded. All other sizes must be equal.
public func concatenate(_ parts: [Variable], along axis: Int = 0) -> Variable {
  Concatenate(axis: axis).apply(to: parts)
}

extension Variable {
  /// The matrix product (..., m, k) . (..., k, n) = (..., m, n), recorded. The axes before the last two are a batch and
  /// broadcast. An operand with one axis is a row on the left and a column on the right, and the axis vanishes from the
  /// result, as in PyTorch.
  public func matmul(_ right: Variable) -> Variable {
    let left = shape.rank == 1 ? reshaped(to: [1, shape[0]]) : self
    let matrix = right.shape.rank == 1 ? right.reshaped(to: [right.shape[0], 1]) : right
    let product = left.productOfRows(matrix)
    if left === self && matrix === right { return product }
    var sizes = product.shape.sizes
    if matrix !== right { sizes.removeLast() }
    if left !== self { sizes.remove(at: sizes.count - (matrix !== right ? 1 : 2)) }
    return product.reshaped(to: sizes)
  }

  /// A batch of matrices times one matrix is one product over all of their rows.
  private func productOfRows(_ right: Variable) -> Variable {
    guard shape.rank > 2, right.shape.rank == 2, shape[-1] == right.shape[0] else {
      return MatrixProduct()(self, right)
    }
    let rows = reshaped(to: [shape.count(of: 0..<shape.rank - 1), shape[-1]])
    return MatrixProduct()(rows, right).reshaped(to: shape.sizes.dropLast() + [right.shape[1]])
  }
}

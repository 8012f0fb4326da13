import Kernels

typealias UnaryKernel = @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void
typealias ScalarKernel = @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Float, Int) -> Void
typealias BinaryKernel =
  @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int) -> Void

/// Arithmetic with broadcasting, as NumPy and PyTorch define it: aligned at the last axis, a size of 1 stretches.
///
/// These compute at once and record nothing; `Variable` has the same operators, which do.
extension Tensor {
  public static func + (left: Tensor, right: Tensor) -> Tensor {
    let kernels = Kernels.table
    return combine(
      left, right, "add", kernels.pointee.add, kernels.pointee.add_scalar, kernels.pointee.add_scalar)
  }

  public static func - (left: Tensor, right: Tensor) -> Tensor {
    let kernels = Kernels.table
    return combine(
      left, right, "subtract", kernels.pointee.sub, kernels.pointee.sub_scalar, kernels.pointee.scalar_sub)
  }

  public static func * (left: Tensor, right: Tensor) -> Tensor {
    let kernels = Kernels.table
    return combine(
      left, right, "multiply", kernels.pointee.mul, kernels.pointee.mul_scalar, kernels.pointee.mul_scalar)
  }

  public static func / (left: Tensor, right: Tensor) -> Tensor {
    let kernels = Kernels.table
    return combine(
      left, right, "divide", kernels.pointee.div, kernels.pointee.div_scalar, kernels.pointee.scalar_div)
  }

  public static func + (left: Tensor, right: Float) -> Tensor { left.through(Kernels.table.pointee.add_scalar, right) }
  public static func - (left: Tensor, right: Float) -> Tensor { left.through(Kernels.table.pointee.sub_scalar, right) }
  public static func * (left: Tensor, right: Float) -> Tensor { left.through(Kernels.table.pointee.mul_scalar, right) }
  public static func / (left: Tensor, right: Float) -> Tensor { left.through(Kernels.table.pointee.div_scalar, right) }
  public static func + (left: Float, right: Tensor) -> Tensor { right + left }
  public static func - (left: Float, right: Tensor) -> Tensor { right.through(Kernels.table.pointee.scalar_sub, left) }
  public static func * (left: Float, right: Tensor) -> Tensor { right * left }
  public static func / (left: Float, right: Tensor) -> Tensor { right.through(Kernels.table.pointee.scalar_div, left) }
  public static prefix func - (tensor: Tensor) -> Tensor { tensor.through(Kernels.table.pointee.negate) }

  /// The larger of each two elements, NaN when one is.
  package static func maximum(_ left: Tensor, _ right: Tensor) -> Tensor {
    combine(left, right, "maximum", Kernels.table.pointee.maximum)
  }

  /// The smaller of each two elements, NaN when one is.
  package static func minimum(_ left: Tensor, _ right: Tensor) -> Tensor {
    combine(left, right, "minimum", Kernels.table.pointee.minimum)
  }
}

extension Tensor {
  /// A kernel over all elements.
  func through(_ kernel: UnaryKernel) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self)
    kernel(result.pointer, pointer, count)
    return result
  }

  /// A kernel with one number over all elements.
  func through(_ kernel: ScalarKernel, _ scalar: Float) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self)
    kernel(result.pointer, pointer, scalar, count)
    return result
  }

  /// A kernel over two tensors of the same shape.
  func through(_ kernel: BinaryKernel, with other: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self, other)
    kernel(result.pointer, pointer, other.pointer, count)
    return result
  }

  /// A kernel without a form for single numbers: both operands are written out in full.
  private static func combine(
    _ left: Tensor, _ right: Tensor, _ operation: String, _ kernel: BinaryKernel
  ) -> Tensor {
    let shape = agreed(try Shape.broadcast(left.shape, right.shape, in: operation))
    return left.expanded(to: shape).through(kernel, with: right.expanded(to: shape))
  }

  /// Broadcasts: each run is one call of the kernel that fits. `reversed` has the single number on the left.
  private static func combine(
    _ left: Tensor, _ right: Tensor, _ operation: String,
    _ kernel: BinaryKernel, _ withScalar: ScalarKernel, _ reversed: ScalarKernel
  ) -> Tensor {
    if left.shape == right.shape { return left.through(kernel, with: right) }
    let shape = agreed(try Shape.broadcast(left.shape, right.shape, in: operation))
    let result = Tensor(uninitialized: shape, like: left, right)
    Broadcast(left.shape, right.shape, to: shape).forEachRun { run in
      let output = result.pointer + run.output
      let (a, b) = (left.pointer + run.left, right.pointer + run.right)
      if run.leftMoves && run.rightMoves {
        kernel(output, a, b, run.count)
      } else if run.leftMoves {
        withScalar(output, a, b.pointee, run.count)
      } else {
        reversed(output, b, a.pointee, run.count)
      }
    }
    return result
  }
}

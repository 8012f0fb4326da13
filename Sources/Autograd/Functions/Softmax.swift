import Kernels

/// p = exp(x) / sum of exp(x) over the last axis. dp/dx: p (g - sum of g p).
struct Softmax: Function {
  func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
    let output = inputs[0].alongRows(Kernels.table.pointee.softmax)
    return (output, output)
  }

  func backward(_ gradient: Tensor, _ output: Tensor) -> [Tensor?] {
    [gradient.alongRows(Kernels.table.pointee.softmax_backward, with: output)]
  }
}

typealias RowKernel = @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int, Int) -> Void
typealias RowPairKernel =
  @convention(c) (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int) -> Void

extension Tensor {
  /// A kernel over each row, that is, along the last axis.
  func alongRows(_ kernel: RowKernel) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self)
    kernel(result.pointer, pointer, rowCount, rowSize)
    return result
  }

  func alongRows(_ kernel: RowPairKernel, with other: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self, other)
    kernel(result.pointer, pointer, other.pointer, rowCount, rowSize)
    return result
  }

  private var rowSize: Int { shape.rank == 0 ? 1 : shape[-1] }
  private var rowCount: Int { rowSize == 0 ? 0 : count / rowSize }
}

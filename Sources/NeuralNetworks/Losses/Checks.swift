import Autograd

extension Tensor {
  /// Classes lie along the last axis, everything before it is samples.
  func rowsAndColumns(in operation: String) -> (rows: Int, columns: Int) {
    precondition(shape.rank > 0 && shape[-1] > 0, "\(operation): output \(shape): classes must lie along the last axis")
    return (count / shape[-1], shape[-1])
  }

  /// Where a kernel that always computes a gradient writes it.
  func place(for gradient: Tensor?) -> Tensor { gradient ?? Tensor(uninitialized: shape, like: self) }
}

/// Classes as kernels take them. Those beyond 32 bits stay beyond every output, and are refused with the others.
func indices(_ classes: [Int]) -> [Int32] { classes.map { Int32(clamping: $0) } }

func check(_ classes: [Int32], rows: Int, columns: Int, in operation: String) {
  precondition(classes.count == rows, "\(operation): \(classes.count) classes for \(rows) rows of outputs")
  for index in classes where index < 0 || index >= columns {
    preconditionFailure("\(operation): class \(index), expected 0 to \(columns - 1)")
  }
}

func check(_ values: Tensor, against output: Tensor, in operation: String) {
  precondition(
    values.shape == output.shape, "\(operation): output \(output.shape), targets \(values.shape): they must be equal")
}

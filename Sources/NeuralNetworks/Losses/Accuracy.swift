import Autograd
import Kernels

/// The share of samples whose largest output is the one of their class.
///
/// - Parameters:
///   - output: Logits or probabilities, (n, classes).
///   - classes: One a sample.
public func accuracy(_ output: Variable, _ classes: [Int]) -> Double {
  let classes = indices(classes)
  let (rows, columns) = output.data.rowsAndColumns(in: "accuracy")
  check(classes, rows: rows, columns: columns, in: "accuracy")
  return Double(output.data.rowsAgreeing(with: classes)) / Double(max(rows, 1))
}

extension Tensor {
  /// How many rows have their first largest element where the list says.
  func rowsAgreeing(with classes: [Int32]) -> Int {
    let largest = largestInRows(classes.count, count / Swift.max(classes.count, 1))
    return zip(largest, classes).count { $0 == $1 }
  }

  /// The index of the first largest element of each row.
  func largestInRows(_ rows: Int, _ columns: Int) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: rows) { indices, count in
      if let first = indices.baseAddress { Kernels.table.pointee.argmax_rows(first, pointer, rows, columns) }
      count = rows
    }
  }
}

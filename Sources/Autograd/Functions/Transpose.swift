/// The axes in another order. The gradient goes back by the inverse order.
struct Transpose: Function {
  /// Nil: the last two exchanged.
  let order: [Int]?

  func forward(_ inputs: [Tensor]) -> (Tensor, Void) {
    (inputs[0].transposed(order), ())
  }

  func backward(_ gradient: Tensor, _ saved: Void) -> [Tensor?] {
    [gradient.transposed(inverse)]
  }

  private var inverse: [Int]? {
    guard let order else { return nil }
    var inverse = order
    for (position, axis) in order.enumerated() { inverse[axis < 0 ? axis + order.count : axis] = position }
    return inverse
  }
}

import Kernels

/// The larger of a and b. It gets the gradient; where they are equal, each gets half.
struct Maximum: AccumulatingFunction {
  func forward(_ inputs: [Tensor]) -> (Tensor, (a: Tensor, b: Tensor)) {
    (.maximum(inputs[0], inputs[1]), (inputs[0], inputs[1]))
  }

  func backward(_ gradient: Tensor, _ saved: (a: Tensor, b: Tensor), into inputs: [Accumulator]) {
    let (a, b) = (saved.a.expanded(to: gradient.shape), saved.b.expanded(to: gradient.shape))
    if inputs[0].isNeeded { inputs[0].add(broadcast: gradient.whereLarger(a, than: b)) }
    if inputs[1].isNeeded { inputs[1].add(broadcast: gradient.whereLarger(b, than: a)) }
  }
}

extension Tensor {
  /// This gradient where a > b, half of it where they are equal, 0 elsewhere. All of one shape.
  func whereLarger(_ a: Tensor, than b: Tensor) -> Tensor {
    let result = Tensor(uninitialized: shape, like: self)
    Kernels.table.pointee.maximum_backward(result.pointer, pointer, a.pointer, b.pointer, count)
    return result
  }
}

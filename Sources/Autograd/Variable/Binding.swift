import Kernels

/// The slice of a flat gradient vector that a parameter's gradient is written to.
final class Binding {
  /// A view.
  var gradient: Tensor
  /// False until the first contribution of a step: that one overwrites, the later ones add.
  var isWritten = false

  init(_ gradient: Tensor) {
    self.gradient = gradient
  }

  func target() -> (tensor: Tensor, beta: Float) {
    defer { isWritten = true }
    return (gradient, isWritten ? 1 : 0)
  }

  func add(_ contribution: Tensor) {
    let (sum, beta) = target()
    if beta == 0 {
      sum.pointer.update(from: contribution.pointer, count: sum.count)
    } else {
      Kernels.table.pointee.accumulate(sum.pointer, contribution.pointer, sum.count)
    }
  }

  func finish() {
    if !isWritten { gradient.fill(with: 0) }
    isWritten = true
  }
}

extension Variable {
  /// Points a parameter at its slices of the flat vectors of weights and of gradients. From now on gradients are
  /// written straight into the slice.
  package func bind(data: Tensor, gradient: Tensor) {
    agreed(try shape.gradient(data.shape, in: "bind (data)"))
    agreed(try shape.gradient(gradient.shape, in: "bind (gradient)"))
    self.data = data
    if let binding {
      binding.gradient = gradient
      binding.isWritten = false
    } else {
      binding = Binding(gradient)
    }
    slot = nil
  }

  /// Before a step's backward: what the slice holds is of no use, the first contribution overwrites it.
  package func beginGradient() {
    binding?.isWritten = false
  }

  /// After a step's backward: a slice that nothing wrote is zero.
  package func finishGradient() {
    binding?.finish()
  }
}

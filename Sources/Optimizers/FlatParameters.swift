import Autograd
import Kernels
import NeuralNetworks

/// A module's parameters and their gradients as two flat vectors, which the parameters' tensors show and share.
struct FlatParameters {
  fileprivate struct Slice {
    let variable: Variable
    let weight: Tensor
    let gradient: Tensor
  }

  private let weightVector: Tensor
  private let gradientVector: Tensor
  private let slices: [Slice]

  var count: Int { weightVector.count }
  var weights: UnsafeMutablePointer<Float> { weightVector.pointer }
  var gradients: UnsafePointer<Float> { UnsafePointer(gradientVector.pointer) }

  /// Takes over the present values.
  init(_ module: any Module) {
    let parameters = module.parameters
    let count = parameters.reduce(0) { $0 + $1.shape.count }
    let (weights, gradients) = (Tensor(uninitialized: [count]), Tensor(uninitialized: [count]))
    var offset = 0
    slices = parameters.map { parameter in
      let range = offset..<offset + parameter.shape.count
      offset = range.upperBound
      return Slice(
        variable: parameter.variable, weight: weights.rows(range).reshaped(to: parameter.shape),
        gradient: gradients.rows(range).reshaped(to: parameter.shape))
    }
    (weightVector, gradientVector) = (weights, gradients)
    weights.fill(with: 0)
    gradients.fill(with: 0)
    for slice in slices { slice.takeOver() }
  }

  /// Forgets all gradients.
  func zeroGradients() {
    for slice in slices { slice.variable.grad = nil }
  }

  /// Brings the flat vectors up to date: values or gradients that were replaced since are copied in, and a parameter
  /// that got no gradient has a gradient of zeros.
  func gather() {
    for slice in slices where !slice.isBound { slice.takeOver() }
    for slice in slices { slice.variable.finishGradient() }
  }
}

extension FlatParameters.Slice {
  /// Whether value and gradient still lie in the flat vectors: a user may have given the Variable another tensor.
  fileprivate var isBound: Bool {
    variable.data.pointer == weight.pointer && (variable.grad.map { $0.pointer == gradient.pointer } ?? true)
  }

  /// Copies value and gradient into the flat vectors, and points the Variable there.
  fileprivate func takeOver() {
    if variable.data.pointer != weight.pointer {
      weight.pointer.update(from: variable.data.pointer, count: weight.count)
    }
    let found = variable.grad
    variable.bind(data: weight, gradient: gradient)
    variable.grad = found
  }
}

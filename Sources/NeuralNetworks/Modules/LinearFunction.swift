import Autograd
import Kernels

/// y = f(x . weight^T + bias): a matrix product, then bias and activation in place.
///
/// Inputs: x (..., inner), weight (columns, inner), perhaps bias (columns). The way back writes the products straight
/// into the accumulators, and leaves out what nobody needs: the first layer's input has no gradient.
struct LinearFunction: AccumulatingFunction {
  struct Saved {
    let input: Tensor
    let weight: Tensor
    let output: Tensor
  }

  static var overwritesGradient: Bool { true }

  private let activation: FusedActivation

  init() { activation = .identity }

  /// Nil for an activation that is applied on its own.
  init?(_ activation: Activation) {
    guard let fused = FusedActivation(activation) else { return nil }
    self.activation = fused
  }

  func forward(_ inputs: [Tensor]) -> (Tensor, Saved) {
    let (x, weight) = (inputs[0], inputs[1])
    let (columns, inner) = (weight.shape[0], weight.shape[1])
    let rows = x.count / inner
    let out = Tensor(uninitialized: x.shape.withLast(columns), like: x)
    matrixProduct(
      out.pointer, x.pointer, weight.pointer, transposeB: true, rows: rows, columns: columns, inner: inner)
    if inputs.count > 2 {
      activation.apply(out, bias: inputs[2], rows: rows, columns: columns)
    } else {
      activation.apply(out)
    }
    return (out, Saved(input: x, weight: weight, output: out))
  }

  func backward(_ gradient: Tensor, _ saved: Saved, into inputs: [Accumulator]) {
    let (columns, inner) = (saved.weight.shape[0], saved.weight.shape[1])
    let rows = saved.input.count / inner
    if inputs.count > 2, inputs[2].isNeeded {
      let (bias, beta) = inputs[2].target()
      activation.backward(gradient, saved.output, bias: bias, beta: beta, rows: rows, columns: columns)
    } else {
      activation.backward(gradient, saved.output)
    }
    if inputs[1].isNeeded {
      let (weight, beta) = inputs[1].target()
      matrixProduct(
        weight.pointer, gradient.pointer, saved.input.pointer, transposeA: true, rows: columns, columns: inner,
        inner: rows, beta: beta)
    }
    if inputs[0].isNeeded {
      let (input, beta) = inputs[0].target()
      matrixProduct(
        input.pointer, gradient.pointer, saved.weight.pointer, rows: rows, columns: inner, inner: columns, beta: beta)
    }
  }
}

extension Shape {
  fileprivate func withLast(_ size: Int) -> Shape {
    if rank == 2 { return [sizes[0], size] }
    return Shape(sizes.dropLast() + [size])
  }
}

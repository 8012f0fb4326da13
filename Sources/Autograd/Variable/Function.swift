/// An operation that knows its derivative: forward and backward in one type.
///
/// A Function of your own takes about ten lines, also outside this package. `forward` gives the result and whatever
/// `backward` needs again; `backward` gets the gradient of the result and gives one for each input (nil: none):
///
///     struct Softplus: Function {
///       func forward(_ inputs: [Tensor]) -> (Tensor, Tensor) {
///         ((inputs[0].exp() + 1).log(), inputs[0])
///       }
///       func backward(_ gradient: Tensor, _ input: Tensor) -> [Tensor?] {
///         [gradient * input.sigmoid()]
///       }
///     }
///
///     let y = Softplus()(x)          // recorded; y.backward() reaches x
///
/// Check it with ``gradientCheck(of:at:step:tolerance:)``. Save tensors, never Variables: a Function that keeps its own
/// result's Variable alive is a cycle that nobody frees. Parameters of the operation (an axis, a slope, class
/// indices) are stored properties of the type.
public protocol Function: AccumulatingFunction {
  /// The gradients of the inputs, in their order and shapes, from the gradient of the result.
  func backward(_ gradient: Tensor, _ saved: Saved) -> [Tensor?]
}

/// The other form, for functions with several inputs and for hot ones: `backward` hands each gradient to the input's
/// ``Accumulator``, skips the inputs that need none, and may write straight into the memory where the sum grows.
public protocol AccumulatingFunction {
  /// What `backward` needs again.
  associatedtype Saved

  /// True when `backward` writes into the gradient that it gets. It then gets one that nobody else sees.
  static var overwritesGradient: Bool { get }

  /// The result, and what `backward` needs.
  func forward(_ inputs: [Tensor]) -> (Tensor, Saved)

  /// Adds the gradient of each input to its accumulator.
  func backward(_ gradient: Tensor, _ saved: Saved, into inputs: [Accumulator])
}

extension AccumulatingFunction {
  @inlinable public static var overwritesGradient: Bool { false }

  /// The result as a Variable, recorded when gradients are on and an input requires one.
  @inlinable
  public func apply(to inputs: [Variable]) -> Variable {
    let (output, saved) = forward(inputs.map { $0.data })
    guard GradientMode.records(inputs) else { return Variable(output) }
    let node = Application(of: self, saving: saved, to: inputs.map { Accumulator($0) })
    return Variable(output, madeBy: node)
  }

  @inlinable
  public func callAsFunction(_ inputs: Variable...) -> Variable {
    apply(to: inputs)
  }
}

extension Function {
  /// Adds what the other `backward` returns.
  @inlinable
  public func backward(_ gradient: Tensor, _ saved: Saved, into inputs: [Accumulator]) {
    let gradients = backward(gradient, saved)
    precondition(
      gradients.count == inputs.count,
      "\(Self.self).backward: \(gradients.count) gradients for \(inputs.count) inputs")
    for (input, gradient) in zip(inputs, gradients) {
      if let gradient { input.add(gradient) }
    }
  }
}

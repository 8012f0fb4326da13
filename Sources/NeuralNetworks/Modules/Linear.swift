import Autograd

/// y = x . weight^T + bias, as `torch.nn.Linear`: takes (..., inputs), gives (..., outputs).
///
/// The weight is (outputs, inputs). By default both parameters begin uniform within ±1/√inputs, as PyTorch's do.
public final class Linear: Module {
  public let inputs: Int
  public let outputs: Int
  public let weight: Parameter
  public let bias: Parameter?

  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, initial: Initializer = .kaimingUniform) {
    precondition(inputs > 0 && outputs > 0, "Linear: \(inputs) inputs, \(outputs) outputs: both must be positive")
    self.inputs = inputs
    self.outputs = outputs
    let fan = Fan(inputs: inputs, outputs: outputs)
    weight = Parameter("weight", shape: [outputs, inputs], initial: initial, fan: fan)
    self.bias = bias ? Parameter("bias", shape: [outputs], initial: initial.ofBias, fan: fan) : nil
  }

  public var ownParameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  public func forward(_ input: Variable, _ pass: Pass) -> Variable {
    apply(LinearFunction(), to: input)
  }

  /// The layer and the activation behind it, in one pass where there is a kernel for it.
  public func forward(_ input: Variable, then activation: Activation) -> Variable {
    if let fused = LinearFunction(activation) { return apply(fused, to: input) }
    return activation.apply(to: apply(LinearFunction(), to: input))
  }

  private func apply(_ function: LinearFunction, to input: Variable) -> Variable {
    precondition(
      input.shape.rank > 0 && input.shape[-1] == inputs,
      "Linear: input \(input.shape), weight \(weight.shape): the input's last axis must be \(inputs)")
    if let bias { return function(input, weight.variable, bias.variable) }
    return function(input, weight.variable)
  }
}

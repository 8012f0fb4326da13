import Autograd
import Randomness

/// What a parameter holds before the first step: how it is drawn, and the scale.
public struct InitialValues: Sendable, Equatable {
  public let initializer: Initializer
  public let fan: Fan

  public init(_ initializer: Initializer, fan: Fan) {
    self.initializer = initializer
    self.fan = fan
  }

  /// Writes every number, as a function of the seed and of the parameter's place among all parameters of the network.
  func write(_ values: UnsafeMutableBufferPointer<Float>, seed: UInt64, number: Int) {
    let random = RandomSource(seed: seed, purpose: .initialWeights, layer: UInt32(number))
    switch initializer {
    case .kaimingUniform: random.fillSymmetric(values, bound: root(1, over: fan.inputs))
    case .xavierUniform: random.fillSymmetric(values, bound: root(6, over: fan.inputs + fan.outputs))
    case .xavierNormal: random.fillNormal(values, standardDeviation: root(2, over: fan.inputs + fan.outputs))
    case .normal: random.fillNormal(values, standardDeviation: 0.02)
    case .zeros: values.update(repeating: 0)
    }
  }

  /// Division and square root are exact to the last bit on every host.
  private func root(_ numerator: Double, over count: Int) -> Float {
    Float((numerator / Double(max(count, 1))).squareRoot())
  }
}

/// How many numbers flow into and out of one element of a layer: the scale of initial values.
public struct Fan: Sendable, Equatable {
  public var inputs: Int
  public var outputs: Int

  public init(inputs: Int, outputs: Int) {
    self.inputs = inputs
    self.outputs = outputs
  }

  /// Of a weight (outputs, inputs, kernel sizes ...), as PyTorch counts. A shape with one axis has as many inputs as
  /// outputs.
  public init(ofWeight shape: Shape) {
    let field = shape.sizes.dropFirst(2).reduce(1, *)
    outputs = (shape.sizes.first ?? 1) * field
    inputs = shape.rank < 2 ? outputs : shape[1] * field
  }
}

extension Initializer {
  /// What the bias of a layer whose weight begins like this begins with.
  var ofBias: Initializer { self == .kaimingUniform ? .kaimingUniform : .zeros }
}

extension RandomSource {
  fileprivate func fillSymmetric(_ values: UnsafeMutableBufferPointer<Float>, bound: Float) {
    fillUniform(values, from: -bound, to: bound)
  }
}

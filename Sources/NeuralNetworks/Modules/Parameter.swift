import Autograd

/// A named tensor that training changes.
///
/// Alone it has memory of its own; `bind(weights:gradients:)` points it at its slices of flat vectors.
public final class Parameter {
  /// Within its module: "weight".
  public let name: String
  public let shape: Shape
  public let initial: InitialValues
  private var made: Variable?

  /// - Parameter fan: Nil for a weight of shape (outputs, inputs, ...), which shows it.
  public init(_ name: String, shape: Shape, initial: Initializer, fan: Fan? = nil) {
    self.name = name
    self.shape = shape
    self.initial = InitialValues(initial, fan: fan ?? Fan(ofWeight: shape))
  }

  /// Value and gradient. A parameter that nobody initialized begins with the values of seed 0.
  public var variable: Variable {
    if let made { return made }
    let variable = Variable(initialTensor(seed: 0, number: 0), requiresGrad: true)
    made = variable
    return variable
  }

  /// Gives the parameter the value it has before the first step.
  ///
  /// - Parameter number: Its place among all parameters of the network: each draws numbers of its own.
  func initialize(seed: UInt64, number: Int) {
    let values = initialTensor(seed: seed, number: number)
    if let made {
      made.data = values
    } else {
      made = Variable(values, requiresGrad: true)
    }
  }

  private func initialTensor(seed: UInt64, number: Int) -> Tensor {
    Tensor(shape) { initial.write($0, seed: seed, number: number) }
  }

  /// Points the parameter at foreign memory of its shape.
  ///
  /// - Parameter gradient: Nil when no gradient will be computed.
  func bind(weight: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?) {
    let data = Tensor(viewing: weight, shape: shape)
    let variable = made ?? Variable(data, requiresGrad: true)
    made = variable
    if let gradient {
      variable.bind(data: data, gradient: Tensor(viewing: gradient, shape: shape))
    } else {
      variable.data = data
    }
  }
}

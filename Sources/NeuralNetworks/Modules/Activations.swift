import Autograd

/// A module without parameters that applies an ``Activation``.
public protocol ActivationModule: Module {
  var activation: Activation { get }
}

extension ActivationModule {
  public func forward(_ input: Variable, _ pass: Pass) -> Variable { activation.apply(to: input) }
}

extension Activation {
  /// The function of a Variable, recorded.
  public func apply(to input: Variable) -> Variable {
    switch self {
    case .relu: input.relu()
    case .leakyReLU(let slope): input.leakyReLU(slope: slope)
    case .sigmoid: input.sigmoid()
    case .tanh: input.tanh()
    case .gelu: input.gelu()
    case .softmax: input.softmax()
    case .logSoftmax: input.logSoftmax()
    }
  }

  /// As a module.
  public func module() -> any ActivationModule {
    switch self {
    case .relu: ReLU()
    case .leakyReLU(let slope): LeakyReLU(slope: slope)
    case .sigmoid: Sigmoid()
    case .tanh: Tanh()
    case .gelu: GELU()
    case .softmax: Softmax()
    case .logSoftmax: LogSoftmax()
    }
  }
}

/// max(0, x).
public final class ReLU: ActivationModule {
  public init() {}
  public var activation: Activation { .relu }
}

/// x above 0, slope * x below.
public final class LeakyReLU: ActivationModule {
  public let slope: Float
  public init(slope: Float = Activation.defaultSlope) { self.slope = slope }
  public var activation: Activation { .leakyReLU(slope: slope) }
}

/// 1 / (1 + exp(-x)).
public final class Sigmoid: ActivationModule {
  public init() {}
  public var activation: Activation { .sigmoid }
}

public final class Tanh: ActivationModule {
  public init() {}
  public var activation: Activation { .tanh }
}

/// x (1 + erf(x / √2)) / 2.
public final class GELU: ActivationModule {
  public init() {}
  public var activation: Activation { .gelu }
}

/// Probabilities along the last axis.
public final class Softmax: ActivationModule {
  public init() {}
  public var activation: Activation { .softmax }
}

/// Logarithms of probabilities along the last axis.
public final class LogSoftmax: ActivationModule {
  public init() {}
  public var activation: Activation { .logSoftmax }
}

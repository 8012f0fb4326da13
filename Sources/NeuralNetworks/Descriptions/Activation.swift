/// A function applied to each element, or to each row for the softmaxes; fused into a linear layer or a layer of its own.
public enum Activation: Sendable, Equatable, Hashable {
  case relu
  /// PyTorch's default slope is 0.01.
  case leakyReLU(slope: Float)
  case sigmoid
  case tanh
  /// The exact form, with erf.
  case gelu
  /// Over the last axis.
  case softmax
  /// Over the last axis.
  case logSoftmax

  public static let defaultSlope: Float = 0.01
}

extension Activation {
  /// The names in a run file.
  public enum Name: String, Sendable, Codable, CaseIterable {
    case relu
    case leakyReLU = "leaky_relu"
    case sigmoid, tanh, gelu, softmax
    case logSoftmax = "log_softmax"
  }

  public var name: Name {
    switch self {
    case .relu: .relu
    case .leakyReLU: .leakyReLU
    case .sigmoid: .sigmoid
    case .tanh: .tanh
    case .gelu: .gelu
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    }
  }

  /// - Parameter slope: of leaky ReLU; the others have none.
  public init(_ name: Name, slope: Float = Activation.defaultSlope) {
    switch name {
    case .relu: self = .relu
    case .leakyReLU: self = .leakyReLU(slope: slope)
    case .sigmoid: self = .sigmoid
    case .tanh: self = .tanh
    case .gelu: self = .gelu
    case .softmax: self = .softmax
    case .logSoftmax: self = .logSoftmax
    }
  }

  /// Of leaky ReLU alone.
  public var slope: Float? {
    guard case .leakyReLU(let slope) = self else { return nil }
    return slope
  }
}

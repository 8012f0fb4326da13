/// An optimizer and its settings, with PyTorch's names, definitions and defaults (torch.optim 2.x).
///
/// Settings that the kind does not read keep their defaults; `Kind.settings` lists those it does.
public struct OptimizerDescription: Sendable, Equatable {
  /// torch.optim.SGD, Adagrad, RMSprop, Adam and AdamW.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case sgd, adagrad, rmsprop, adam, adamw
  }

  public var kind: Kind
  public var learningRate: Double
  public var weightDecay: Double
  /// SGD and RMSProp.
  public var momentum = 0.0
  /// SGD: how much of a new gradient does not enter the momentum buffer.
  public var dampening = 0.0
  public var nesterov = false
  /// AdaGrad: the learning rate of step t is divided by 1 + (t - 1) of these.
  public var learningRateDecay = 0.0
  /// AdaGrad: where its sums of squares begin.
  public var initialAccumulatorValue = 0.0
  /// RMSProp: how much of the mean square is kept each step.
  public var alpha = 0.99
  /// RMSProp: divide by the deviation instead of the root of the mean square.
  public var centered = false
  /// Adam and AdamW: how much of the mean gradient is kept each step.
  public var beta1 = 0.9
  /// Adam and AdamW: how much of the mean square is kept each step.
  public var beta2 = 0.999
  /// Adam and AdamW: divide by the largest mean square so far.
  public var amsgrad = false
  /// Added to the divisor. SGD has none.
  public var epsilon: Double
  /// The largest 2-norm of the averaged gradient over all parameters; longer ones are scaled down to it, as
  /// `torch.nn.utils.clip_grad_norm_` does. nil does not clip.
  public var clipNorm: Double?

  /// The kind with PyTorch's defaults.
  public init(_ kind: Kind) {
    self.kind = kind
    switch kind {
    case .sgd, .adam, .adamw: learningRate = 1e-3
    case .adagrad, .rmsprop: learningRate = 1e-2
    }
    weightDecay = kind == .adamw ? 1e-2 : 0
    epsilon = kind == .adagrad ? 1e-10 : 1e-8
  }

  /// The kind with PyTorch's defaults, and what the closure changes.
  public init(_ kind: Kind, _ change: (inout OptimizerDescription) -> Void) {
    self.init(kind)
    change(&self)
  }
}

extension OptimizerDescription {
  /// The keys of the `[optimizer]` section, besides `type`.
  public enum Setting: String, CodingKey, CaseIterable, Sendable {
    case learningRate = "learning_rate"
    case weightDecay = "weight_decay"
    case momentum
    case dampening
    case nesterov
    case learningRateDecay = "lr_decay"
    case initialAccumulatorValue = "initial_accumulator_value"
    case alpha
    case centered
    case beta1
    case beta2
    case amsgrad
    case epsilon
    case clipNorm = "clip_norm"
  }
}

extension OptimizerDescription.Kind {
  /// The settings that this kind reads.
  public var settings: [OptimizerDescription.Setting] {
    let common: [OptimizerDescription.Setting] = [.learningRate, .weightDecay, .clipNorm]
    return switch self {
    case .sgd: common + [.momentum, .dampening, .nesterov]
    case .adagrad: common + [.learningRateDecay, .initialAccumulatorValue, .epsilon]
    case .rmsprop: common + [.alpha, .epsilon, .momentum, .centered]
    case .adam, .adamw: common + [.beta1, .beta2, .epsilon, .amsgrad]
    }
  }
}

import Optimizers

/// The keys of `[optimizer]`, by its `type`. Ranges are the optimizers' own, told by `problems()`.
enum OptimizerKeys {
  static let all = OptimizerDescription.Setting.allCases.map(key)

  static func keys(_ kind: OptimizerDescription.Kind) -> [Key<OptimizerDescription>] { kind.settings.map(key) }

  private static func key(_ setting: OptimizerDescription.Setting) -> Key<OptimizerDescription> {
    switch setting {
    case .learningRate: number(setting, \.learningRate, "how far a step goes")
    case .weightDecay: number(setting, \.weightDecay, "pulls weights towards 0")
    case .momentum: number(setting, \.momentum, "the part of the last direction that is kept")
    case .dampening: number(setting, \.dampening, "the part of a gradient that does not enter the momentum")
    case .nesterov: Key(setting.rawValue, .boolean, \.nesterov, .deciding, "look ahead along the momentum")
    case .learningRateDecay: number(setting, \.learningRateDecay, "lowers the learning rate each step")
    case .initialAccumulatorValue: number(setting, \.initialAccumulatorValue, "where the sums of squares begin")
    case .alpha: number(setting, \.alpha, "the part of the mean square that is kept")
    case .centered: Key(setting.rawValue, .boolean, \.centered, .deciding, "divide by the deviation")
    case .beta1: number(setting, \.beta1, "the part of the mean gradient that is kept")
    case .beta2: number(setting, \.beta2, "the part of the mean square that is kept")
    case .amsgrad: Key(setting.rawValue, .boolean, \.amsgrad, .deciding, "divide by the largest mean square so far")
    case .epsilon: number(setting, \.epsilon, "added to the divisor")
    case .clipNorm:
      Key(setting.rawValue, .finite, optional: \.clipNorm, .deciding, "the longest gradient, over all parameters")
    }
  }

  private static func number(
    _ setting: OptimizerDescription.Setting, _ path: WritableKeyPath<OptimizerDescription, Double> & Sendable,
    _ doc: String
  ) -> Key<OptimizerDescription> {
    Key(setting.rawValue, .finite, path, .deciding, doc)
  }
}
